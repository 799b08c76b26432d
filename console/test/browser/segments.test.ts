/** Segments in the console: who is in them, and who asks for them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, photograph, violations } from "./console.js";

const tried = ConsoleInBrowser.register();

interface Stored {
  version: number;
  change: { reason: string };
  document: { name: string; description: string; included: string[]; conditions: object[] };
}

function stored(key: string): Promise<Stored> {
  return tried.burgee.admin("GET", `/segments/${key}?members=true`) as Promise<Stored>;
}

/** A segment of this test alone, with a flag that asks for it where one is named. */
async function aSegment(key: string, flagKey?: string): Promise<void> {
  const document = { key, description: "As it was", included: ["ann"] };
  await tried.burgee.admin("POST", "/segments", { document });
  if (!flagKey) return;
  const rule = { conditions: [{ operator: "in_segment", value: key }], variant: "on" };
  const production = { enabled: true, default_variant: "off", rules: [rule] };
  await tried.burgee.putFlag({ key: flagKey, kind: "boolean", environments: { production } });
}

test("a segment is made of conditions and of names, and says who is in it", OPTIONS, async () => {
  const page = await tried.visit({ path: "/segments" });
  await page.getByRole("link", { name: "New segment" }).click();

  await page.getByLabel("Name", { exact: true }).fill("Large customers");
  await page.getByRole("button", { name: "Add condition" }).click();
  await page.getByLabel("Condition 1: attribute").fill("seats");
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Included by name" }).fill("acme");
  await page.getByLabel("Condition 1: value", { exact: true }).fill("many");
  await page.getByRole("button", { name: "Create segment" }).click();
  await page.getByRole("heading", { name: "large-customers", level: 1 }).waitFor();
  await page.getByRole("tab", { name: "Check a unit" }).click();
  await page.getByLabel("Unit", { exact: true }).fill("acme");
  await page.getByRole("button", { name: "Check", exact: true }).click();

  await page.getByText("The unit is included by name.").waitFor();
  const { document } = await stored("large-customers");
  assert.deepEqual(document.included, ["acme"]);
  assert.deepEqual(document.conditions, [
    { attribute: "seats", operator: "equals", value: "many" },
  ]);
});

test("what the API finds wrong with a new segment stands at its field", OPTIONS, async () => {
  const page = await tried.visit({ path: "/new/segment" });

  await page.getByLabel("Name", { exact: true }).fill("Somebody");
  await page.getByRole("button", { name: "Add segment" }).click();
  await page.getByLabel("Condition 1: value", { exact: true }).fill("no-such-segment");
  await page.getByRole("button", { name: "Create segment" }).click();

  await page.getByText("there is no segment 'no-such-segment'").first().waitFor();
});

test("a change of a segment says what asks for it, and asks why", OPTIONS, async () => {
  await aSegment("asked-for", "asks-for-it");
  const page = await tried.visit({ path: "/segments/asked-for" });

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Description").fill("As it is now");
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 flag (asks-for-it)").waitFor();
  await photograph(page, "segment-change");
  const found = await violations(page);
  await dialog.getByLabel("Reason").fill("More of them came");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("asked-for is saved.").waitFor();

  const { document, change } = await stored("asked-for");
  assert.equal(document.description, "As it is now");
  assert.deepEqual(document.included, ["ann"]);
  assert.equal(change.reason, "More of them came");
  assert.deepEqual(found, []);
});

test("units are put in and taken out by name", OPTIONS, async () => {
  await aSegment("by-name");
  const page = await tried.visit({ path: "/segments/by-name?tab=members" });

  await page.getByRole("combobox", { name: "Include units" }).fill("bob");
  await page.getByRole("button", { name: "Add to Units to put in" }).click();
  await page.getByRole("button", { name: "Include 1 unit" }).click();
  await page.getByRole("button", { name: "Take out bob" }).waitFor();
  await page.getByRole("button", { name: "Take out ann" }).click();
  await page.getByRole("button", { name: "Take out ann" }).waitFor({ state: "detached" });

  assert.deepEqual((await stored("by-name")).document.included, ["bob"]);
});

test("an earlier version of a segment comes back with its members", OPTIONS, async () => {
  await aSegment("restored");
  const body = { included: { remove: ["ann"], add: ["bob"] }, reason: "By mistake" };
  await tried.burgee.admin("PATCH", "/segments/restored/members", body);
  const page = await tried.visit({ path: "/segments/restored?tab=history" });

  await page.getByRole("button", { name: "Restore version 1" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await page.getByText("restored is as it was in version 1.").waitFor();

  assert.deepEqual((await stored("restored")).document.included, ["ann"]);
});

test("segments that something asks for are not archived, with a reason", OPTIONS, async () => {
  await aSegment("needed", "needs-it");
  const page = await tried.visit({ path: "/segments/needed" });

  await page.getByRole("button", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Not needed any more");
  await dialog.getByRole("button", { name: "Archive" }).click();

  await dialog.getByText("is asked for by 'needs-it'").waitFor();
  await dialog.getByText("Change what names it first.").waitFor();
});

for (const [who, role, environments] of [
  ["a viewer", "viewer", []],
  ["an editor of one environment", "editor", ["staging"]],
] as const) {
  test(`${who} changes no segment, as all environments share it`, OPTIONS, async () => {
    const key = await tried.keyOf(role, ...environments);
    const page = await tried.visit({ path: "/segments/staff?tab=members", key });
    await page.getByText("visitor-1").waitFor();

    const words = ["Edit", "Archive", "Take out visitor-1", "Include"];
    const counts = words.map((name) => page.getByRole("button", { name, exact: true }).count());

    assert.deepEqual(await Promise.all(counts), [0, 0, 0, 0]);
  });
}

test("segments are found by what they have, and the address says so", OPTIONS, async () => {
  const page = await tried.visit({ path: "/segments?query=german" });
  await page.getByRole("link", { name: "germany-and-austria" }).waitFor();

  assert.equal(await page.getByRole("link", { name: "staff" }).count(), 0);
});
