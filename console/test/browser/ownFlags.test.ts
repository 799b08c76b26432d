/** The console's own flags: what it does with Burgee's answers, and without any. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, type Page } from "./console.js";
import { design, look, start, visit } from "./experiments.js";

const KEY = "bar-sells";
const RESULTS = `/experiments/${KEY}?environment=development&tab=results`;
const tried = ConsoleInBrowser.registerAlone();

/** An experiment that was looked at, a flag of the console, and nobody who told the console. */
tried.seed(async (burgee) => {
  await design(burgee, KEY);
  await start(burgee, KEY);
  await visit(burgee, KEY, { from: 0, to: 240 });
  await look(burgee, KEY);
  await burgee.putFlag({
    key: "console-posterior",
    kind: "boolean",
    environments: { development: { enabled: true, default_variant: "off" } },
  });
});

async function results(): Promise<Page> {
  const page = await tried.visit({ path: RESULTS });
  await page.getByText("How to read this").first().waitFor();
  await page.getByRole("heading", { name: "bought" }).first().waitFor();
  return page;
}

function posteriors(page: Page) {
  return page.getByText(/posterior/i).filter({ visible: true });
}

test("without settings the console does what its code says, and asks nobody", OPTIONS, async () => {
  const page = await results();

  await posteriors(page).first().waitFor();

  const asked = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter(({ name }) => name.includes("/ofrep/")),
  );
  assert.deepEqual(asked, []);
});

test("with settings its own flags decide, for whoever is signed in", OPTIONS, async () => {
  const console = { environment: "development", client_key: tried.burgee.clientKey };
  await tried.burgee.admin("PUT", "/settings", { document: { console }, reason: "A test" });

  const page = await results();

  await posteriors(page).first().waitFor({ state: "detached" });
  assert.equal(await posteriors(page).count(), 0);
});
