/** The evaluator: whatever is asked is answered, and never by throwing. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { contentHash, type EvaluationContext, Evaluator, Ruleset } from "../src/index.js";
import { evaluatorOf, flagForm, onWhere, published } from "./rulesets.js";

const USER = { targetingKey: "u1", plan: "pro" };

/** The variant that a rule with one condition shows. */
function shown(condition: unknown, context: object = USER): string {
  const evaluator = evaluatorOf({ "flag/f": flagForm(onWhere(condition)) });
  return evaluator.evaluate("f", context as EvaluationContext).variant;
}

test("an answer has value, variant, reason and metadata", () => {
  const rule = onWhere(["equals", "plan", "pro"]);
  const evaluator = evaluatorOf({ "flag/f": flagForm({ ...rule, metadata: { team: "shop" } }) });

  const answer = evaluator.evaluate("f", USER);

  assert.equal(answer.value, true);
  assert.equal(answer.reason, "TARGETING_MATCH");
  assert.deepEqual(answer.metadata, { team: "shop", rule: "r" });
});

test("the answer of one outcome is the same object each time", () => {
  const evaluator = evaluatorOf({ "flag/f": flagForm() });

  assert.equal(evaluator.evaluate("f", USER), evaluator.evaluate("f", { targetingKey: "u2" }));
});

test("all flags are answered by key, in order", () => {
  const forms = { "flag/b": flagForm(), "flag/10": flagForm(), "flag/9": flagForm() };
  const evaluator = evaluatorOf(forms);

  assert.deepEqual([...evaluator.evaluateAll(USER).keys()], ["10", "9", "b"]);
});

test("a flag that nobody made is not found", () => {
  assert.equal(evaluatorOf({}).evaluate("gone", USER).errorCode, "FLAG_NOT_FOUND");
});

for (const key of [undefined, null, 1, {}, [], "\ud800", "__proto__", "constructor"]) {
  test(`a flag called ${String(JSON.stringify(key))} is not found`, () => {
    assert.equal(evaluatorOf({}).evaluate(key as string, USER).errorCode, "FLAG_NOT_FOUND");
  });
}

for (const context of [undefined, null, 1, "text", [], true]) {
  test(`a flag that reads ${String(JSON.stringify(context))} says that it is no context`, () => {
    const evaluator = evaluatorOf({ "flag/f": flagForm(onWhere(["equals", "length", 0])) });

    const answer = evaluator.evaluate("f", context as unknown as EvaluationContext);

    assert.equal(answer.errorCode, "INVALID_CONTEXT");
  });
}

test("a flag that reads nothing answers without a context", () => {
  const evaluator = evaluatorOf({ "flag/f": flagForm() });

  assert.equal(evaluator.evaluate("f", null as unknown as EvaluationContext).variant, "off");
});

for (const inherited of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
  test(`what every object inherits is no attribute: ${inherited}`, () => {
    assert.equal(shown(["exists", inherited, null]), "off");
    assert.equal(shown(["exists", `a.${inherited}`, null], { a: {} }), "off");
    assert.equal(shown(["not_in", inherited, ["x"]]), "on");
  });

  test(`an attribute may be called ${inherited}`, () => {
    const context = JSON.parse(`{"${inherited}": "x"}`) as EvaluationContext;

    assert.equal(shown(["equals", inherited, "x"], context), "on");
  });
}

test("a unit may be called by an attribute that every object inherits", () => {
  const gate = { seed: 1, key: [["constructor"]], ranges: [[0, 100_000]] };
  const rule = { id: "r", reason: "SPLIT", gates: [gate], variant: "on" };
  const evaluator = evaluatorOf({ "flag/f": flagForm({ rules: [rule] }) });

  const without = evaluator.evaluate("f", USER);
  const answer = evaluator.evaluate("f", { constructor: "u1" } as unknown as EvaluationContext);

  assert.equal(without.errorCode, "TARGETING_KEY_MISSING");
  assert.equal(answer.variant, "on");
});

