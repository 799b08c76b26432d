/** What traces, usage and contexts come to in words and numbers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Usage } from "../src/api/types.js";
import { RANGES, seriesOf, sharesOf } from "../src/pages/flag/usage.js";
import { askedOf, NAMES } from "../src/pages/flags/wanted.js";
import { membershipInWords } from "../src/pages/segment/membership.js";
import {
  contextInAddress,
  contextOf,
  contextOfAddress,
  knownOf,
} from "../src/parts/contexts/contexts.js";
import { tokensOf, wantedOf } from "../src/parts/search/searching.js";
import { type Said, type Step, stepInWords } from "../src/parts/traces/traces.js";

const NOON = Date.parse("2026-11-25T12:30:00Z");
const [BY_HOUR, BY_DAY, , BY_WEEK] = RANGES;

/** A flag's usage since a day, by moment and variant. */
function aUsage(parts: Partial<Usage>): Usage {
  return {
    flag_key: "new-gallery",
    environment: "production",
    since: "2026-11-24",
    evaluations: 10,
    variants: { on: 3, off: 7 },
    reasons: {},
    ways: {},
    days: {},
    hours: {},
    day_variants: {},
    hour_variants: {},
    last_evaluation: null,
    approximate: true,
    ...parts,
  };
}

function flat({ words, holds, within }: Said): unknown {
  return within.length > 0 ? [holds, words, within.map(flat)] : [holds, words];
}

test("usage is drawn by day, from the first one asked for to today", () => {
  const day_variants = { "2026-11-24": { off: 5 }, "2026-11-25": { off: 2, on: 3 } };

  const series = seriesOf(aUsage({ day_variants }), BY_DAY!, NOON);

  assert.deepEqual(
    series.map(({ title, points }) => [title, points.map(({ x, y }) => `${x}: ${y}`)]),
    [
      ["off", ["24 Nov: 5", "25 Nov: 2"]],
      ["on", ["24 Nov: 0", "25 Nov: 3"]],
    ],
  );
});

test("usage is drawn by hour, as far back as hours are kept", () => {
  const hour_variants = { "2026-11-25T09": { off: 2 }, "2026-11-25T12": { off: 1 } };

  const [off] = seriesOf(aUsage({ hour_variants, variants: { off: 3 } }), BY_HOUR, NOON);

  assert.equal(off?.points.length, 13);
  assert.deepEqual(off?.points.slice(8, 10), [
    { x: "25 Nov 08:00", y: 0 },
    { x: "25 Nov 09:00", y: 2 },
  ]);
});

test("weeks are sums of their days", () => {
  const day_variants = {
    "2026-11-11": { on: 1 },
    "2026-11-17": { on: 2, off: 4 },
    "2026-11-18": { on: 8 },
  };
  const usage = aUsage({ since: "2026-11-11", day_variants, variants: { on: 11, off: 4 } });

  const [on, off] = seriesOf(usage, BY_WEEK!, NOON);

  assert.deepEqual(on?.points.map(({ y }) => y), [3, 8, 0]);
  assert.deepEqual(off?.points.map(({ y }) => y), [4, 0, 0]);
});

test("shares of a moment add up to 100, or to nothing where there was nothing", () => {
  const day_variants = { "2026-11-25": { off: 1, on: 3 } };

  const shares = sharesOf(seriesOf(aUsage({ day_variants }), BY_DAY!, NOON));

  assert.deepEqual(
    shares.map(({ variant, points }) => [variant, ...points.map(({ y }) => y)]),
    [
      ["off", 0, 25],
      ["on", 0, 75],
    ],
  );
});

test("an answer without a variant is the default in the code", () => {
  const usage = aUsage({ variants: { "": 1 }, day_variants: { "2026-11-25": { "": 1 } } });

  const [none] = seriesOf(usage, BY_DAY!, NOON);

  assert.match(none?.title ?? "", /default in your code/);
  assert.deepEqual(none?.points.map(({ y }) => y), [0, 1]);
});

test("a rule tells its conditions, its gate and its split", () => {
  const step: Step = {
    step: "rule",
    rule: "pro-first",
    variant: "on",
    conditions: [
      { attribute: "plan", operator: "equals", value: "pro", matched: true } as never,
      { not: { operator: "in_segment", value: "staff", matched: false } as never, matched: true },
    ],
    gates: [{ bucket: 12_345, ranges: [[0, 50_000]], passed: true }],
    split: {
      bucket: 60_000,
      ranges: [
        [0, 25_000, "off"],
        [25_000, 100_000, "on"],
      ],
    },
  };

  assert.deepEqual(flat(stepInWords(step)), [
    true,
    "The rule pro-first: on",
    [
      [true, 'plan is "pro"'],
      [true, "This does not hold", [[false, 'the unit is in the segment "staff"']]],
      [true, "Drawn at 12.345 %; in are 0 to 50 %"],
      [true, "Drawn at 60 %: off 0 to 25 %, on 25 to 100 %"],
    ],
  ]);
});

