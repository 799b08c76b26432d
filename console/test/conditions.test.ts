import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { BurgeeDev } from "@burgee/testing";
import type { Condition, Json, Node } from "../src/api/types.js";
import { CHOICES, HEMISPHERES, type InputName } from "../src/parts/conditions/inputs.js";
import {
  grouped,
  newCondition,
  problemsOf,
  turned,
  withOperator,
} from "../src/parts/conditions/nodes.js";
import { OPERATORS, type OperatorName, takesAttribute } from "../src/parts/conditions/operators.js";
import { asType, readAs, scalarType } from "../src/parts/conditions/scalars.js";
import { withEntries, withEntry } from "../src/parts/entries.js";
import { alike, asUnit, percentOf, problemOfShares } from "../src/parts/weights.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SKIP = { skip: BurgeeDev.obstacle() };

const NAMES = Object.keys(OPERATORS) as OperatorName[];

/** Something that each input takes. */
const EXAMPLES: Record<InputName, Json> = {
  nothing: null,
  scalar: "pro",
  scalars: ["pro", 7, true],
  text: "a",
  pattern: "^[a-z]+$",
  number: 4.5,
  version: "2.14.0-rc.1",
  networks: ["10.0.0.0/8"],
  moment: "2026-11-21T09:30:00Z",
  segment: "staff",
  latitude: 47.5,
  longitude: -16,
  zone: "Europe/Berlin",
  time: "22:30",
  action: "purchase",
  duration: "30d",
  dates: ["12-25", "2026-05-14"],
  days: [...CHOICES.days],
  months: [...CHOICES.months],
  seasons: [...CHOICES.seasons],
  levels: [...CHOICES.levels],
  hemisphere: HEMISPHERES[0],
};

/** What another part of the same value has to differ in. */
const OTHERS: Record<string, Json> = { to: "06:00", south: 44, at_most: 9 };

function filled(operator: OperatorName): Condition {
  const { input } = OPERATORS[operator];
  const attribute = takesAttribute(operator) ? "plan" : null;
  if (typeof input === "string") return { attribute, operator, value: EXAMPLES[input] };
  const parts = input.map(({ name, input: of }) => {
    const isOther = typeof OTHERS[name] === typeof EXAMPLES[of];
    return [name, isOther ? OTHERS[name] : EXAMPLES[of]];
  });
  return { attribute, operator, value: Object.fromEntries(parts) as Json };
}

/** What a program of ours prints, as JSON. */
function asked(program: string, given: unknown = null): unknown {
  const python = process.env["BURGEE_PYTHON"] ?? `${ROOT}.venv/bin/python`;
  const env = { ...process.env, PYTHONPATH: `${ROOT}layers/core/python` };
  const input = JSON.stringify(given);
  return JSON.parse(execFileSync(python, ["-c", program], { env, input, encoding: "utf8" }));
}

test("every operator of the API can be edited, and no other", SKIP, () => {
  const list = "import json; from burgee.domain.operators import OPERATORS; print(json.dumps({";
  const each = "name: one.takes_attribute for name, one in OPERATORS.items()}))";

  const known = asked(list + each);

  const edited = NAMES.map((name) => [name, takesAttribute(name)]);
  assert.deepEqual(Object.fromEntries(edited), known);
});

test("what is given to each operator is taken by the API", SKIP, () => {
  const program = [
    "import json, sys",
    "from burgee.domain.conditions import Condition",
    "[Condition.model_validate(one) for one in json.load(sys.stdin)]",
    "print('[]')",
  ].join("\n");
  const conditions = NAMES.map(filled);

  assert.deepEqual(asked(program, conditions), []);
  assert.deepEqual(problemsOf(conditions), []);
});

test("all that there is to choose from is offered", SKIP, () => {
  const program = [
    "import json",
    "from burgee.domain.behaviour import ENGAGEMENT_LEVELS",
    "from burgee.domain.temporal import DAYS, HEMISPHERES, MONTHS, SEASONS",
    "print(json.dumps([DAYS, MONTHS, SEASONS, list(ENGAGEMENT_LEVELS), HEMISPHERES]))",
  ].join("\n");

  const { days, months, seasons, levels } = CHOICES;
  assert.deepEqual(asked(program), [days, months, seasons, levels, HEMISPHERES]);
});

test("what is not filled in yet is said where it is missing", () => {
  const missing = NAMES.map(
    (operator) => [operator, problemsOf([newCondition(operator)])] as const,
  )
    .filter(([, problems]) => problems.every(({ field }) => !field.startsWith("0.value")))
    .map(([operator]) => operator);

  // An empty text is a text, and nothing has nothing to be filled in.
  assert.deepEqual(missing, [
    "equals",
    "not_equals",
    "exists",
    "not_exists",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "matches",
  ]);
});