test("a draw without a unit says which attribute is missing", () => {
  const rule = { id: "r", reason: "SPLIT", gates: [{ seed: 1, ranges: [[0, 5]] }], variant: "on" };
  const evaluator = evaluatorOf({ "flag/f": flagForm({ rules: [rule] }) });

  const { errorCode, errorDetails } = evaluator.evaluate("f", {});

  assert.equal(errorCode, "TARGETING_KEY_MISSING");
  assert.match(errorDetails!, /'targetingKey'/);
});

test("an attribute whose getter throws is an answer", () => {
  const context = {
    get plan(): string {
      throw new Error("no");
    },
  };
  const evaluator = evaluatorOf({ "flag/f": flagForm(onWhere(["equals", "plan", "pro"])) });

  assert.equal(evaluator.evaluate("f", context).errorCode, "GENERAL");
});

test("an operator that is unknown here is an answer, and leaves other flags alone", () => {
  const newer = flagForm(onWhere(["from_the_future", "plan", "pro"]));
  const evaluator = evaluatorOf({ "flag/f": newer, "flag/g": flagForm() });

  assert.equal(evaluator.evaluate("f", USER).errorCode, "GENERAL");
  assert.equal(evaluator.evaluate("f", USER).errorCode, "GENERAL");
  assert.equal(evaluator.evaluate("g", USER).variant, "off");
});

test("a pattern that RE2 does not read is an answer", () => {
  const evaluator = evaluatorOf({ "flag/f": flagForm(onWhere(["matches", "plan", "(?=x)"])) });

  assert.equal(evaluator.evaluate("f", USER).errorCode, "GENERAL");
});

test("flags that wait for each other are answers", () => {
  const waiting = (key: string) => flagForm({ prerequisites: [[key, ["on"]]] });
  const evaluator = evaluatorOf({ "flag/a": waiting("b"), "flag/b": waiting("a") });

  assert.equal(evaluator.evaluate("a", USER).errorCode, "GENERAL");
});

test("a ladder of segments that takes too many lookups is an answer", () => {
  const rung = (next: number) => ({
    conditions: [["or", [["in_segment", null, `s${next}`], ["in_segment", null, `s${next}`]]]],
  });
  const ladder = Array.from({ length: 30 }, (_, place) => [`segment/s${place}`, rung(place + 1)]);
  const flag = flagForm(onWhere(["in_segment", null, "s0"]));
  const evaluator = evaluatorOf({ "flag/f": flag, ...Object.fromEntries(ladder) });

  assert.equal(evaluator.evaluate("f", USER).errorCode, "GENERAL");
});

test("a context nested without end is an answer", () => {
  let deep: unknown = "x";
  for (let level = 0; level < 100_000; level++) deep = [deep];

  assert.equal(shown(["contains", "plan", "x"], { plan: deep, targetingKey: deep }), "off");
});

test("members whose hashes lie in chunks are found, and nobody else", () => {
  const members = Array.from({ length: 2000 }, (_, number) => `u${number}`);
  const hashes = members.map((unit) => memberHash("beta/included", unit)).sort(compare);
  const packed = [hashes.slice(0, 900), hashes.slice(900)].map((part) => Buffer.concat(part));
  const included = { salt: "beta/included", chunks: packed.map(contentHash) };
  const flag = flagForm(onWhere(["in_segment", null, "beta"]));
  const { manifest, chunks } = published(
    { "flag/f": flag, "segment/beta": { included } },
    { more: { members: included.chunks } },
  );
  for (const chunk of packed) chunks.set(contentHash(chunk), chunk);
  const evaluator = new Evaluator(Ruleset.verified(manifest, chunks));
  const isIn = (unit: string) => evaluator.evaluate("f", { targetingKey: unit }).value;

  assert.ok(members.every((unit) => isIn(unit) === true));
  assert.ok(Array.from({ length: 2000 }, (_, number) => `v${number}`).every((unit) => !isIn(unit)));
});

/** Little-endian, as they lie in a chunk. */
function memberHash(salt: string, unit: string): Buffer {
  return createHash("sha256").update(`${salt}\0${unit}`).digest().subarray(0, 8).reverse();
}

function compare(one: Buffer, other: Buffer): number {
  return Number(one.readBigUInt64LE() > other.readBigUInt64LE()) || -1;
}
