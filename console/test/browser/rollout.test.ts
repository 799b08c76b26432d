/** A rollout in the console: written, started, ramped up and taken back, and what callers get. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import {
  ConsoleInBrowser,
  flaws,
  OPTIONS,
  type Page,
  photograph,
  unfoldAll,
  violations,
} from "./console.js";

const UNITS = Array.from({ length: 60 }, (_, number) => `unit-${number}`);
/** A whole story takes longer than one step of it. */
const STORY = { ...OPTIONS, timeout: 240_000 };
const tried = ConsoleInBrowser.register();

interface Stored {
  version: number;
  change: { reason: string };
  document: Record<string, unknown> & { status: string; stage: number | null };
}

interface Guarded {
  signal: string;
  criterion: number;
  metric: { key: string; event_name: string; direction: string };
}

function stored(key: string): Promise<Stored> {
  return tried.burgee.admin("GET", `/rollouts/${key}`) as Promise<Stored>;
}

/** A flag of this test alone, off for everybody. */
async function aFlag(key: string): Promise<void> {
  const off = { enabled: true, default_variant: "off" };
  const environments = { development: off, staging: off, production: off };
  await tried.burgee.putFlag({ key, name: "A flag of a test", kind: "boolean", environments });
}

/** A pending rollout of a flag of its own, half and then all of production. */
async function aRollout(flag: string, parts: Record<string, unknown> = {}): Promise<string> {
  await aFlag(flag);
  const stages = [50, 100].map((percentage) => ({ percentage, wait: "1d" }));
  const what = { key: `${flag}-rollout`, flag, variant: "on", environment: "production" };
  const document = { ...what, stages, ...parts };
  await tried.burgee.admin("POST", "/rollouts", { document, reason: "A test" });
  return document.key;
}

async function take(key: string, verb: string): Promise<void> {
  await tried.burgee.admin("POST", `/rollouts/${key}/${verb}`, { reason: "A test" });
}

/** A key of applications in production. */
async function aClientKey(): Promise<string> {
  const document = { name: "A test", kind: "client", environment: "production" };
  const made = await tried.burgee.admin("POST", "/keys", { document, reason: "A test" });
  return (made as { token: string }).token;
}

/** How many of UNITS get `on`, as an application asks. */
async function served(flag: string, key: string): Promise<number> {
  const answers = await Promise.all(UNITS.map((unit) => answer(flag, key, unit)));
  return answers.filter(Boolean).length;
}

