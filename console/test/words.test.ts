import assert from "node:assert/strict";
import { test } from "node:test";
import type { Node, Rule } from "../src/api/types.js";
import { differences } from "../src/parts/differences.js";
import { fromHour, fromNow } from "../src/parts/moments.js";
import { conditionsInWords, ruleInWords } from "../src/parts/words.js";
import { stepsOf } from "../src/pages/flag/answers.js";

const NOW = Date.parse("2026-11-21T12:00:00Z");

test("conditions are a sentence", () => {
  const nodes: Node[] = [
    { attribute: "plan", operator: "equals", value: "pro" },
    { not: { attribute: "country", operator: "in", value: ["FR", "IT"] } },
    {
      or: [
        { operator: "in_segment", value: "staff" },
        { attribute: "age", operator: "greater_or_equal", value: 18 },
      ],
    },
  ];

  assert.equal(
    conditionsInWords(nodes),
    'plan is "pro" and not (country is one of "FR", "IT") and ' +
      '(the unit is in the segment "staff" or age is at least 18)',
  );
});

test("what is fixed says what it is given", () => {
  const value = { action: "purchase", within: "90d", at_least: 500 };

  const words = conditionsInWords([{ operator: "action_value", value }]);

  assert.equal(words, 'the value of an action is action "purchase", within "90d", at least 500');
});

test("a rule says who gets what", () => {
  const rules: Rule[] = [
    { variant: "on" },
    { variant: "on", percentage: 12.5, conditions: [{ attribute: "beta", operator: "exists" }] },
    { split: { blue: 1, green: 2 } },
    { percentages: { blue: 33.333, green: 66.667 } },
  ];

  assert.deepEqual(rules.map(ruleInWords), [
    "Everybody: on",
    "If beta is known, 12.5 % of them: on",
    "Everybody: 33.333 % blue, 66.667 % green",
    "Everybody: 33.333 % blue, 66.667 % green",
  ]);
});

test("a flag that is off answers everybody alike", () => {
  const steps = stepsOf({ enabled: false, default_variant: "on", off_variant: "off" });

  assert.deepEqual(steps, [{ title: "Switched off", sentence: "Everybody: off" }]);
});

test("the steps of a flag come in the order in which they are asked", () => {
  const steps = stepsOf({
    enabled: true,
    default_variant: "off",
    prerequisites: { "new-gallery": ["on"] },
    targets: { on: ["u1", "u2", "u3", "u4", "u5", "u6"] },
    rules: [
      { id: "staff", variant: "on", conditions: [{ operator: "in_segment", value: "staff" }] },
    ],
    rollout: { variant: "on", percentage: 25 },
  });

  assert.deepEqual(
    steps.map(({ title, sentence }) => `${title}. ${sentence}`),
    [
      "Prerequisite. Unless new-gallery answers on: nothing, so that the default in your code " +
        "holds",
      "Named units. u1, u2, u3, u4, u5 and 1 more: on",
      'Rule 1: staff. If the unit is in the segment "staff": on',
      "Share. 25 % of everybody else: on",
      "Otherwise. Everybody else: off",
    ],
  );
});

test("the deepest field that differs is named", () => {
  const before = { name: "a", rules: [{ id: "r", split: { x: 1, y: 1 } }], tags: ["t"], old: 1 };
  const after = { name: "a", rules: [{ id: "r", split: { x: 1, y: 3 } }, { id: "s" }], tags: [] };

  assert.deepEqual(differences(before, after), [
    { field: "rules.0.split.y", before: 1, after: 3 },
    { field: "rules.1", before: undefined, after: { id: "s" } },
    { field: "tags", before: ["t"], after: [] },
    { field: "old", before: 1, after: undefined },
  ]);
});

test("what is the same does not differ, in whatever order its fields stand", () => {
  assert.deepEqual(differences({ a: [1, { b: 2, c: [] }] }, { a: [1, { c: [], b: 2 }] }), []);
});

test("times are told from now", () => {
  const told = ["2026-11-21T11:59:30Z", "2026-11-21T09:00:00Z", "2026-11-23T12:00:00Z"].map(
    (moment) => fromNow(moment, NOW),
  );

  assert.deepEqual(told, ["just now", "3 hours ago", "in 2 days"]);
});

test("what is known by its hour alone is not told more exactly", () => {
  assert.equal(fromHour("2026-11-21T11:30:00Z", NOW), "within the past hour");
  assert.equal(fromHour("2026-11-21T10:40:00Z", NOW), "within the past 2 hours");
  assert.equal(fromHour("2026-11-18T12:00:00Z", NOW), "3 days ago");
});