test("problems stand at the paths of the API", () => {
  const nodes: Node[] = [
    filled("equals"),
    { or: [filled("in"), { not: newCondition("greater_than") }, { and: [] }] },
    { operator: "time_of_day", value: { from: "9", to: "10:00", timezone: "Nowhere" } },
    { operator: "action_count", value: { action: "login" } },
  ];

  assert.deepEqual(
    problemsOf(nodes).map(({ field }) => field),
    [
      "1.or.1.not.attribute",
      "1.or.1.not.value",
      "1.or.2",
      "2.value.from",
      "2.value.timezone",
      "3.value",
    ],
  );
});

test("another operator keeps as much of the value as it can take", () => {
  const is: Condition = { attribute: "plan", operator: "equals", value: "pro" };
  const others = ["in", "starts_with", "greater_than", "exists", "in_segment"] as const;

  const changed = others.map((operator) => withOperator(is, operator));

  assert.deepEqual(changed, [
    { attribute: "plan", operator: "in", value: ["pro"] },
    { attribute: "plan", operator: "starts_with", value: "pro" },
    { attribute: "plan", operator: "greater_than", value: null },
    { attribute: "plan", operator: "exists", value: null },
    { attribute: null, operator: "in_segment", value: "" },
  ]);
  assert.deepEqual(withOperator(changed[0] ?? is, "equals"), is);
});

test("parts with the same name go over to another operator", () => {
  const value = { action: "visit", at_least: 3, within: "30d" };

  const count: Condition = { attribute: null, operator: "action_count", value };

  assert.deepEqual(withOperator(count, "action_recency").value, { action: "visit" });
});

test("a condition is turned round, and back", () => {
  const node = filled("equals");

  assert.deepEqual(turned(node), { not: node });
  assert.deepEqual(turned(turned(node)), node);
  assert.deepEqual(grouped("and", [node]), { and: [node] });
  assert.deepEqual(grouped("or", [node]), { or: [node] });
});

test("types of values are chosen, not guessed", () => {
  assert.deepEqual(["10", 10, true, null].map(scalarType), [
    "text",
    "number",
    "true or false",
    "number",
  ]);
  const retyped = [asType("10", "number"), asType("ten", "number"), asType(10, "text")];
  assert.deepEqual([...retyped, asType("", "true or false")], [10, null, "10", true]);
  assert.deepEqual([readAs(" ", "number"), readAs("yes", "true or false")], [undefined, undefined]);
});

test("several entries are pasted at once, and each is there once", () => {
  assert.deepEqual(withEntries(["a"], "b, a\nc;\t d\n"), ["a", "b", "c", "d"]);
  assert.deepEqual(withEntry(["a"], " Smith, John "), ["a", "Smith, John"]);
});

test("weights are told in percent", () => {
  assert.deepEqual(
    [percentOf({ a: 1, b: 2 }, "b"), percentOf({ a: 1 }, "c"), percentOf({ a: 0 }, "a")],
    [66.667, 0, null],
  );
});

test("equal percentages add up to 100 all the same", () => {
  assert.deepEqual(alike(["a", "b", "c"], "percentage"), { a: 33.334, b: 33.333, c: 33.333 });
  assert.deepEqual(alike(["a", "b"], "weight"), { a: 1, b: 1 });
});

test("shares keep their sizes from weights to percentages and back", () => {
  assert.deepEqual(asUnit({ a: 1, b: 2 }, "percentage"), { a: 33.333, b: 66.667 });
  assert.deepEqual(asUnit({ a: 12.5, b: 87.5 }, "weight"), { a: 1, b: 7 });
  assert.deepEqual(asUnit({ a: 0, b: 0 }, "percentage"), { a: 50, b: 50 });
  const thirds = asUnit({ a: 1, b: 1, c: 1 }, "percentage");
  assert.equal(problemOfShares(thirds, "percentage"), undefined);
});

test("shares that are none are refused with what to do", () => {
  const refused = [
    problemOfShares({ a: 50, b: 49.5 }, "percentage"),
    problemOfShares({ a: 0 }, "weight"),
    problemOfShares({ a: 1.5 }, "weight"),
    problemOfShares({ a: -1, b: 2 }, "weight"),
  ];

  assert.deepEqual(refused, [
    "The percentages add up to 99.5; make them add up to 100.",
    "Give at least one variant a weight above 0.",
    "Weights are whole numbers.",
    "No share is below 0.",
  ]);
});
