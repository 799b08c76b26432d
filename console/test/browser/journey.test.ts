/** The whole story, by somebody who has a key and nothing else: a flag is designed and ramped, an
 * experiment on it designed and started, its results are read, and everything is stopped. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { ConsoleInBrowser, OPTIONS, type Page, photograph } from "./console.js";
import { visit } from "./experiments.js";

const LONG = { ...OPTIONS, timeout: 420_000 };
const HERE = "environment=development";
const FLAG = "express-checkout";
const ROLLOUT = `${FLAG}-rollout`;
const EXPERIMENT = "is-express-better";
const UNITS = Array.from({ length: 40 }, (_, number) => `unit-${number}`);
const VISITORS = 120;

const tried = ConsoleInBrowser.register();

interface Stored {
  change: { reason: string; actor_name: string };
  document: { status: string; variants: Record<string, { flags: Record<string, string> }> };
}

interface Overview {
  is_stopped: boolean;
  experiments: { key: string; halted: boolean }[];
  rollouts: { key: string }[];
}

function stored(path: string): Promise<Stored> {
  return tried.burgee.admin("GET", path) as Promise<Stored>;
}

function overview(): Promise<Overview> {
  return tried.burgee.admin("GET", `/overview?${HERE}`) as Promise<Overview>;
}

/** How many of the units an application gives the new checkout. */
async function served(): Promise<number> {
  const answers = await Promise.all(UNITS.map(answer));
  return answers.filter((value) => value === true).length;
}

