/** How much is loaded, and how soon something can be read. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { ConsoleInBrowser, OPTIONS } from "./console.js";

const MOST_BYTES = 500_000;
const SOON_MS = 1_500;
/** Visits with nothing in memory; what else runs on this machine slows some of them. */
const VISITS = 4;
const DIST = fileURLToPath(new URL("../../../dist", import.meta.url));

const tried = ConsoleInBrowser.register();

test("the scripts that every page needs are less than 500 kB, packed", OPTIONS, () => {
  const index = readFileSync(`${DIST}/index.html`, "utf8");
  const scripts = [...index.matchAll(/\/console\/(assets\/[^"]+\.js)"/g)].map((found) => found[1]);

  const bytes = scripts.map((file) => gzipSync(readFileSync(`${DIST}/${file}`)).length);

  assert.ok(scripts.length > 0);
  assert.ok(bytes.reduce((sum, one) => sum + one) < MOST_BYTES, `${bytes} bytes`);
});

test("there is something to read after a second and a half", OPTIONS, async () => {
  const painted = [];
  for (let visit = 0; visit < VISITS; visit += 1) painted.push(await firstContent());

  assert.ok(Math.min(...painted) < SOON_MS, `${painted.map(Math.round)} ms`);
});

test("nothing comes from anywhere else", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags" });
  await page.getByRole("link", { name: "new-gallery" }).waitFor();

  const origins = await page.evaluate(() =>
    performance.getEntriesByType("resource").map((entry) => new URL(entry.name).origin),
  );

  assert.deepEqual([...new Set(origins)], [tried.burgee.url]);
});

/** After how many milliseconds something was painted. */
async function firstContent(): Promise<number> {
  const page = await tried.visit({ path: "/flags" });
  await page.getByRole("link", { name: "new-gallery" }).waitFor();
  return page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
  );
}
