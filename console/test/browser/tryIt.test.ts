/** What a flag answers to somebody, also by a draft; and how often it is asked for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { ConsoleInBrowser, OPTIONS, photograph, tooWide, violations } from "./console.js";

const tried = ConsoleInBrowser.register();

/** What is counted is written every half minute. */
const COUNTED_MS = 90_000;

interface Usage {
  since: string;
  evaluations: number;
  variants: Record<string, number>;
}

/** A flag of this test alone, off for everybody but for who pays. */
async function aFlag(key: string): Promise<void> {
  const conditions = [{ attribute: "plan", operator: "equals", value: "pro" }];
  const rules = [{ id: "pro-first", conditions, variant: "on" }];
  const section = { enabled: true, default_variant: "off", rules };
  await tried.burgee.putFlag({
    key,
    kind: "boolean",
    environments: { development: section, production: section },
  });
}

/** Have every flag answered once in development. */
async function evaluateAll(): Promise<void> {
  const response = await fetch(`${tried.burgee.url}/ofrep/v1/evaluate/flags`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tried.burgee.clientKey}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ context: { targetingKey: "visitor-7" } }),
  });
  assert.ok(response.ok, await response.text());
}

/** The answers of the last days, as the API tells them. */
function manyDays(environment: string, flagKey: string, length: number): object {
  const today = Date.now();
  const moments = Array.from({ length }, (_, ago) =>
    new Date(today - ago * 86_400_000).toISOString().slice(0, 10),
  ).reverse();
  const day_variants = Object.fromEntries(
    moments.map((day, at) => [
      day,
      { off: Math.round(9_000 - (6_000 * at) / length), on: 400 + 200 * at },
    ]),
  );
  const days = Object.values(day_variants);
  const sum = (key: "on" | "off") => days.reduce((total, counts) => total + counts[key], 0);
  const variants = { on: sum("on"), off: sum("off") };
  return {
    ...{ flag_key: flagKey, environment, since: moments[0], variants, day_variants },
    ...{ reasons: {}, ways: {}, days: {}, hours: {}, hour_variants: {}, approximate: true },
    evaluations: variants.on + variants.off,
    last_evaluation: new Date(today).toISOString(),
  };
}

function daysOf(url: string): number {
  return Number(new URL(url).searchParams.get("days"));
}

test("a flag is tried for a unit, and tells each step", OPTIONS, async () => {
  await aFlag("tried-for-a-unit");
  const page = await tried.visit({ path: "/flags/tried-for-a-unit?tab=try" });

  await page.getByLabel("Unit", { exact: true }).fill("visitor-7");
  await page.getByRole("button", { name: "Add attribute" }).click();
  await page.getByLabel("Attribute 1: its name").fill("plan");
  await page.keyboard.press("Escape");
  await page.getByLabel("Attribute 1: its value", { exact: true }).fill("pro");
  await page.getByRole("button", { name: "Try it" }).click();

  await page.getByText("The rule pro-first is for this unit.").waitFor();
  await page.getByText('plan is "pro"').waitFor();
  await photograph(page, "flag-tried");
});

test("what is not saved yet is tried as if it were", OPTIONS, async () => {
  await aFlag("tried-as-draft");
  const page = await tried.visit({ path: "/flags/tried-as-draft?edit=&tab=answers" });

  await page.getByText("On: what follows holds").click();
  await page.getByRole("tab", { name: "Try it" }).click();
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByText("the draft, as if it were saved").waitFor();
  await page.getByText("The flag is off here.").waitFor();
  await photograph(page, "flag-tried-draft");
  await page.getByLabel("Ask the draft").uncheck();

  await page.getByText("Nothing before the default is for this unit.").waitFor();
});

test("what a person did not answer is said where it is missing", OPTIONS, async () => {
  const rollout = { variant: "on", percentage: 5 };
  const share = { enabled: true, default_variant: "off", rollout };
  await tried.burgee.putFlag({
    key: "draws-units",
    kind: "boolean",
    environments: { production: share },
  });
  const page = await tried.visit({ path: "/flags/draws-units?tab=try" });

  await page.getByRole("button", { name: "Try it" }).click();

  await page.getByText("It cannot be answered: this flag draws by").waitFor();
});

test("usage tells the numbers of the API", { ...OPTIONS, timeout: 2 * COUNTED_MS }, async () => {
  await aFlag("asked-for");
  const path = "/flags/asked-for/usage?environment=development&days=7";
  const counted = await eventually(async () => {
    await evaluateAll();
    const usage = (await tried.burgee.admin("GET", path)) as Usage;
    return usage.evaluations > 0 && usage;
  }, "an evaluation that is counted", COUNTED_MS);
  const page = await tried.visit({ path: "/flags/asked-for?tab=usage&environment=development" });

  await page.getByText(new RegExp(`evaluations? since ${counted.since}`)).waitFor();
  await page.getByText("The same as a table").click();
  const today = page.getByRole("table").getByRole("row").nth(1);
  const told = await today.getByRole("cell").allTextContents();

  const now = (await tried.burgee.admin("GET", path)) as Usage;
  assert.equal(told.at(-1), String(now.variants["off"]));
});

test("usage is drawn as numbers and as shares", OPTIONS, async () => {
  await aFlag("asked-often");
  const page = await tried.visit({ path: "/flags" });
  await page.route("**/flags/asked-often/usage*", (route) =>
    route.fulfill({ json: manyDays("production", "asked-often", daysOf(route.request().url())) }),
  );

  await page.goto(`${tried.burgee.url}/console/flags/asked-often?tab=usage`);
  await page.getByRole("application", { name: "Evaluations of each variant" }).first().waitFor();
  await photograph(page, "flag-used");
  await page.getByLabel("Show shares").check();
  await page.getByRole("application", { name: "Share of each variant" }).first().waitFor();
  await photograph(page, "flag-used-shares");
  const found = await violations(page);
  await page.setViewportSize({ width: 400, height: 900 });
  await page.goto(`${tried.burgee.url}/console/flags/asked-often?tab=usage&days=30`);
  await page.getByRole("application", { name: "Evaluations of each variant" }).first().waitFor();
  await photograph(page, "flag-used-400");

  assert.deepEqual(found, []);
  assert.deepEqual(await tooWide(page), []);
});

test("flags that nobody asks for are listed", OPTIONS, async () => {
  await aFlag("forgotten");
  const page = await tried.visit({
    path: "/flags?environment=production&query=forgotten&unused_days=30+days",
  });

  await page.getByRole("link", { name: "forgotten" }).waitFor();
  await page.getByText("not in 90 days").waitFor();
});
