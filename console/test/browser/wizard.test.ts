/** An experiment is designed, step by step, from an empty page to its start. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, flaws, OPTIONS, type Page, photograph, unfoldAll } from "./console.js";

const LONG = { ...OPTIONS, timeout: 180_000 };
const tried = ConsoleInBrowser.register();

interface Stored {
  version: number;
  document: {
    name: string;
    owner: string;
    status: string;
    hypothesis: string;
    variants: Record<string, { flags: Record<string, string>; weight: number }>;
    metrics: { goals: { key: string; event_name: string }[] };
    plan: { planned_units: number | null; baseline: number | null };
    environment: string;
    alarms: string[];
    on_alarm: { on_insufficient_data: string };
  };
}

/** A design with something in each of its steps. */
function aDesign(key: string, flag: string, environment: string) {
  return {
    key,
    name: "Do badges of trust sell?",
    hypothesis: "Badges.\nWe expect: More orders.\nBecause: Some are not sure.",
    owner: "checkout@shop.example",
    team: "Checkout",
    tags: ["checkout"],
    environment,
    eligibility: {
      include: {
        platforms: ["web"],
        conditions: [{ attribute: "plan", operator: "in", value: ["pro", "team"] }],
      },
      exclude: { attributes: { plan: ["business"] } },
    },
    variants: {
      control: { name: "As today", weight: 2, flags: { [flag]: "off" } },
      badges: { name: "With badges", weight: 1, flags: { [flag]: "on" } },
      "badges-again": { name: "With badges again", weight: 1, flags: { [flag]: "on" } },
    },
    metrics: {
      goals: [{ key: "ordered", type: "conversion_rate", event_name: "purchase", window: "7d" }],
      secondary: [
        {
          key: "per-order",
          name: "Revenue per order",
          type: "ratio",
          event_name: "purchase",
          cap: 1000,
          denominator: { event_name: "order", aggregation: "count" },
        },
        { key: "slow", type: "quantile", quantile: 0.9, event_name: "page_loaded" },
        { key: "back", type: "retention", begin: "7d", event_name: "visit" },
        { key: "bought", type: "funnel_step", after: ["cart"], event_name: "purchase" },
      ],
      guardrails: [
        {
          key: "errors",
          type: "count",
          event_name: "page_error",
          direction: "decrease",
          threshold: 0.1,
          margin: 0.02,
        },
      ],
    },
    alarms: ["shop-errors"],
    plan: {
      baseline: 0.12,
      minimum_detectable_effect: 0.1,
      planned_units: 12_000,
      dimensions: ["device_type"],
    },
  };
}

/** An experiment of this test alone, and its flag. */
async function aDraft(key: string, environment = "development"): Promise<void> {
  await aFlag(`${key}-flag`);
  const document = aDesign(key, `${key}-flag`, environment);
  await tried.burgee.admin("POST", "/experiments", { document, reason: "A test" });
}

function stored(key: string): Promise<Stored> {
  return tried.burgee.admin("GET", `/experiments/${key}`) as Promise<Stored>;
}

/** A flag of this test alone, on in each environment. */
async function aFlag(key: string): Promise<void> {
  const on = { enabled: true, default_variant: "off" };
  const environments = { development: on, staging: on, production: on };
  await tried.burgee.putFlag({ key, name: "A flag of a test", kind: "boolean", environments });
}

