/** Designs of experiments, before anything is sent. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Experiment, Flag } from "../src/api/types.js";
import { inLabels } from "../src/pages/experiment/checklistWords.js";
import { missingItems } from "../src/pages/experiment-wizard/checklist.js";
import {
  copyOf,
  type Draft,
  draftOf,
  flagKeysOf,
  mergedInto,
  newDraft,
  withFlag,
  withMetrics,
  withoutData,
  withoutFlag,
  withTreatment,
  withVariantKey,
} from "../src/pages/experiment-wizard/draft.js";
import { freePart, overlaps } from "../src/pages/experiment-wizard/groups.js";
import { hypothesisOf, partsOfHypothesis } from "../src/pages/experiment-wizard/hypothesis.js";
import {
  asType,
  freeKey,
  METRIC_TYPES,
  metricInWords,
  newMetric,
} from "../src/pages/experiment-wizard/metricTypes.js";
import { PRESET_KEYS, withPreset } from "../src/pages/experiment-wizard/presets.js";
import {
  effectQuestionOf,
  kindOf,
  plannedUnitsOf,
  questionOf,
} from "../src/pages/experiment-wizard/sampleSize.js";
import { stepOfField, stepOfItem } from "../src/pages/experiment-wizard/steps.js";

const EMPTY = newDraft("production");

function aFlag(key: string, variants: string[], today: string): Flag {
  return {
    key,
    kind: "string",
    variants: Object.fromEntries(variants.map((variant) => [variant, { value: variant }])),
    environments: { production: { enabled: true, default_variant: today } },
  };
}

function shownOf(draft: Draft, flagKey: string) {
  return Object.entries(draft.variants).map(([key, { flags }]) => [key, flags[flagKey]]);
}

function planned(plan: Partial<Draft["plan"]>): Draft {
  return { ...EMPTY, plan: { ...EMPTY.plan, ...plan } };
}

test("of a flag with two variants the control shows what is answered today", () => {
  const draft = withFlag(EMPTY, aFlag("badges", ["off", "on"], "off"));

  assert.deepEqual(shownOf(draft, "badges"), [
    ["control", "off"],
    ["treatment", "on"],
  ]);
});

test("the first flag brings a treatment for each of its other variants", () => {
  const draft = withFlag(EMPTY, aFlag("colour", ["blue", "green", "red"], "green"));

  assert.deepEqual(shownOf(draft, "colour"), [
    ["control", "green"],
    ["blue", "blue"],
    ["red", "red"],
  ]);
});

test("a second flag leaves the variants of the experiment as they are", () => {
  const first = withFlag(EMPTY, aFlag("badges", ["off", "on"], "off"));

  const second = withFlag(first, aFlag("colour", ["blue", "green", "red"], "green"));

  assert.deepEqual(Object.keys(second.variants), ["control", "treatment"]);
  assert.deepEqual(flagKeysOf(second), ["badges", "colour"]);
  assert.deepEqual(flagKeysOf(withoutFlag(second, "badges")), ["colour"]);
});

test("a new treatment shows what the control shows, under a key of its own", () => {
  const draft = withTreatment(withFlag(EMPTY, aFlag("badges", ["off", "on"], "off")));

  assert.deepEqual(shownOf(draft, "badges").at(-1), ["treatment-2", "off"]);
});

test("a variant with another key stays at its place, and the control stays the control", () => {
  const draft = withVariantKey(EMPTY, "control", "as-today");

  assert.deepEqual(Object.keys(draft.variants), ["as-today", "treatment"]);
  assert.equal(draft.control, "as-today");
});

test("a key that another variant has is not taken", () => {
  assert.equal(withVariantKey(EMPTY, "control", "treatment"), EMPTY);
});

test("a stored experiment is edited without what only its transitions write", () => {
  const stored: Experiment = {
    key: "badges",
    environment: "staging",
    status: "draft",
    sign_offs: [{ by: "k1", role: "owner", at: "2026-11-21T06:05:00Z" }],
    plan: { baseline: 0.12 },
    eligibility: { include: { platforms: ["web"] } },
  };

  const draft = draftOf(stored);

  assert.deepEqual(Object.keys(draft).sort(), Object.keys(EMPTY).sort());
  const { environment, plan } = draft;
  assert.deepEqual([environment, plan.baseline, plan.alpha], ["staging", 0.12, 0.05]);
  assert.deepEqual(draft.eligibility.include.platforms, ["web"]);
  assert.equal(draft.eligibility.exclude.bots, true);
});

test("a copy has the design but neither the key nor the times", () => {
  const original = { ...EMPTY, key: "badges", name: "Badges", start_at: "2026-12-01T00:00:00Z" };

  const copy = copyOf(original);

  assert.deepEqual([copy.key, copy.name, copy.start_at], ["", "Badges, again", null]);
});

test("what somebody else changed meanwhile stays, but for what was changed here too", () => {
  const seen = { ...EMPTY, name: "Badges", owner: "kim" };
  const theirs = { ...seen, owner: "lou", traffic: 50 };
  const ours = { ...seen, name: "Do badges sell?", traffic: 20 };

  const merged = mergedInto(theirs, seen, ours);

  assert.deepEqual([merged.name, merged.owner, merged.traffic], ["Do badges sell?", "lou", 20]);
});

test("a hypothesis is kept as one text and read as its three parts again", () => {
  const parts = { what: "Badges.", expected: "More orders.", why: "Some are not sure." };

  assert.deepEqual(partsOfHypothesis(hypothesisOf(parts)), parts);
  assert.equal(hypothesisOf({ what: "", expected: "", why: "" }), "");
});

test("a hypothesis that was written freely stays as it is", () => {
  assert.equal(partsOfHypothesis("Badges sell, as everybody says."), null);
});

test("every field that an author writes is in a step, so that its problem is found", () => {
  const without = Object.keys(EMPTY).filter((field) => stepOfField(field) === undefined);

  assert.deepEqual(without, []);
  assert.equal(stepOfField("metrics.goals.0.cap")?.key, "metrics");
});

test("each preset brings metrics for the events that are named, and none for the others", () => {
  for (const key of PRESET_KEYS) {
    const named = withPreset(EMPTY, key, { goal: "purchase", harm: "page_error" });
    const unnamed = withPreset(EMPTY, key, { goal: " ", harm: "" });

    assert.equal(named.metrics.guardrails[0]?.event_name, "page_error");
    assert.equal(named.metrics.goals.length, key === "blank" ? 0 : 1);
    assert.deepEqual(unnamed.metrics, EMPTY.metrics);
  }
});

test("a rate is asked about as soon as baseline and effect are known", () => {
  const draft = planned({ baseline: 0.12, minimum_detectable_effect: 0.1 });

  const asked = questionOf(draft, 2000);

  assert.equal(questionOf(planned({ baseline: 0.12 }), 2000), null);
  assert.deepEqual(
    [asked?.kind, asked?.relative_effect, asked?.weights, asked?.looks, asked?.units_per_day],
    ["rate", 0.1, [1, 1], 28, 2000],
  );
});

test("a goal of which less is good is asked about as a fall", () => {
  const goal = { ...newMetric("guardrails", []), type: "conversion_rate" as const };
  const plan = { baseline: 0.12, minimum_detectable_effect: 0.1 };

  const asked = questionOf(withMetrics(planned(plan), "goals", [goal]), null);

  assert.equal(asked?.relative_effect, -0.1);
  assert.equal("units_per_day" in (asked ?? {}), false);
});

test("a mean is asked about once its deviation is known too", () => {
  const revenue = asType(newMetric("goals", []), "sum");
  const without = withMetrics(planned({ baseline: 20 }), "goals", [revenue]);
  const whole = { ...without, plan: { ...without.plan, baseline_deviation: 30 } };

  assert.equal(kindOf(without), "mean");
  assert.equal(effectQuestionOf(without, 5000), null);
  const asked = effectQuestionOf(whole, 5000);
  assert.deepEqual([asked?.deviation, asked?.units], [30, 5000]);
});

test("a plan counts units per variant, whatever their shares", () => {
  const found = { units: [2000, 1000, 1000], total: 4000 } as Parameters<typeof plannedUnitsOf>[0];

  assert.equal(plannedUnitsOf(found), 1334);
  assert.equal(plannedUnitsOf({ ...found, units: null, total: null }), null);
});

test("a metric of another type keeps what both have, and gets what the new one needs", () => {
  const quantile = { ...asType(newMetric("goals", []), "quantile"), event_name: "paid", cap: 5 };

  const retention = asType(quantile, "retention");
  const ratio = asType(quantile, "ratio");

  assert.equal("quantile" in retention || "cap" in retention, false);
  assert.deepEqual([retention.begin, retention.event_name], ["7d", "paid"]);
  assert.deepEqual([ratio.cap, ratio.denominator?.aggregation], [5, "sum"]);
});

test("every type of metric says in words what it measures", () => {
  const types = Object.keys(METRIC_TYPES) as (keyof typeof METRIC_TYPES)[];
  const metric = { ...newMetric("goals", []), event_name: "purchase", after: ["viewed"] };

  const words = types.map((type) => metricInWords(asType(metric, type)));

  assert.equal(new Set(words).size, types.length);
  assert.equal(words[0], "Share of units with purchase, within 7 days.");
});

test("a key is numbered where another metric has it", () => {
  assert.equal(freeKey("metric", ["metric", "metric-2"]), "metric-3");
});

test("of an exclusion group the first part is offered that nobody takes", () => {
  const taken = [
    { begin: 50, end: 80 },
    { begin: 0, end: 30 },
  ];

  assert.deepEqual(freePart(taken), { begin: 30, end: 50 });
  assert.deepEqual(freePart([]), { begin: 0, end: 100 });
  assert.equal(overlaps({ begin: 30, end: 50 }, { begin: 0, end: 30 }), false);
});

test("a checklist is open only by what comes before the start, and events can be waived", () => {
  const item = (phase: "validation" | "running", key: string, done: boolean) => ({
    phase,
    key,
    done,
    sentence: "",
    detail: "",
  });
  const checklist = {
    key: "badges",
    status: "draft" as const,
    open: [],
    items: [
      item("validation", "events", false),
      item("validation", "guardrails", true),
      item("running", "exposures", false),
    ],
  };

  assert.deepEqual(
    missingItems(checklist, false).map(({ key }) => key),
    ["events"],
  );
  assert.deepEqual(missingItems(checklist, true), []);
  assert.equal(stepOfItem("events")?.key, "metrics");
});

test("a checklist names fields by their labels", () => {
  const detail = "Write plan.planned_units, plan.baseline, plan.baseline_deviation.";

  assert.equal(
    inLabels(detail),
    "Write the planned units, the baseline, the standard deviation.",
  );
});

test("what an alarm without data does is changed, and what else is said of alarms stays", () => {
  const where = { key: "badges", environment: "staging" };
  const stored: Experiment = { ...where, on_alarm: { bake_time: "1h" } };

  const { on_alarm } = withoutData(draftOf(stored), "roll_back");

  const kept = { bake_time: "1h", cool_down: "30m" };
  assert.deepEqual(on_alarm, { ...kept, on_insufficient_data: "roll_back" });
});
