/** Units in the console: what they see and why, and what can be done for them. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { ConsoleInBrowser, OPTIONS, photograph, violations } from "./console.js";

const tried = ConsoleInBrowser.register();

interface Unit {
  takes_part: boolean;
  erased: boolean;
  events: number;
  profile: Record<string, unknown>;
}

function unit(key: string): Promise<Unit> {
  return tried.burgee.admin("GET", `/units/development/${key}`) as Promise<Unit>;
}

/** Report that a unit bought something in development. */
async function bought(userId: string): Promise<void> {
  const response = await fetch(`${tried.burgee.url}/api/v1/analytics/events`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tried.burgee.clientKey}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      event_type: "conversion",
      event_name: "purchase",
      user_id: userId,
      data: { value: 20 },
    }),
  });
  assert.ok(response.ok, await response.text());
}

/** Resolves when what a unit did is counted, which happens soon after it was taken. */
async function counted(userId: string): Promise<void> {
  const did = async () => Object.keys((await unit(userId)).profile).length > 0;
  await eventually(did, "what it did in its profile");
}

function path(key: string, parameters = ""): string {
  return `/units?environment=development&unit=${key}${parameters}`;
}

test("a unit is looked up: what it sees, and each step that leads there", OPTIONS, async () => {
  const page = await tried.visit({ path: "/units" });

  await page.getByLabel("Unit", { exact: true }).fill("visitor-7");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText("The unit is named for on.").first().waitFor();
  await page.getByRole("link", { name: "Show steps of new-gallery" }).click();

  await page.getByText("Steps, up to the one that decided").waitFor();
  assert.match(page.url(), /\/flags\/new-gallery\?.*visitor-7/);
});

test("what is known of a unit besides its key decides too", OPTIONS, async () => {
  const page = await tried.visit({ path: path("somebody") });
  await page.getByText("What else is known of it").click();

  await page.getByRole("button", { name: "Add attribute" }).click();
  await page.getByLabel("Attribute 1: its name").fill("country");
  await page.keyboard.press("Escape");
  await page.getByLabel("Attribute 1: its value", { exact: true }).fill("AT");
  await page.getByRole("button", { name: "Look up" }).click();

  await page.getByRole("link", { name: "germany-and-austria" }).waitFor();
});

test("a unit opts out of all experiments, and in again", OPTIONS, async () => {
  const page = await tried.visit({ path: path("asks-us-to") });

  await page.getByRole("button", { name: "Opt out" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Opt out" }).click();
  await page.getByRole("button", { name: "Opt in" }).waitFor();
  const out = await unit("asks-us-to");
  await page.getByRole("button", { name: "Opt in" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Opt in" }).click();
  await page.getByRole("button", { name: "Opt out" }).waitFor();

  assert.deepEqual([out.takes_part, (await unit("asks-us-to")).takes_part], [false, true]);
});

test("a unit is erased for good, with a reason", OPTIONS, async () => {
  await bought("forget-me");
  const before = await unit("forget-me");
  const page = await tried.visit({ path: path("forget-me") });

  await page.getByRole("button", { name: "Erase" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This cannot be taken back").waitFor();
  await photograph(page, "unit-erase");
  const found = await violations(page);
  await dialog.getByLabel("Reason").fill("A request of the person");
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await page.getByText("It was erased a few days ago at most").waitFor();

  const after = await unit("forget-me");
  assert.deepEqual([before.events, after.events, after.erased], [1, 0, true]);
  assert.deepEqual(found, []);
});

test("all that rests of a unit is exported as a file", OPTIONS, async () => {
  await bought("wants-a-copy");
  const page = await tried.visit({ path: path("wants-a-copy") });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);

  const content = JSON.parse(readFileSync(await download.path(), "utf8")) as {
    unit: string;
    tracking_events: { name: string }[];
  };
  assert.equal(download.suggestedFilename(), "development-wants-a-copy.json");
  assert.equal(content.unit, "wants-a-copy");
  assert.deepEqual(content.tracking_events.map(({ name }) => name), ["purchase"]);
});

test("what a unit did is told event by event", OPTIONS, async () => {
  await bought("buyer-1");
  await counted("buyer-1");
  const page = await tried.visit({ path: path("buyer-1", "&tab=did") });

  await page.getByText("purchase").waitFor();
  await photograph(page, "unit-did");
});

test("a unit whose key is an address of its own is found", OPTIONS, async () => {
  const page = await tried.visit({ path: path(encodeURIComponent("a/b?c#d e")) });

  await page.getByRole("heading", { name: "a/b?c#d e" }).waitFor();
});

test("an editor erases nobody", OPTIONS, async () => {
  const page = await tried.visit({ path: path("ann"), key: await tried.keyOf("editor") });
  await page.getByRole("button", { name: "Opt out" }).waitFor();

  assert.equal(await page.getByRole("button", { name: "Erase" }).count(), 0);
});

test("a viewer looks up nobody, and is told who may", OPTIONS, async () => {
  const page = await tried.visit({ path: path("ann"), key: await tried.keyOf("viewer") });

  await page.getByText("You may not look anybody up in development").waitFor();

  assert.equal(await page.getByRole("button", { name: "Look up" }).count(), 0);
});