test("an experiment tells why it decides, and what was likely", () => {
  const step: Step = {
    step: "experiment",
    experiment: "gallery",
    run: 2,
    outcome: "traffic",
    variant: null,
    probabilities: { control: 0.25, treatment: 0.25 },
    gates: [{ gate: "traffic", bucket: 70_000, ranges: [[0, 50_000]], passed: false }],
  };

  assert.deepEqual(flat(stepInWords(step)), [
    false,
    "The experiment gallery, as the unit is outside of its traffic",
    [
      [false, "traffic: drawn at 70 %; in are 0 to 50 %"],
      [true, "Likely beforehand: control 25 %, treatment 25 %"],
    ],
  ]);
});

test("a rollout tells its shares and in which run the unit counts", () => {
  const step: Step = {
    step: "rollout",
    rollout: "ramp",
    stage: 1,
    excluded: false,
    variant: null,
    shares: [
      { stage: 0, named: true, in: false },
      { ranges: [[0, 10_000, 1]], bucket: 50_000, in: false },
    ],
    run: { number: 3, variant: "off" },
  };

  assert.deepEqual(flat(stepInWords(step)), [
    false,
    "The rollout ramp, at stage 2 has not come to this unit",
    [
      [false, "Stage 1: this unit is not named"],
      [false, "Drawn at 50 %; in are 0 to 10 % (stage 2)"],
      [true, "Counted in its run 3 as off"],
    ],
  ]);
});

test("other steps are one sentence", () => {
  const steps: Step[] = [
    { step: "enabled", enabled: false },
    { step: "targets", variant: null },
    {
      step: "prerequisite",
      flag: "shop",
      accepted: ["on", "beta"],
      answer: { reason: "DISABLED", variant: "" },
      met: false,
    },
    { step: "error", missing_attribute: "company" },
    { step: "default", variant: "off" },
  ];

  assert.deepEqual(
    steps.map(stepInWords).map(({ words, holds }) => [words, holds]),
    [
      ["It is off", false],
      ["The unit is not named", false],
      ["The flag shop must answer on or beta: it answers nothing", false],
      ["It draws by company, which is not known", false],
      ["Otherwise: off", true],
    ],
  );
});

test("what is written of a unit is its context, as far as it is written", () => {
  const known = [
    { attribute: " plan ", value: "pro" },
    { attribute: "", value: 1 },
    { attribute: "age", value: null },
    { attribute: "beta", value: false },
  ];

  assert.deepEqual(contextOf(known), { plan: "pro", beta: false });
});

test("a context in an address is the same context again", () => {
  const context = { plan: "pro", seats: [1, 2], nested: { a: null } };

  assert.deepEqual(contextOfAddress(contextInAddress(context)), context);
  assert.deepEqual(contextOf(knownOf({ plan: "pro" })), { plan: "pro" });
  assert.equal(contextInAddress({}), null);
});

test("an address that says no context says an empty one", () => {
  assert.deepEqual([null, "", "[1]", "7", "{"].map(contextOfAddress), [{}, {}, {}, {}, {}]);
});

test("what is looked for is asked of the environment that is looked at, where that matters", () => {
  assert.deepEqual(askedOf({ query: "shop", purpose: "release" }, "staging"), {
    query: "shop",
    purpose: "release",
  });
  assert.deepEqual(askedOf({ enabled: "off", unused_days: "30 days" }, "staging"), {
    enabled: false,
    unused_days: 30,
    environment: "staging",
  });
});

test("a value that nobody offers is not asked for", () => {
  assert.deepEqual(askedOf({ enabled: "perhaps" }, "staging"), {});
});

test("what is looked for is the tokens of the search field, and back", () => {
  const wanted = { query: "shop", tag: "pictures", enabled: "on" };

  assert.deepEqual(wantedOf(tokensOf(wanted, NAMES)), wanted);
});

test("who is in a segment is said in words", () => {
  const words = [
    { size: 0, excluded: 0, conditions: 0 },
    { size: 1, excluded: 0, conditions: 0 },
    { size: 1200, excluded: 2, conditions: 3 },
  ].map(membershipInWords);

  assert.deepEqual(words, [
    "nobody",
    "1 unit by name",
    "1,200 units by name, and whoever meets 3 conditions; 2 excluded",
  ]);
});
