/** Experiments for tests of the console: made, started and visited through the real API. */

import assert from "node:assert/strict";
import { type BurgeeDev, eventually } from "@burgee/testing";

export const ENVIRONMENT = "development";
const BATCH = 250;
const PATIENT_MS = 240_000;

type Json = Record<string, unknown>;

/** What becomes of one visitor: events by name, in their order. */
export type Walk = (number: number, variant: string) => readonly string[];

/** A draft of an experiment on a flag of its own; both named by `key`. */
export async function design(burgee: BurgeeDev, key: string, more: Json = {}): Promise<void> {
  const on = { enabled: true, default_variant: "off" };
  const environments = { development: on, staging: on, production: on };
  const flag = { key: `${key}-flag`, name: "A flag of a test", kind: "boolean", environments };
  await burgee.putFlag(flag);
  const document = { ...experimentOf(key), ...more };
  await burgee.admin("POST", "/experiments", { document, reason: "A test" });
}

/** What every experiment here is, unless something else is said. */
export function experimentOf(key: string): Json {
  return {
    key,
    name: "Does a progress bar sell?",
    hypothesis: "Who sees how far it is to the end of the checkout finishes it more often.",
    owner: "checkout@shop.example",
    team: "Checkout",
    tags: ["checkout"],
    environment: ENVIRONMENT,
    variants: {
      control: { flags: { [`${key}-flag`]: "off" } },
      bar: { name: "With a bar", flags: { [`${key}-flag`]: "on" } },
    },
    metrics: {
      goals: [{ key: "bought", type: "conversion_rate", event_name: "purchase", window: "7d" }],
      secondary: [
        { key: "began", type: "conversion_rate", event_name: "checkout", window: "7d" },
        {
          key: "finished",
          type: "funnel_step",
          event_name: "purchase",
          after: ["checkout"],
          window: "7d",
        },
      ],
      guardrails: [
        {
          key: "errors",
          type: "count",
          event_name: "page_error",
          direction: "decrease",
          threshold: 0.5,
        },
      ],
    },
    plan: {
      baseline: 0.2,
      minimum_detectable_effect: 0.5,
      planned_units: 150,
      minimum_units: 50,
      minimum_days: 7,
      sequential: "pocock",
      dimensions: ["device_type"],
    },
  };
}

/** Start it, although nobody ever sent its events. */
export async function start(burgee: BurgeeDev, key: string): Promise<void> {
  const body = { reason: "A test", accept_unseen_events: true };
  await burgee.admin("POST", `/experiments/${key}/start`, body);
}

export interface Visitors {
  /** From which visitor on, and to which: a later batch begins where this one ends. */
  from: number;
  to: number;
  /** Which variant a visitor meets. */
  variantOf?: (number: number) => string;
  walk?: Walk;
}

/** Visitors meet an experiment, each one variant, and do what their walk says; waits until they and
 * all that those before them did is counted. */
export async function visit(burgee: BurgeeDev, key: string, visitors: Visitors): Promise<void> {
  const { from, to, variantOf = inTurns, walk = buying } = visitors;
  const numbers = Array.from({ length: to - from }, (_, at) => from + at);
  const met = numbers.map((number) => exposure(key, number, variantOf(number)));
  const done = numbers.flatMap((number) =>
    walk(number, variantOf(number)).map((name) => outcome(key, number, name)),
  );
  // A run is known to whoever takes exposures once it is published, a moment after its start.
  const isKnown = async () => (await send(burgee, met)).length === 0;
  await eventually(isKnown, `the run of ${key}`, PATIENT_MS);
  assert.deepEqual(await send(burgee, done), []);
  const walks = Array.from({ length: to }, (_, number) => walk(number, variantOf(number)));
  const isCounted = async () => isAllCounted(await sumsOf(burgee, key), walks);
  await eventually(isCounted, `${to} units of ${key}`, PATIENT_MS);
}

/** Look at its results. */
export async function look(burgee: BurgeeDev, key: string): Promise<void> {
  await burgee.admin("POST", `/experiments/${key}/looks`, {});
}

/** Every other visitor sees the bar. */
export function inTurns(number: number): string {
  return number % 2 ? "bar" : "control";
}

/** Of those with a bar more buy: of ten 4 instead of 2. */
export function buying(number: number, variant: string): readonly string[] {
  const place = Math.floor(number / 2) % 10;
  const buyers = variant === "bar" ? 4 : 2;
  const began = place < 6 ? ["checkout"] : [];
  const bought = place < buyers ? ["purchase"] : [];
  return place === 9 ? ["page_error"] : [...began, ...bought];
}

function exposure(experiment: string, number: number, variant: string): Json {
  const dimensions = { device_type: number % 3 ? "mobile" : "desktop" };
  const user_id = visitorOf(experiment, number);
  return { event_type: "exposure", experiment, variant, user_id, dimensions };
}

function outcome(experiment: string, number: number, name: string): Json {
  const user_id = visitorOf(experiment, number);
  return { event_type: "conversion", event_name: name, event_id: `${name}-${number}`, user_id };
}

function visitorOf(experiment: string, number: number): string {
  return `${experiment}-visitor-${number}`;
}

/** What of all the events was not taken. */
async function send(burgee: BurgeeDev, events: readonly Json[]): Promise<unknown[]> {
  const rejected = [];
  for (let at = 0; at < events.length; at += BATCH) {
    const response = await fetch(`${burgee.url}/api/v1/analytics/events`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${burgee.serverKey}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ events: events.slice(at, at + BATCH) }),
    });
    assert.equal(response.status, 202);
    rejected.push(...((await response.json()) as { rejected: unknown[] }).rejected);
  }
  return rejected;
}

interface Sums {
  units: { variants: Record<string, { n?: number }> };
  metrics: Record<string, { type: string; event_name: string; all: { variants: Moved } }>;
}
type Moved = Record<string, { moved: number }>;

async function sumsOf(burgee: BurgeeDev, key: string): Promise<Sums> {
  return (await burgee.admin("GET", `/experiments/${key}/sums`)) as Sums;
}

/** Whether the units and, of each event, those that had it are all in. */
function isAllCounted(sums: Sums, walks: readonly (readonly string[])[]): boolean {
  const units = total(Object.values(sums.units.variants).map(({ n = 0 }) => n));
  const lacking = Object.values(sums.metrics).filter(({ type, event_name, all }) => {
    const had = walks.filter((walk) => walk.includes(event_name)).length;
    const moved = total(Object.values(all.variants).map((numbers) => numbers.moved));
    return type !== "funnel_step" && moved < had;
  });
  return units >= walks.length && lacking.length === 0;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
