import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const BROWSER = fileURLToPath(new URL("../../test/browser", import.meta.url));

/** What the file imports for its tests. */
function importedBy(file: string): string[] {
  const text = readFileSync(`${BROWSER}/${file}`, "utf8");
  return [...text.matchAll(/^import "\.\/(\w+)\.test\.js";$/gm)].map(([, name = ""]) => name);
}

test("each file of tests in a browser is run by one verb, once", () => {
  const files = readdirSync(BROWSER);
  const tests = files.filter((file) => file.endsWith(".test.ts")).map((file) => file.split(".")[0]);

  const run = files.filter((file) => /^(ci|behaviour\w+)\.ts$/.test(file)).flatMap(importedBy);

  assert.deepEqual(run.sort(), tests.sort());
});