/** Let events with these names come in. */
async function report(...names: string[]): Promise<void> {
  const events = names.map((event_name) => ({
    event_type: "conversion",
    event_name,
    user_id: "visitor-1",
    data: {},
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

async function next(page: Page, title: string): Promise<void> {
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.getByRole("heading", { name: title, level: 1, exact: true }).waitFor();
}

/** A field of the page by its label. */
function field(page: Page, label: string) {
  return page.locator("#content").getByLabel(label, { exact: true });
}

test("an experiment is designed from an empty page to its start", LONG, async () => {
  await aFlag("trust-badges");
  await report("purchase", "page_error");
  const page = await tried.visit({ path: "/new/experiment?environment=development" });

  await page.getByText("Do more people do it?").click();
  await field(page, "Event that tells that somebody did it").fill("purchase");
  await field(page, "Event that tells that something broke – optional").fill("page_error");
  await field(page, "Name").fill("Do badges sell?");
  await field(page, "Owner").fill("checkout@shop.example");
  await field(page, "What do you change?").fill("Badges of trust stand beside the button.");
  await field(page, "What do you expect of it?").fill("A tenth more visitors buy.");
  await field(page, "Why?").fill("Every tenth who leaves was not sure.");
  await photograph(page, "wizard-1-hypothesis");
  await next(page, "Audience");
  await field(page, "Flag").click();
  await field(page, "Find a flag").fill("trust");
  await page.getByRole("option", { name: /trust-badges/ }).click();
  await page.getByText("It is on in development").waitFor();
  await photograph(page, "wizard-2-audience");
  await next(page, "Variants");
  await photograph(page, "wizard-3-variants");
  await next(page, "Metrics");
  await photograph(page, "wizard-4-metrics");
  await next(page, "Sample size");
  await field(page, "Baseline").fill("12");
  await field(page, "Units per day – optional").fill("2000");
  await page.getByText(/is found with a probability of 80/).waitFor();
  await page.getByText("What a longer or shorter time finds").waitFor();
  await photograph(page, "wizard-5-size");
  await next(page, "Checklist and start");
  await page.getByText("Everything is done: it can start.").waitFor();
  await photograph(page, "wizard-6-checklist");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Start", exact: true }).click();
  await page.getByText("do-badges-sell is running in development.").waitFor();

  const { document } = await stored("do-badges-sell");
  assert.equal(document.status, "running");
  assert.match(document.hypothesis, /beside the button\.\nWe expect: A tenth/);
  assert.deepEqual(
    Object.values(document.variants).map(({ flags }) => flags["trust-badges"]),
    ["off", "on"],
  );
  assert.equal(document.metrics.goals[0]?.event_name, "purchase");
  assert.equal(document.plan.baseline, 0.12);
  assert.ok((document.plan.planned_units ?? 0) > 12_000, `${document.plan.planned_units}`);
});

for (const step of ["hypothesis", "audience", "variants", "metrics", "size", "checklist"]) {
  test(`the step ${step} fits into every width and can be read by everybody`, LONG, async () => {
    await aDraft(`looks-${step}`);
    const path = `/experiments/looks-${step}/edit?step=${step}&per_day=900`;
    const page = await tried.visit({ path });
    await page.getByText("Saved as version 1").waitFor();
    await unfoldAll(page);
    if (step === "size") await page.getByText(/At 900 units a day/).waitFor();
    if (step === "checklist") await page.getByText("The events of every metric").waitFor();

    const isThere = () => page.getByText("Saved as version 1").waitFor();

    assert.deepEqual(await flaws(page, `wizard-${step}`, isThere), []);
  });
}

test("what the API finds wrong stands at its field, and a link leads to it", LONG, async () => {
  await aDraft("wrong");
  const page = await tried.visit({ path: "/experiments/wrong/edit?step=metrics" });

  await page.getByRole("button", { name: "Add a goal" }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await page.locator("#content").getByText("It could not be saved.").first().waitFor();
  await page.getByText("This is empty; write something.").first().waitFor();
  await photograph(page, "wizard-problem");
  await page.getByRole("button", { name: "Previous" }).click();
  await page.getByRole("link", { name: "metrics › goals › 2 › event name" }).click();
  await page.getByRole("heading", { name: "Metrics", level: 1, exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove metric" }).click();
  await next(page, "Sample size");

  assert.equal((await stored("wrong")).version, 1);
});

test("a key that is taken is refused at its field", LONG, async () => {
  await aDraft("taken");
  const page = await tried.visit({ path: "/new/experiment" });

  await field(page, "Name").fill("Taken");
  await page.getByRole("button", { name: "Next", exact: true }).click();

  await page.getByText("This is taken by another experiment; write another.").first().waitFor();
});

test("who leaves with something unsaved is asked, and can save and leave", LONG, async () => {
  await aDraft("left");
  const page = await tried.visit({ path: "/experiments/left/edit" });

  await field(page, "Owner").fill("kim@shop.example");
  await page.getByRole("link", { name: "Experiments" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("would be lost").waitFor();
  await photograph(page, "wizard-leaving");
  await dialog.getByRole("button", { name: "Save and leave" }).click();
  await page.getByRole("heading", { name: "Experiments", level: 1 }).waitFor();

  assert.equal((await stored("left")).document.owner, "kim@shop.example");
});

test("what was written and not saved is back after a reload", LONG, async () => {
  await aDraft("reloaded");
  const page = await tried.visit({ path: "/experiments/reloaded/edit" });
  page.on("dialog", (asked) => void asked.accept());

  await field(page, "Owner").fill("lou@shop.example");
  await page.reload();
  await page.getByText("did not save is back").waitFor();

  assert.equal(await field(page, "Owner").inputValue(), "lou@shop.example");
  await page.getByRole("button", { name: "Discard it" }).click();
  assert.equal(await field(page, "Owner").inputValue(), "checkout@shop.example");
});

test("in production somebody else signs off, and the start asks why", LONG, async () => {
  await aDraft("signed", "production");
  const own = await tried.visit({ path: "/experiments/signed/edit?step=checklist" });
  await own.getByText("Send them this page").waitFor();
  await photograph(own, "wizard-sign-off");
  const key = await tried.keyOf("approver");
  const approver = await tried.visit({ path: "/experiments/signed/edit?step=checklist", key });

  await approver.getByRole("button", { name: "Sign off the design" }).click();
  const agreeing = approver.getByRole("dialog");
  await agreeing.getByLabel("Reason").fill("It is well thought out");
  await agreeing.getByRole("button", { name: "Sign off", exact: true }).click();
  await approver.getByText("You signed off the design of signed.").waitFor();
  await own.reload();
  await own.getByText("Start although they never came").click();
  await own.getByText("Everything is done: it can start.").waitFor();
  await own.getByRole("button", { name: "Start", exact: true }).click();
  const starting = own.getByRole("dialog");
  await starting.getByLabel("Reason").fill("The quarter's first");
  await photograph(own, "wizard-start");
  await starting.getByRole("button", { name: "Start", exact: true }).click();
  await own.getByText("signed is running in production.").waitFor();

  assert.equal((await stored("signed")).document.status, "running");
});

test("alarms that stop it are named, and what one without data does is chosen", LONG, async () => {
  await aDraft("alarmed");
  const page = await tried.visit({ path: "/experiments/alarmed/edit?step=metrics" });

  await page.getByRole("button", { name: "Alarms that stop it" }).click();
  await field(page, "Alarms by name – optional").fill("shop-unwell,");
  await field(page, "An alarm without data").click();
  await page.getByRole("option", { name: /^Stop/ }).click();
  await photograph(page, "wizard-alarms");
  await next(page, "Sample size");

  const { alarms, on_alarm } = (await stored("alarmed")).document;
  assert.deepEqual(alarms, ["shop-errors", "shop-unwell"]);
  assert.equal(on_alarm.on_insufficient_data, "roll_back");
});

test("while something is open the start says so, and nothing starts", LONG, async () => {
  await aDraft("open");
  const page = await tried.visit({ path: "/experiments/open/edit?step=checklist" });
  await page.getByText("It cannot start yet: 1 item is open.").waitFor();

  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByText("It cannot start while something is open").first().waitFor();
  await page.getByRole("link", { name: "Go to Metrics" }).click();
  await page.getByRole("heading", { name: "Metrics", level: 1, exact: true }).waitFor();

  assert.equal((await stored("open")).document.status, "draft");
});

test("whoever loses a race goes on from the newer version, with both changes", LONG, async () => {
  await aDraft("raced");
  const page = await tried.visit({ path: "/experiments/raced/edit" });
  await field(page, "Owner").fill("kim@shop.example");
  const { document } = await stored("raced");
  const renamed = { ...document, name: "Renamed meanwhile" };

  await tried.burgee.admin("PUT", "/experiments/raced", { document: renamed, reason: "First" });
  await page.getByRole("button", { name: "Next", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Renamed meanwhile").waitFor();
  await dialog.getByRole("button", { name: /Go on from version 2/ }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Audience", level: 1, exact: true }).waitFor();

  const after = (await stored("raced")).document;
  assert.deepEqual([after.owner, after.name], ["kim@shop.example", "Renamed meanwhile"]);
});

test("a copy begins with another one's design and a key of its own", LONG, async () => {
  await aDraft("original");
  const page = await tried.visit({ path: "/new/experiment?from=original" });
  await page.getByText("Begins with the design of original.").waitFor();

  await field(page, "Key").fill("the-copy");
  await next(page, "Audience");

  const { document } = await stored("the-copy");
  assert.deepEqual(Object.keys(document.variants), ["control", "badges", "badges-again"]);
  assert.equal(document.name, "Do badges of trust sell?, again");
});

test("a viewer is told what it takes to design an experiment", LONG, async () => {
  const key = await tried.keyOf("viewer");
  const page = await tried.visit({ path: "/new/experiment", key });

  await page.getByText("You may not design experiments in").waitFor();

  assert.equal(await page.getByRole("button", { name: "Next" }).count(), 0);
});
