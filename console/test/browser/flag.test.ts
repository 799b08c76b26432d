/** How a flag is made and changed: rules, variants, schedule, history; and what it answers then. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { ConsoleInBrowser, flaws, OPTIONS, type Page, photograph } from "./console.js";

const tried = ConsoleInBrowser.register();
/** For a test that looks at many pictures, on a machine that has other work. */
const LONG = { ...OPTIONS, timeout: 180_000 };

interface Answered {
  value: unknown;
  variant?: string;
  reason: string;
}

interface Stored {
  version: number;
  document: {
    lifecycle: string;
    variants: Record<string, { value: unknown }>;
    environments: Record<string, StoredSettings>;
  };
}

interface StoredSettings {
  enabled: boolean;
  rules: { id: string }[];
  schedule: unknown[];
}

function stored(key: string): Promise<Stored> {
  return tried.burgee.admin("GET", `/flags/${key}`) as Promise<Stored>;
}

/** What an application in development gets. */
async function asked(key: string, context: Record<string, unknown>): Promise<Answered> {
  const response = await fetch(`${tried.burgee.url}/ofrep/v1/evaluate/flags/${key}`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tried.burgee.clientKey}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ context: { targetingKey: "u1", ...context } }),
  });
  return (await response.json()) as Answered;
}

/** Waits until an application gets a value: what was saved is published within moments. */
function gets(key: string, context: Record<string, unknown>, value: unknown) {
  return eventually(async () => (await asked(key, context)).value === value, `the value ${value}`);
}

/** A flag with colours, on in each environment. */
async function aFlag(key: string, rules: unknown[] = []): Promise<void> {
  const settings = { enabled: true, default_variant: "blue", rules };
  await tried.burgee.putFlag({
    key,
    name: "A flag of a test",
    kind: "string",
    variants: { blue: { value: "#00f" }, green: { value: "#0f0" } },
    environments: { development: settings, staging: settings, production: settings },
  });
}

function aRule(id: string, plan: string, variant = "green") {
  return { id, variant, conditions: [{ attribute: "plan", operator: "equals", value: plan }] };
}

/** Chooses one of what a field offers. */
async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(field, { exact: true }).first().click();
  await page.getByRole("option", { name: option }).first().click();
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText(/ is saved\.$/).waitFor();
}

