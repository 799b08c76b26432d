/** What an answer exposes a unit to, what is noted, and what has to be known before. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Evaluator, KnownUnits } from "../src/index.js";
import { evaluatorOf, flagForm, onWhere } from "./rulesets.js";

const USER = { targetingKey: "u1" };

/** An experiment on the flag `f` that shows everybody the treatment. */
function experimentForm(parts: object = {}): object {
  return {
    experiment: "checkout",
    run: "checkout.2",
    number: 2,
    status: "running",
    bucket_by: "targetingKey",
    control: "control",
    conditions: [],
    excluded: [],
    not_in: [],
    gates: [],
    method: "deterministic",
    strata: [],
    split: { seed: 7, ranges: [[0, 100_000, "treatment"]] },
    weights: { control: 1, treatment: 1 },
    variants: { control: { f: "off" }, treatment: { f: "on" } },
    dimensions: [],
    expose_on: "evaluation",
    ...parts,
  };
}

function evaluatorWith(
  experiment: object,
  ...more: readonly (readonly [string, object])[]
): Evaluator {
  const forms = {
    "flag/f": flagForm({ experiments: ["checkout"] }),
    "experiment/checkout": experimentForm(experiment),
    ...Object.fromEntries(more),
  };
  return evaluatorOf(forms, 0, { unit_types: ["targetingKey"] });
}

function exposedBy(evaluator: Evaluator): unknown {
  const { exposes } = evaluator.evaluate("f", USER);
  return exposes && [exposes.experiment.run, exposes.variant];
}

test("an answer says what it exposes the unit to", () => {
  assert.deepEqual(exposedBy(evaluatorWith({})), ["checkout.2", "treatment"]);
});

test("a variant with a value of its own exposes too", () => {
  const evaluator = evaluatorWith({ variants: { treatment: { f: { value: 5 } } } });

  const answer = evaluator.evaluate("f", USER);

  assert.deepEqual([answer.value, answer.exposes?.variant], [5, "treatment"]);
});

test("a variant that says nothing of the flag exposes all the same", () => {
  const evaluator = evaluatorWith({ variants: { control: {}, treatment: {} } });

  const answer = evaluator.evaluate("f", USER);

  assert.deepEqual([answer.variant, answer.reason], ["off", "DEFAULT"]);
  assert.equal(answer.exposes?.variant, "treatment");
  assert.equal(evaluator.evaluate("f", { targetingKey: "u2" }), answer);
});

test("a run that was halted shows the control and exposes nobody", () => {
  const evaluator = evaluatorWith({ status: "halted" });

  assert.equal(evaluator.evaluate("f", USER).metadata["experimentVariant"], "control");
  assert.equal(exposedBy(evaluator), undefined);
});

test("a prerequisite that an experiment decides is noted with known units", () => {
  const asking = flagForm({ prerequisites: [["f", ["on"]]], default: "on" });
  const evaluator = evaluatorWith({}, ["flag/g", asking]);
  const known = new KnownUnits();

  const answer = evaluator.evaluate("g", USER, known);

  assert.deepEqual([answer.variant, answer.exposes], ["on", undefined]);
  assert.deepEqual([...known.met.keys()], ["checkout.2"]);
});

test("a variant that has to be drawn first is wanted", () => {
  const known = new KnownUnits();

  evaluatorWith({ method: "random" }).evaluate("f", USER, known);

  assert.deepEqual([...known.wanted.keys()], ["checkout.2"]);
});

test("a variant that was drawn is shown", () => {
  const known = new KnownUnits([], [], [["checkout.2", "control"]]);

  const answer = evaluatorWith({ method: "random" }).evaluate("f", USER, known);

  assert.equal(answer.exposes?.variant, "control");
});

test("notes can be forgotten, to evaluate again", () => {
  const known = new KnownUnits([["checkout.2", "control"]]);
  evaluatorWith({}).evaluate("f", USER, known);

  known.forgetNotes();

  assert.deepEqual([known.met.size, known.exposures.size], [0, 1]);
});

test("a flag with an experiment needs its unit, also through a prerequisite", () => {
  const asking = flagForm({ prerequisites: [["f", ["on"]]] });
  const plain: readonly [string, object] = ["flag/h", flagForm()];
  const evaluator = evaluatorWith({ bucket_by: "account" }, ["flag/g", asking], plain);

  assert.deepEqual(evaluator.needs("f"), { unitTypes: ["account"], profile: false });
  assert.deepEqual(evaluator.needs("g"), { unitTypes: ["account"], profile: false });
  assert.equal(evaluator.needs("h"), undefined);
  assert.equal(evaluator.needs("gone"), undefined);
  assert.deepEqual(evaluator.needsAll(), { unitTypes: ["targetingKey"], profile: false });
});

test("a condition on what a unit did needs its profile, also inside of a segment", () => {
  const segment = { conditions: [["action_count", null, { action: "buy", at_least: 1 }]] };
  const forms = {
    "flag/f": flagForm(onWhere(["in_segment", null, "buyers"])),
    "segment/buyers": segment,
  };

  const needs = evaluatorOf(forms, 0, { profile: true }).needs("f");

  assert.deepEqual(needs, { unitTypes: ["targetingKey"], profile: true });
});
