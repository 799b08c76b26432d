/** The start page: what is on, and what an emergency stop would end of it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConsoleInBrowser,
  flaws,
  OPTIONS,
  type Page,
  photograph,
  violations,
  type Visit,
} from "./console.js";

const EXPERIMENT = "try-on-sells";
const ROLLOUT = "larger-basket";
const ALARM = "shop-errors";

/** The first test also waits until all is on. */
const WITH_START = { ...OPTIONS, timeout: 180_000 };

const tried = ConsoleInBrowser.registerAlone();

interface Overview {
  experiments: { key: string; units: number; planned_units: number; planned_days: number }[];
  rollouts: { key: string; stage: number; stages: number; percentage: number }[];
  counts: Record<string, number>;
}

/** An experiment and a rollout in production, which an alarm takes back. */
async function setSail(): Promise<void> {
  const { burgee } = tried;
  const on = { enabled: true, default_variant: "off" };
  const flag = { key: "basket", kind: "boolean", environments: { production: on, staging: on } };
  await burgee.putFlag({ ...flag, name: "A larger basket" });
  const stages = [5, 25, 100].map((percentage) => ({ percentage, wait: "1h" }));
  const rollout = { flag: "basket", environment: "production", variant: "on", stages };
  const document = { ...rollout, key: ROLLOUT, name: "Larger basket", alarms: [ALARM] };
  await setAlarm("OK");
  await burgee.admin("POST", "/rollouts", { document, reason: "Baskets overflow" });
  await burgee.admin("POST", `/rollouts/${ROLLOUT}/start`, { reason: "Baskets overflow" });
  await burgee.launchExperiment();
}

/** The alarm as if CloudWatch had found it so. */
async function setAlarm(state: "OK" | "ALARM"): Promise<void> {
  const body = JSON.stringify({ state, reason: "A test" });
  const answer = await fetch(`${tried.burgee.url}/local/alarms/${ALARM}`, { method: "POST", body });
  assert.equal(answer.status, 200);
}

function overview(): Promise<Overview> {
  return tried.burgee.admin("GET", "/overview?environment=production") as Promise<Overview>;
}

let sailing: Promise<void> | undefined;

/** The start page while both are on, which they are from the first test on. */
async function shown(visit: Partial<Visit> = {}): Promise<Page> {
  await (sailing ??= setSail());
  const page = await tried.visit({ path: "/?environment=production", ...visit });
  await page.getByRole("link", { name: EXPERIMENT }).first().waitFor();
  return page;
}

test("what is on is shown with the numbers of the API", WITH_START, async () => {
  const page = await shown();
  const found = await overview();

  const [experiment, rollout] = [found.experiments[0], found.rollouts[0]];
  assert.ok(experiment && rollout);
  const planned = experiment.planned_units.toLocaleString("en");
  await page.getByText(`${experiment.units} of ${planned} planned`).waitFor();
  await page.getByText(`day 1 of at most ${experiment.planned_days}`).waitFor();
  await page.getByText("Stage 1 of 3", { exact: true }).waitFor();
  await page.getByText(`${rollout.percentage}%`, { exact: true }).first().waitFor();
  for (const [label, count] of [
    ["Experiments running", found.counts["experiments_running"]],
    ["Rollouts under way", found.counts["rollouts_ramping"]],
    ["Flags set up here", found.counts["flags"]],
  ]) {
    await page.getByRole("link", { name: `${label}: ${count}`, exact: true }).waitFor();
  }
});

test("the newest changes say what was done, by whom and why", OPTIONS, async () => {
  const page = await shown();

  await page.getByText(`The experiment ${EXPERIMENT} was started`).waitFor();

  await page.getByText(/: The demo shop/).first().waitFor();
});

test("it fits into every width, and can be read by everybody", OPTIONS, async () => {
  const page = await shown();
  const isThere = () => page.getByRole("link", { name: EXPERIMENT }).first().waitFor();

  assert.deepEqual(await flaws(page, "overview-at-work", isThere), []);
});

test("an emergency stop says what it would end before it is made", OPTIONS, async () => {
  const page = await shown();

  await page.getByRole("button", { name: /Emergency stop/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`Rollout ${ROLLOUT}`).waitFor();
  await dialog.getByText("5 % get “on” of basket").waitFor();
  await dialog.getByText(`Experiment ${EXPERIMENT}`).waitFor();
  await photograph(page, "emergency-stop-preview");
  const found = await violations(page);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });

  assert.deepEqual(found, []);
  assert.equal((await overview()).rollouts.length, 1);
});

test("where nothing is on it says what there could be", OPTIONS, async () => {
  const page = await tried.visit({ path: "/?environment=staging" });

  await page.getByText("No experiment runs in staging").waitFor();
  await page.getByText("No rollout is under way in staging").waitFor();
  await page.getByText("No alarm is named").waitFor();
  await page.getByRole("link", { name: "New experiment" }).waitFor();
  await page.getByRole("button", { name: /Emergency stop/ }).click();
  await page.getByText("Nothing decides by chance in staging now.").waitFor();
});

test("who may only read is offered nothing to make or to stop", OPTIONS, async () => {
  const key = await tried.keyOf("viewer");
  const page = await tried.visit({ path: "/?environment=staging", key });

  await page.getByText("No experiment runs in staging").waitFor();

  assert.equal(await page.getByRole("link", { name: /New/ }).count(), 0);
  assert.equal(await page.getByRole("button", { name: /Emergency stop/ }).count(), 0);
});

test("an alarm that is on is said before everything else", OPTIONS, async () => {
  await setAlarm("ALARM");
  const page = await shown();

  // It has taken the rollout back, and what is over names no alarm any more.
  await page.getByText(`The rollout ${ROLLOUT} was rolled back`).waitFor();
  await page.getByText("No rollout is under way in production").waitFor();
  await photograph(page, "overview-after-alarm");
});
