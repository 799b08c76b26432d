/** How results are told and drawn, against what the product itself says of the same numbers. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { BurgeeDev } from "@burgee/testing";
import type { Comparison, MetricResult, Results, Run } from "../src/api/types.js";
import { plain } from "../src/parts/charts/pieces.js";
import { extentOf, linear, ticksOf, tickText } from "../src/parts/charts/scales.js";
import { aheadLines, boundLines, effectExtent, seenOf } from "../src/pages/experiment/effects.js";
import { funnelsOf } from "../src/pages/experiment/funnels.js";
import { curveOf } from "../src/pages/experiment/posteriors.js";
import {
  chanceText,
  effectOf,
  gapsOf,
  pValueText,
  relativeOf,
} from "../src/pages/experiment/resultWords.js";
import { STEPS, type StepName } from "../src/pages/experiment/steps.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SKIP = { skip: BurgeeDev.obstacle() };

/** What a Python program of the product prints, as JSON. */
function product(program: string, given: unknown = null): unknown {
  const python = process.env["BURGEE_PYTHON"] ?? `${ROOT}.venv/bin/python`;
  const env = { ...process.env, PYTHONPATH: `${ROOT}layers/core/python` };
  const input = JSON.stringify(given);
  return JSON.parse(execFileSync(python, ["-c", program], { env, encoding: "utf8", input }));
}

function aComparison(more: Partial<Comparison> = {}): Comparison {
  return {
    variant: "bar",
    finding: "undecided",
    method: "Welch's t test",
    effect: 0.0124,
    se: 0.004,
    low: -0.0018,
    high: 0.0155,
    relative_effect: 0.085,
    relative_low: -0.02,
    relative_high: 0.19,
    decided_on: "effect",
    alpha: 0.05,
    bound: 2.5,
    p_value: 0.0312,
    adjusted_p_value: 0.06,
    family: 1,
    ...more,
  };
}

function aMetric(type: string, comparisons: Comparison[] = [], metric = "bought"): MetricResult {
  return { metric, part: "goal", type, direction: "increase", variants: [], comparisons };
}

const NUMBERS: Partial<Comparison>[] = [
  {},
  { effect: 12.75, low: 3.1, high: 22.4, relative_effect: 1.5, relative_low: 0.1 },
  { effect: -1234.5678, low: -2000.4, high: -468.7, p_value: 1e-9 },
  { effect: 0, low: 0, high: 0, relative_effect: 0, relative_low: 0, relative_high: 0 },
  { effect: -0.00001, low: null, high: 0.02, relative_low: -0.5, relative_high: null },
  { effect: 0.3, low: null, high: null, undefined: { interval: "it is so early" } },
  { effect: null, low: null, high: null, undefined: { effect: "nobody was there" }, p_value: null },
];
const SAY = `
import json, sys
from burgee.cli.result_words import effect_of, plain, relative_of, p_value_of
def told(metric, one):
    one = {"undefined": {}, **one}
    p_value = plain(p_value_of({**one, "undefined": {}}, "p_value"))
    return [plain(effect_of(metric, one)), plain(relative_of(one)), p_value]
print(json.dumps([told(*given) for given in json.load(sys.stdin)]))
`;

test("effects read as those of the command and its report do", SKIP, () => {
  const types = ["conversion_rate", "sum", "time_to_event"];
  const given = types.flatMap((type) =>
    NUMBERS.map((numbers) => [aMetric(type), aComparison(numbers)] as const),
  );

  const told = given.map(([metric, comparison]) => [
    plain(effectOf(metric, comparison)),
    plain(relativeOf(comparison)),
    plain(pValueText(comparison.p_value)),
  ]);

  assert.deepEqual(told, product(SAY, given));
});

test("a number that is read keeps what it was rounded from", () => {
  const pieces = effectOf(aMetric("conversion_rate"), aComparison());

  const numbers = pieces.flatMap(({ number }) => (number === undefined ? [] : [number]));
  assert.deepEqual(numbers, [0.0124, -0.0018, 0.0155]);
});

test("a probability reads as certain only where it is", () => {
  assert.deepEqual([0, 0.0004, 0.9934, 0.99999, 1].map(chanceText), [
    "0 %",
    "< 0.1 %",
    "99.3 %",
    "> 99.9 %",
    "100 %",
  ]);
});

test("why an interval is undefined is said once", () => {
  const why = { interval: "no result could stop so early", relative_interval: "of the control" };
  const metric = aMetric("sum", [aComparison({ undefined: why }), aComparison({ undefined: why })]);

  assert.deepEqual(gapsOf(metric), [
    "interval undefined, because no result could stop so early",
    "interval of the relative effect undefined, because of the control",
  ]);
});