async function answer(flag: string, key: string, targetingKey: string): Promise<unknown> {
  const response = await fetch(`${tried.burgee.url}/ofrep/v1/evaluate/flags/${flag}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ context: { targetingKey } }),
  });
  return ((await response.json()) as { value?: unknown }).value;
}

/** Takes a step as somebody would, and says why. */
async function step(page: Page, word: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: word, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: word, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByLabel(label).click();
  await page.getByRole("option", { name: option }).click();
}

/** The form for a rollout in staging of a flag of its own. */
async function aForm(flag: string): Promise<Page> {
  await aFlag(flag);
  const page = await tried.visit({ path: `/new/rollout?environment=staging&flag=${flag}` });
  await page.getByText("Today everybody else gets off.").waitFor();
  await choose(page, "New variant", /^on/);
  return page;
}

test(
  "a rollout is written, started, ramped up and rolled back, and callers get what it says",
  STORY,
  async () => {
    await aFlag("express-lane");
    const client = await aClientKey();
    const page = await tried.visit({ path: "/rollouts?environment=production" });

    await page.getByRole("link", { name: "New rollout" }).first().click();
    await page.getByLabel("Flag", { exact: true }).fill("express-lane");
    await page.getByText("Today everybody else gets off.").waitFor();
    await choose(page, "New variant", /^on/);
    await choose(page, "Begin from", /^Half/);
    await page.getByText("50 % of everybody").waitFor();
    await page.getByRole("button", { name: "Create rollout" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("The lane is built");
    await photograph(page, "rollout-create");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "express-lane-rollout", level: 1 }).waitFor();
    const written = await stored("express-lane-rollout");

    await page.getByRole("button", { name: "Start", exact: true }).click();
    await dialog.getByText("From now on express-lane is on for 50 % of everybody").waitFor();
    await photograph(page, "rollout-start");
    await dialog.getByLabel("Reason").fill("Ready");
    await dialog.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("express-lane is on for 50 % of everybody in production.").waitFor();
    await eventually(async () => (await served("express-lane", client)) > 0, "some");
    const half = await served("express-lane", client);
    await step(page, "Ramp up", "Half of them are happy");
    await page.getByText("express-lane is on for everybody in production.").waitFor();
    await eventually(async () => (await served("express-lane", client)) === UNITS.length, "all");
    await step(page, "Roll back", "Orders fail");
    await page.getByText("Orders fail").first().waitFor();
    await eventually(async () => (await served("express-lane", client)) === 0, "nobody");

    assert.equal(written.change.reason, "The lane is built");
    assert.ok(half > 10 && half < 50, `${half} of ${UNITS.length}`);
    const { document, change } = await stored("express-lane-rollout");
    assert.deepEqual([document.status, change.reason], ["rolled_back", "Orders fail"]);
  },
);

test("what the API finds wrong stands at its field", OPTIONS, async () => {
  const page = await aForm("wrong-lane");
  await choose(page, "Begin from", /^Quick/);

  const second = page.getByRole("group", { name: "Stage 2" });
  await second.getByLabel("Share of everybody").fill("5");
  await page.getByRole("button", { name: "Create rollout" }).click();
  await second.getByText(/Falls below 10/).waitFor();

  await page.getByText("What is marked has to change first.").first().waitFor();
  await photograph(page, "rollout-refused");
  assert.deepEqual(await violations(page), []);
});

test("a rollout by other strategies is written with their own fields", OPTIONS, async () => {
  const page = await aForm("other-lane");

  await page.getByRole("radio", { name: /Named units/ }).click();
  await page.getByLabel("Units", { exact: true }).last().fill("ann");
  await page.getByRole("button", { name: "Add to Units" }).click();
  await photograph(page, "rollout-units");
  await page.getByRole("button", { name: "Create rollout" }).click();
  await page.getByRole("heading", { name: "other-lane-rollout", level: 1 }).waitFor();

  const { document } = await stored("other-lane-rollout");
  assert.deepEqual([document["strategy"], document["user_list"]], ["user_list", ["ann"]]);
});

test("a guardrail begins with what its signal mostly measures", OPTIONS, async () => {
  const page = await aForm("guarded-lane");

  await page.getByRole("button", { name: "Add a guardrail" }).click();
  await page.getByRole("menuitem", { name: /^Errors/ }).click();
  await page.getByLabel("Event", { exact: true }).fill("checkout_failed");
  await page.getByLabel("Before the next stage, at most").fill("5");
  await photograph(page, "rollout-guardrail");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Create rollout" }).click();
  await page.getByRole("heading", { name: "guarded-lane-rollout", level: 1 }).waitFor();

  const [guardrail] = (await stored("guarded-lane-rollout")).document["guardrails"] as [Guarded];
  const { key, event_name, direction } = guardrail.metric;
  assert.deepEqual([key, event_name, direction], ["errors", "checkout_failed", "decrease"]);
  assert.deepEqual([guardrail.signal, guardrail.criterion], ["error_rate", 0.05]);
});

test("how it is judged and which alarms are made is written, and told", STORY, async () => {
  const page = await aForm("judged-lane");
  await page.getByRole("button", { name: "Add a guardrail" }).click();
  await page.getByRole("menuitem", { name: /^Errors/ }).click();
  await page.getByLabel("Event", { exact: true }).fill("checkout_failed");

  const further = page.getByRole("button", { name: "How guardrails are judged" });
  await further.click();
  await page.getByRole("textbox", { name: "Alpha" }).fill("60");
  await page.getByLabel("A threshold").uncheck();
  await page.getByLabel("In the last: how many").fill("10");
  await further.click();
  await page.getByRole("button", { name: "Make an alarm" }).click();
  const made = page.getByRole("group", { name: "Made alarm 1" });
  await page.getByRole("button", { name: "Create rollout" }).click();
  await page.getByText("Write more than 0 and less than 50.", { exact: true }).waitFor();
  await made.getByText("This is missing; add it.", { exact: true }).waitFor();
  await photograph(page, "rollout-judged-refused");
  await page.getByRole("textbox", { name: "Alpha" }).fill("1");
  await made.getByLabel("Goes on above").fill("7");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Create rollout" }).click();
  await page.getByRole("heading", { name: "judged-lane-rollout", level: 1 }).waitFor();
  await page.getByRole("tab", { name: "Definition" }).click();
  await page.getByText("errors: Units that meet an error above 7 % in 2 periods").waitFor();

  const { alpha, triggers, spikes, make_alarms } = (await stored("judged-lane-rollout")).document;
  const [alarm] = make_alarms as [Record<string, unknown>];
  assert.deepEqual(
    [alpha, (triggers as Record<string, boolean>)["threshold"], alarm["guardrail"], alarm["above"]],
    [0.01, false, "errors", 0.07],
  );
  assert.deepEqual(spikes, { window: "10m", baseline: "24h", ratio: 3, p: 0.001 });
});

test("an alarm of a metric of CloudWatch is made without any guardrail", OPTIONS, async () => {
  const page = await aForm("alarmed-lane");

  await page.getByRole("button", { name: "Make an alarm" }).click();
  const made = page.getByRole("group", { name: "Made alarm 1" });
  await made.getByLabel("Namespace").fill("Shop");
  await made.getByLabel("Metric", { exact: true }).fill("Failures");
  await made.getByLabel("Dimensions").fill("Service=checkout,");
  await made.getByLabel("Goes on above").fill("12");
  await unfoldAll(page);
  await photograph(page, "rollout-made-alarm");
  await page.getByRole("button", { name: "Create rollout" }).click();
  await page.getByRole("heading", { name: "alarmed-lane-rollout", level: 1 }).waitFor();

  const { make_alarms } = (await stored("alarmed-lane-rollout")).document;
  const [alarm] = make_alarms as [Record<string, unknown>];
  assert.deepEqual(
    [alarm["namespace"], alarm["metric_name"], alarm["dimensions"], alarm["above"]],
    ["Shop", "Failures", { Service: "checkout" }, 12],
  );
});

test("what was written is not lost without being asked about", OPTIONS, async () => {
  const page = await tried.visit({ path: "/new/rollout?environment=staging" });
  await page.getByLabel("Key", { exact: true }).fill("a-lane");

  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Stay" }).click();

  assert.equal(await page.getByLabel("Key", { exact: true }).inputValue(), "a-lane");
});

test("one that is pending is changed, and keeps what somebody else changed", OPTIONS, async () => {
  const key = await aRollout("edited-lane");
  const page = await tried.visit({ path: `/rollouts/${key}/edit` });
  await page.getByLabel("Name", { exact: false }).first().fill("The lane");

  const other = (await stored(key)).document;
  const document = { ...other, team: "Checkout" };
  await tried.burgee.admin("PUT", `/rollouts/${key}`, { document, reason: "I was first" });
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("It needs a name");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("I was first").waitFor();
  await dialog.getByRole("button", { name: /Go on from version/ }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: key, level: 1 }).waitFor();

  const { name, team } = (await stored(key)).document;
  assert.deepEqual([name, team], ["The lane", "Checkout"]);
});

test("an earlier version of a pending one is restored", OPTIONS, async () => {
  const key = await aRollout("restored-lane");
  const changed = { ...(await stored(key)).document, maximum_days: 5 };
  await tried.burgee.admin("PUT", `/rollouts/${key}`, { document: changed, reason: "Faster" });
  const page = await tried.visit({ path: `/rollouts/${key}?tab=history` });

  await page.getByRole("button", { name: "Version 2" }).click();
  await page.getByText("maximum_days").waitFor();
  await photograph(page, "rollout-version");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Version 1" }).click();
  await page.getByRole("button", { name: "Restore version 1" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Slower is better");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await page.getByText(`${key} is as it was in version 1.`).waitFor();

  assert.equal((await stored(key)).document["maximum_days"], 30);
});

test("a unit is excluded with a reason, and let in again", OPTIONS, async () => {
  const key = await aRollout("excluded-lane");
  await take(key, "start");
  const page = await tried.visit({ path: `/rollouts/${key}` });

  await page.getByLabel("Exclude a unit").fill("visitor-13");
  await step(page, "Exclude", "They complained");
  await page.getByRole("button", { name: "Let visitor-13 in again" }).waitFor();

  assert.deepEqual((await stored(key)).document["excluded"], ["visitor-13"]);
});

test("what the clock, or somebody else, does is seen without asking for it", OPTIONS, async () => {
  const key = await aRollout("followed-lane");
  const page = await tried.visit({ path: `/rollouts/${key}?tab=timeline` });
  await page.getByText(/^It was created/).waitFor();

  await take(key, "start");

  await page.getByText(/^It was started/).waitFor();
});

test("a viewer sees how it stands, and no step that would be refused", OPTIONS, async () => {
  const key = await aRollout("viewed-lane");
  await take(key, "start");
  const page = await tried.visit({ path: `/rollouts/${key}`, key: await tried.keyOf("viewer") });

  await page.getByText("viewed-lane is on for 50 % of everybody in production.").waitFor();

  const words = ["Pause", "Ramp up", "Roll back", "Abort", "Exclude"];
  for (const name of words) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
});

test("rollouts are found by how they stand, and the address says so", OPTIONS, async () => {
  const running = await aRollout("found-lane");
  const waiting = await aRollout("hidden-lane");
  await take(running, "start");

  const page = await tried.visit({ path: "/rollouts?environment=production&status=ramping" });
  await page.getByRole("link", { name: running }).waitFor();

  assert.equal(await page.getByRole("link", { name: waiting }).count(), 0);
});

/** Pages with a rollout in each state, as they look. */
const STATES: readonly (readonly [name: string, verbs: readonly string[], path: string])[] = [
  ["pending", [], ""],
  ["ramping", ["start"], ""],
  ["back", ["start", "ramp-up", "roll-back"], ""],
  ["timeline", ["start", "ramp-up", "pause", "resume"], "?tab=timeline"],
  ["definition", [], "?tab=definition"],
  ["edit", [], "/edit"],
];

for (const [name, verbs, path] of STATES) {
  test(`a rollout (${name}) can be read by everybody, at every width`, OPTIONS, async () => {
    const metric = {
      key: "errors",
      name: "Units that meet an error",
      type: "conversion_rate",
      event_name: "error",
      direction: "decrease",
      threshold: 0.1,
    };
    const guardrails = [{ signal: "error_rate", metric, criterion: 0.05 }];
    const made = { name: "failing", kind: "error_rate", guardrail: "errors", above: 0.05 };
    const metricOfShop = { namespace: "Shop", metric_name: "Waiting" };
    const own = { name: "slow", kind: "latency", ...metricOfShop, dimensions: { Stage: "live" } };
    const parts = {
      guardrails,
      alpha: 0.01,
      triggers: { threshold: false },
      // The clock makes them once it is started: until then nothing can ramp it up.
      make_alarms: verbs.length === 0 ? [made, { ...own, above: 900 }] : [],
      excluded: ["visitor-13"],
      description: "The lane of a test.",
    };
    const key = await aRollout(`lane-that-has-a-rather-long-name-${name}`, parts);
    for (const verb of verbs) await take(key, verb);
    const page = await tried.visit({ path: `/rollouts/${key}${path}` });
    const isThere = () => page.getByRole("heading", { level: 2 }).first().waitFor();
    await isThere();
    await unfoldAll(page);

    assert.deepEqual(await flaws(page, `rollout-${name}`, isThere), []);
  });
}
