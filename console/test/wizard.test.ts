/** An experiment is designed, step by step, from an empty page to its start. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, type Page, photograph } from "./console.js";

const LONG = { ...OPTIONS, timeout: 180_000 };
const tried = ConsoleInBrowser.register();

interface Stored {
  version: number;
  document: {
    status: string;
    hypothesis: string;
    variants: Record<string, { flags: Record<string, string>; weight: number }>;
    metrics: Record<string, { key: string; event_name: string }[]>;
    plan: { planned_units: number | null; baseline: number | null };
    environment: string;
  };
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
  const page = await tried.visit({ path: "/experiments/new?environment=development" });

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
});