const TRANSITIONS = `
import json
from burgee.domain.lifecycle import TRANSITIONS
print(json.dumps({name: [sorted(one.sources), one.target] for name, one in TRANSITIONS.items()}))
`;

test("steps lead from and to where the product's own do", SKIP, () => {
  const table = product(TRANSITIONS) as Record<string, [string[], string | null]>;

  for (const name of Object.keys(STEPS) as StepName[]) {
    const { from, to } = STEPS[name];
    assert.deepEqual([[...from].sort(), to], table[name.replaceAll("-", "_")], name);
  }
});

test("ticks are round numbers within the extent", () => {
  assert.deepEqual(ticksOf([-12.4, 31], 5), [-10, 0, 10, 20, 30]);
  assert.deepEqual(ticksOf([0, 0.0021], 4), [0, 0.001, 0.002]);
});

test("a tick has as many decimals as the step needs", () => {
  const ticks = [0, 0.05, 0.1];

  assert.deepEqual(ticks.map((tick) => tickText(tick, ticks)), ["0.00", "0.05", "0.10"]);
  assert.equal(tickText(1500, [1000, 1500]), "1,500");
});

test("what is all alike still has a width", () => {
  const extent = extentOf([5, 5]);
  const place = linear(extentOf([5, 5], 0.1), [0, 100]);

  assert.deepEqual(extent, [5, 5]);
  assert.equal(place(5), 50);
});

const LOOKS = [
  { number: 1, information: 100, effect: null, low: null, high: null, bound: null, se: null },
  { number: 2, information: 200, effect: 0.04, low: -0.02, high: 0.1, bound: 3, se: 0.02 },
  { number: 3, information: 400, effect: 0.05, low: 0.02, high: 0.08, bound: 2, se: 0.015 },
].map(({ number, information, ...numbers }) => ({
  number,
  information,
  at: "2026-11-21T05:00:00Z",
  fraction: null,
  spent: 0,
  is_final: false,
  verdict: { recommendation: "continue" as const, rule: "undecided", sentence: "Continue." },
  metrics: [{ metric: "bought", part: "goal" as const, comparisons: [aComparison(numbers)] }],
}));

test("bounds are as far from 0 as the effect has to be, in its own unit", () => {
  const seen = seenOf(LOOKS, "bought", "bar");

  const [upper, lower] = boundLines(seen, 100);

  assert.deepEqual(upper.spots, [
    { x: 200, y: 6 },
    { x: 400, y: 3 },
  ]);
  assert.deepEqual(lower.spots.map(({ y }) => y), [-6, -3]);
});

test("bounds to come shrink as the root of the units grows", () => {
  const seen = seenOf(LOOKS, "bought", "bar");

  const [upper] = aheadLines(seen, [{ alpha: 0.05, bound: 2, fraction: 1, information: 1600 }], 1);

  assert.deepEqual(upper.spots, [
    { x: 400, y: 0.03 },
    { x: 1600, y: 0.015 },
  ]);
});

test("there is room for every effect and the newest interval", () => {
  const [least, greatest] = effectExtent(seenOf(LOOKS, "bought", "bar"), 1);

  assert.ok(least <= -0.05 && greatest >= 0.08);
});

test("the filled part of a posterior begins at 0 and lies where the effect is good", () => {
  const posterior = {
    mean: 1,
    deviation: 1,
    to_beat_control: 0.84,
    to_be_best: 0.84,
    loss_of_promoting: 0,
    loss_of_keeping: 1,
    prior: "flat",
  };
  const style = { factor: 1, ink: "ink-1", name: "bar" };

  const above = curveOf(posterior, { ...style, isGoodAbove: true }).beats.spots;
  const below = curveOf(posterior, { ...style, isGoodAbove: false }).beats.spots;

  assert.deepEqual([above[0]?.x, below.at(-1)?.x], [0, 0]);
  assert.equal(Math.min(...above.map(({ x }) => x)), 0);
});

test("a funnel is made of metrics that go on from each other", () => {
  const step = (key: string, event_name: string, ...after: string[]) => ({
    key,
    type: after.length ? ("funnel_step" as const) : ("conversion_rate" as const),
    event_name,
    after,
  });
  const goals = [
    step("paid", "purchase", "cart", "address"),
    step("began", "cart"),
    step("sent", "address", "cart"),
    step("called", "call"),
  ];
  const run = { metrics: { goals } } as unknown as Run;
  const metrics = goals.map(({ key, type }) => aMetric(type, [], key));
  const look = { metrics } as unknown as Results;

  const found = funnelsOf(run, look);

  assert.deepEqual(
    found.map((path) => path.map(({ metric }) => metric.metric)),
    [["began", "sent", "paid"]],
  );
});