test("a flag with two rules and a split is made, and answers by them", LONG, async () => {
  const page = await tried.visit({ path: "/new/flag?environment=development" });
  await page.getByLabel("Name", { exact: true }).first().fill("Banner colour");
  await choose(page, "Kind", /^text/);
  const second = page.getByRole("group", { name: "Variant variant-2" });
  await page.getByRole("group", { name: "Variant variant-1" }).getByLabel("Value").fill("#00f");
  await second.getByLabel("Value").fill("#0f0");
  await second.getByLabel("Key").fill("green");
  await photograph(page, "flag-new-filled");
  await page.getByRole("button", { name: "Create flag" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The banner is to be tried");
  await dialog.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "banner-colour", level: 1 }).waitFor();

  await page.getByText("Off: everybody gets the off variant").click();
  await page.getByRole("button", { name: "Add rule" }).click();
  const first = page.getByRole("group", { name: "Rule 1", exact: true });
  await page.keyboard.type("Staff"); // the keyboard is in what was added
  await first.getByLabel("Condition 1: attribute").fill("plan");
  await first.getByLabel("Condition 1: value", { exact: true }).fill("pro");
  await first.getByLabel("Variant", { exact: true }).click();
  await page.getByRole("option", { name: "green" }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  const other = page.getByRole("group", { name: "Rule 2", exact: true });
  await other.getByRole("button", { name: "Remove Condition 1" }).click();
  await other.getByLabel("They get", { exact: true }).click();
  await page.getByRole("option", { name: /^A split by weights/ }).click();
  await other.getByLabel("Weight of green").fill("3");
  await other.getByText("75 %", { exact: true }).waitFor();
  await photograph(page, "flag-rules");
  await page.getByRole("button", { name: "Review and save" }).click();
  await dialog.getByText('If plan is "pro": green').waitFor();
  await dialog.getByText("Everybody: 25 % variant-1, 75 % green").waitFor();
  await photograph(page, "flag-difference");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("banner-colour is saved.").waitFor();

  await gets("banner-colour", { plan: "pro" }, "#0f0");
  const split = await asked("banner-colour", { plan: "free" });
  assert.equal(split.reason, "SPLIT");
});

test("a former version is restored, and answers again as it did", OPTIONS, async () => {
  await aFlag("restored", [aRule("r1", "pro")]);
  await aFlag("restored", []);
  await gets("restored", { plan: "pro" }, "#00f");
  const page = await tried.visit({
    path: "/flags/restored?environment=development&tab=history&version=1",
  });

  await page.getByRole("button", { name: "Restore this version" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("development: rule 1").waitFor();
  await dialog.getByLabel("Reason").fill("The rule is needed");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await page.getByText("restored is as it was in version 1.").waitFor();

  await gets("restored", { plan: "pro" }, "#0f0");
  assert.equal((await stored("restored")).version, 3);
});

test("whoever loses a race keeps both changes", OPTIONS, async () => {
  await aFlag("raced", [aRule("r1", "pro")]);
  const page = await tried.visit({ path: "/flags/raced?environment=development&edit" });
  await page.getByRole("button", { name: "Copy rule 1" }).click();

  const other = { environment: "staging", enabled: false, reason: "I was first" };
  await tried.burgee.admin("POST", "/flags/raced/toggle", other);
  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("I was first").waitFor();
  await dialog.getByText("staging: enabled").waitFor();
  await photograph(page, "flag-lost-race");
  await dialog.getByRole("button", { name: /Go on from version/ }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("raced is saved.").waitFor();

  const { environments } = (await stored("raced")).document;
  assert.deepEqual(
    [environments["staging"]?.enabled, environments["development"]?.rules.length],
    [false, 2],
  );
});

test("rules are moved by the keyboard, which stays with the rule", OPTIONS, async () => {
  await aFlag("moved", [aRule("first", "pro"), aRule("second", "free"), aRule("third", "x")]);
  const page = await tried.visit({ path: "/flags/moved?environment=development&edit" });
  await page.getByRole("button", { name: "Move rule 3 up" }).focus();

  await page.keyboard.press("Enter");
  await page.getByText("rule 2: moved up, 2 of 3").last().waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.getByText("rule 1: moved up, 1 of 3").last().waitFor({ state: "attached" });
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await save(page);

  const { rules } = (await stored("moved")).document.environments["development"] ?? assert.fail();
  assert.deepEqual(
    rules.map(({ id }) => id),
    ["third", "first", "second"],
  );
  assert.equal(focused, "Move rule 1 down"); // there is no way further up
});

test("what cannot be saved says where, and leads there", OPTIONS, async () => {
  await aFlag("wrong");
  const page = await tried.visit({ path: "/flags/wrong?environment=staging&edit" });
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByRole("tab", { name: "Details" }).click();

  await page.getByRole("button", { name: "Review and save" }).click();
  await page.getByRole("button", { name: "staging, rule 1" }).first().click();

  await page.getByText("Write the name of an attribute.").last().waitFor();
  await eventually(
    () => page.evaluate(() => document.activeElement?.getAttribute("placeholder") === "Attribute"),
    "the keyboard in the field",
  );
  await photograph(page, "flag-problems");
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("what the API refuses stands at its field", OPTIONS, async () => {
  await aFlag("refused", [aRule("r1", "pro")]);
  const page = await tried.visit({ path: "/flags/refused?environment=development&edit" });
  await choose(page, "Condition 1: operator", "matches");
  await page.getByLabel("Condition 1: value", { exact: true }).fill("(");

  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText(/is not a regular expression/).first().waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();

  const rule = page.getByRole("group", { name: "Rule 1", exact: true });
  await rule.getByText(/is not a regular expression/).waitFor();
  await page.getByLabel("Condition 1: value", { exact: true }).fill("(a)");
  await rule.getByText(/is not a regular expression/).waitFor({ state: "detached" });
});

test("unsaved changes are not left without a question", OPTIONS, async () => {
  await aFlag("unsaved");
  const page = await tried.visit({ path: "/flags/unsaved?environment=development&edit" });
  await page.getByRole("button", { name: "Add rule" }).click();

  await page.getByRole("link", { name: "Flags" }).first().click();
  await page.getByRole("button", { name: "Stay" }).click();
  await page.getByRole("group", { name: "Rule 1", exact: true }).waitFor();
  await page.getByRole("link", { name: "Flags" }).first().click();
  await page.getByRole("button", { name: "Leave without saving" }).click();

  await page.getByRole("heading", { name: "Flags", level: 1 }).waitFor();
});

test("a change is scheduled with a reason, and cancelled", OPTIONS, async () => {
  await aFlag("scheduled");
  const page = await tried.visit({
    path: "/flags/scheduled?environment=development&tab=schedule",
  });
  await page.getByRole("button", { name: "Schedule a change" }).click();
  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  await page.getByText("Choose a day.").waitFor();
  await page.getByPlaceholder("YYYY-MM-DD").fill("2031-03-01");
  await choose(page, "Its switch", "Switch it off");

  await page.getByRole("button", { name: "Schedule", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The sale ends");
  await dialog.getByRole("button", { name: "Schedule" }).click();
  await page.getByText("The change of scheduled is scheduled.").waitFor();
  await photograph(page, "flag-scheduled");
  const planned = (await stored("scheduled")).document.environments["development"]?.schedule;
  await page.getByRole("button", { name: /^Cancel: switch it off/ }).click();
  await dialog.getByLabel("Reason").fill("The sale goes on");
  await dialog.getByRole("button", { name: "Do not make it" }).click();
  await page.getByText("Nothing is scheduled").waitFor();

  assert.equal(planned?.length, 1);
});

test("a flag is copied, stopped, archived and brought back", LONG, async () => {
  await aFlag("handled", [aRule("r1", "pro")]);
  await tried.burgee.admin("POST", "/flags/handled/toggle", {
    environment: "development",
    enabled: false,
  });
  const page = await tried.visit({ path: "/flags/handled?environment=development" });
  const more = async (name: string | RegExp) => {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  const dialog = page.getByRole("dialog");

  await more(/^Copy development/);
  await dialog.getByLabel("Environments").first().click();
  await page.getByRole("option", { name: "staging" }).click();
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: "See what changes" }).click();
  await dialog.getByText("staging: enabled").waitFor();
  await dialog.getByRole("button", { name: "Copy" }).click();
  await page.getByText("handled answers in staging as in development.").waitFor();
  await more(/^Emergency stop/);
  await dialog.getByLabel("Reason").fill("It burns");
  await dialog.getByRole("button", { name: "Stop it" }).click();
  await page.getByText("handled is stopped in development.").waitFor();
  await more("Archive");
  await dialog.getByLabel("Reason").fill("Nobody needs it");
  await dialog.getByRole("button", { name: "Archive" }).click();
  await page.getByText("handled is archived.").waitFor();
  const { lifecycle, environments } = (await stored("handled")).document;
  await page.getByRole("button", { name: "Unarchive" }).click();
  await dialog.getByLabel("Reason").fill("Somebody does");
  await dialog.getByRole("button", { name: "Unarchive" }).click();
  await page.getByText("handled is active.").waitFor();

  assert.deepEqual([lifecycle, environments["staging"]?.enabled], ["archived", false]);
});

test("a number keeps the form in which it was written", OPTIONS, async () => {
  const key = "exact";
  const path = `${tried.burgee.url}/api/v1/admin/flags`;
  const headers = {
    Authorization: `Bearer ${tried.burgee.adminKey}`,
    "Content-Type": "application/json",
  };
  const body =
    '{"document": {"key": "exact", "kind": "number", "variants": {"a": {"value": 10.0}, ' +
    '"b": {"value": 12345678901234567890}}, "environments": {"development": ' +
    '{"default_variant": "a"}}}}';
  await fetch(path, { method: "POST", headers, body });
  const page = await tried.visit({ path: `/flags/${key}?environment=development&edit` });

  await page.getByText("Off: everybody gets the off variant").click();
  await save(page);

  const text = await (await fetch(`${path}/${key}`, { headers })).text();
  assert.match(text, /"value": ?10\.0\D/);
  assert.match(text, /"value": ?12345678901234567890\D/);
});

test("a viewer can read everything, and is offered no change", OPTIONS, async () => {
  await aFlag("read", [aRule("r1", "pro")]);
  const key = await tried.keyOf("viewer");
  const page = await tried.visit({ path: "/flags/read?environment=development&edit", key });

  await page.getByText('If plan is "pro": green').waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("link", { name: "Version 1" }).waitFor();

  for (const name of ["Edit", "More", "Review and save", "Restore this version"]) {
    assert.equal(await page.getByRole("button", { name, exact: true }).count(), 0, name);
  }
});

test("an editor of one environment edits that one, not what all share", OPTIONS, async () => {
  await aFlag("limited", [aRule("r1", "pro")]);
  const key = await tried.keyOf("editor", "staging");
  const page = await tried.visit({ path: "/flags/limited?environment=production&edit", key });

  await page.getByText('If plan is "pro": green').waitFor();
  const inProduction = await page.getByRole("button", { name: "Add rule" }).count();
  await page.getByRole("tab", { name: "Details" }).click();
  await page.getByText(/limited to some environments/).waitFor();
  await page.goto(page.url().replace("production", "staging").replace(/&tab=\w+/, ""));
  await page.getByRole("button", { name: "Copy rule 1" }).click();
  await save(page);

  assert.equal(inProduction, 0);
});

test("the editor can be read by everybody, at every width", LONG, async () => {
  await aFlag("edited", [
    aRule("r1", "pro"),
    { id: "r2", name: "Half of Europe", split: { blue: 1, green: 1 }, conditions: EVERYTHING },
  ]);
  const page = await tried.visit({ path: "/flags/edited?environment=staging&edit" });
  await page.getByRole("group", { name: "Rule 2", exact: true }).waitFor();
  for (const section of ["Prerequisites", "Named units", "Alarms"]) {
    await page.getByRole("button", { name: new RegExp(`^${section}`) }).click();
  }
  const isThere = () => page.getByRole("tab", { name: "Variants" }).waitFor();

  const found = await flaws(page, "flag-editor", isThere);
  for (const tab of ["Variants", "Details"]) {
    await page.getByRole("tab", { name: tab }).click();
    found.push(...(await flaws(page, `flag-editor-${tab.toLowerCase()}`, isThere)));
  }

  assert.deepEqual(found, []);
});

test("what decides besides the flag is said where it is read and edited", LONG, async () => {
  await tried.burgee.launchExperiment();

  const page = await tried.visit({ path: "/flags/virtual-try-on?environment=production&edit" });

  await page.getByRole("link", { name: "try-on-sells" }).waitFor();
  await photograph(page, "flag-experiment");
});

/** Conditions with each kind of value. */
const EVERYTHING = [
  { attribute: "country", operator: "in", value: ["DE", "AT", "CH"] },
  {
    or: [
      { attribute: "age", operator: "greater_or_equal", value: 18 },
      { not: { operator: "in_segment", value: "staff" } },
    ],
  },
  { operator: "within_bounds", value: { north: 48, south: 44, west: 5.5, east: 16.5 } },
  { operator: "time_of_day", value: { from: "22:30", to: "06:00", timezone: "Europe/Berlin" } },
  { operator: "day_of_week", value: { days: ["saturday", "sunday"] } },
  { operator: "action_count", value: { action: "purchase", at_least: 2, within: "30d" } },
  { attribute: "beta", operator: "equals", value: true },
  { attribute: "ip", operator: "in_cidr", value: ["10.0.0.0/8"] },
];