async function answer(targetingKey: string): Promise<unknown> {
  const { url, clientKey } = tried.burgee;
  const response = await fetch(`${url}/ofrep/v1/evaluate/flags/${FLAG}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${clientKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ context: { targetingKey } }),
  });
  return ((await response.json()) as { value?: unknown }).value;
}

/** A field of the page by its label. */
function field(page: Page, label: string) {
  return page.locator("#content").getByLabel(label, { exact: true });
}

async function titled(page: Page, title: string): Promise<void> {
  await page.getByRole("heading", { name: title, level: 1, exact: true }).waitFor();
}

/** Goes where the navigation leads. */
async function go(page: Page, section: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: section, exact: true }).click();
  await titled(page, section);
}

/** Presses the dialog's button, and says why where it asks. */
async function confirm(page: Page, action: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const asks = dialog.getByLabel("Reason");
  if ((await asks.count()) > 0) await asks.fill(reason);
  await dialog.getByRole("button", { name: action, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function designFlag(page: Page): Promise<void> {
  await go(page, "Flags");
  await page.getByRole("link", { name: "New flag" }).first().click();
  await titled(page, "New flag");
  await page.getByLabel("Name", { exact: true }).first().fill("Express checkout");
  await page.getByRole("button", { name: "Create flag" }).click();
  await confirm(page, "Create", "Buyers ask for it");
  await titled(page, FLAG);
  await page.getByText("Off: everybody gets the off variant").click();
  await page.getByRole("button", { name: "Review and save" }).click();
  await confirm(page, "Save", "Ready to be ramped");
  await page.getByText(`${FLAG} is saved.`).waitFor();
}

async function ramp(page: Page): Promise<void> {
  await go(page, "Rollouts");
  await page.getByRole("link", { name: "New rollout" }).first().click();
  await titled(page, "New rollout");
  await page.getByLabel("Flag", { exact: true }).fill(FLAG);
  await page.getByText("Today everybody else gets off.").waitFor();
  await page.getByLabel("New variant").click();
  await page.getByRole("option", { name: /^on/ }).click();
  await page.getByLabel("Begin from").click();
  await page.getByRole("option", { name: /^Half/ }).click();
  await page.getByRole("button", { name: "Create rollout" }).click();
  await titled(page, ROLLOUT);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await confirm(page, "Start", "Half of them first");
  await page.getByText(`${FLAG} is on for 50 % of everybody`).waitFor();
}

async function designExperiment(page: Page): Promise<void> {
  await go(page, "Experiments");
  await page.getByRole("link", { name: "New experiment" }).first().click();
  await page.getByText("Do more people do it?").click();
  await field(page, "Event that tells that somebody did it").fill("purchase");
  await field(page, "Event that tells that something broke – optional").fill("page_error");
  await field(page, "Name").fill("Is express better?");
  await field(page, "Owner").fill("checkout@shop.example");
  await field(page, "What do you change?").fill("A checkout of one page.");
  await field(page, "What do you expect of it?").fill("Half more visitors buy.");
  await field(page, "Why?").fill("Many leave on the second page.");
  await next(page, "Audience");
  await field(page, "Flag").click();
  await field(page, "Find a flag").fill(FLAG);
  await page.getByRole("option", { name: new RegExp(FLAG) }).click();
  await page.getByText("It is on in development").waitFor();
  for (const step of ["Variants", "Metrics", "Sample size"]) await next(page, step);
  await field(page, "Baseline").fill("20");
  await page.getByText(/is found with a probability of 80/).waitFor();
  await next(page, "Checklist and start");
  await page.getByText("Everything is done: it can start.").waitFor();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await confirm(page, "Start", "The design is agreed");
  await page.getByText(`${EXPERIMENT} is running in development.`).waitFor();
}

async function next(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await titled(page, title);
}

/** Let events with these names come in, as the checklist asks for them. */
async function report(...names: string[]): Promise<void> {
  const events = names.map((event_name) => ({
    event_type: "conversion",
    event_name,
    user_id: "somebody-before",
  }));
  const response = await fetch(`${tried.burgee.url}/api/v1/analytics/events`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tried.burgee.clientKey}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ events }),
  });
  assert.ok(response.ok, await response.text());
}

/** Applications show the experiment to visitors, who buy; of the treatment's twice as many. */
async function visitors(): Promise<void> {
  const { document } = await stored(`/experiments/${EXPERIMENT}`);
  const shows = (value: string) =>
    Object.keys(document.variants).find((key) => document.variants[key]?.flags[FLAG] === value);
  const [control, treatment] = [shows("off"), shows("on")];
  assert.ok(control && treatment);
  await visit(tried.burgee, EXPERIMENT, {
    from: 0,
    to: VISITORS,
    variantOf: (number) => (number % 2 ? treatment : control),
    walk: (number, variant) =>
      Math.floor(number / 2) % 10 < (variant === treatment ? 4 : 2) ? ["purchase"] : [],
  });
}

async function readResults(page: Page): Promise<void> {
  await page.goto(`${tried.burgee.url}/console/experiments/${EXPERIMENT}?${HERE}&tab=results`);
  await page.getByRole("button", { name: "Look now" }).click();
  await page.getByText("Look 1 is taken.").waitFor();
  await page.getByRole("heading", { name: "Verdict" }).waitFor();
  await photograph(page, "journey-results");
}

async function stopAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Emergency stop/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(`Rollout ${ROLLOUT}`).waitFor();
  await dialog.getByText(`Experiment ${EXPERIMENT}`).waitFor();
  await photograph(page, "journey-stop");
  await confirm(page, "Stop everything", "Orders fail");
  await page.getByText("development is stopped", { exact: true }).waitFor();
}

test("a flag is designed, ramped, tried and stopped, all in a browser", LONG, async () => {
  await report("purchase", "page_error");
  const key = await tried.keyOf("editor");
  const page = await tried.visit({ path: `/?${HERE}`, key });
  await titled(page, "Overview");

  await designFlag(page);
  assert.equal(await served(), 0);
  await ramp(page);
  await eventually(async () => (await served()) > 0, "some units");
  const half = await served();
  await designExperiment(page);
  await visitors();
  await readResults(page);
  await page.getByRole("link", { name: "Burgee" }).click();
  await titled(page, "Overview");
  await page.getByText(`${VISITORS} of`).waitFor();
  await photograph(page, "journey-overview");
  await stopAll(page);
  await eventually(async () => (await served()) === 0, "nobody");
  await page.getByText(/until the stop is lifted.*by A editor: Orders fail/).waitFor();
  await photograph(page, "journey-stopped");

  assert.ok(half > 5 && half < 35, `${half} of ${UNITS.length}`);
  const { is_stopped, rollouts, experiments } = await overview();
  assert.deepEqual([is_stopped, rollouts], [true, []]);
  assert.equal(experiments.find((one) => one.key === EXPERIMENT)?.halted, true);
  const { change } = await stored(`/rollouts/${ROLLOUT}`);
  assert.deepEqual([change.reason, change.actor_name], ["Orders fail", "A editor"]);
});
