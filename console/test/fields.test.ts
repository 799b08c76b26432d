import assert from "node:assert/strict";
import { test } from "node:test";
import { durationInWords, partsOf } from "../src/parts/fields/durations.js";
import { jsonTyped, typedJson } from "../src/parts/fields/json.js";
import { keyOf, keyProblem, renamed } from "../src/parts/fields/keys.js";
import { dayAndTimeOf, momentOf } from "../src/parts/fields/moment.js";
import { numberTyped, typedNumber } from "../src/parts/fields/numbers.js";
import { problemsIn, sentenceAt, sentenceOf } from "../src/parts/fields/problems.js";

test("a field shows the problems of its own place alone", () => {
  const problems = [
    { field: "variants.on.value", detail: "is missing; add it" },
    { field: "variants.on", detail: "there is no such variant" },
    { field: "variants", detail: "have fewer than two entries" },
  ];

  assert.equal(sentenceAt(problems, "variants.on"), "There is no such variant.");
  assert.equal(sentenceAt(problems, "variants.off"), "");
});

test("problems inside of a part are named from there on", () => {
  const problems = [
    { field: "metrics.goals.1.cap", detail: "is too small" },
    { field: "metrics.goals.1", detail: "needs `quantile`" },
    { field: "metrics.goals.10.cap", detail: "is too large" },
  ];

  const found = problemsIn(problems, "metrics.goals.1");

  assert.deepEqual(
    found.map(({ field }) => field),
    ["cap", ""],
  );
});

test("a detail becomes a sentence below its field", () => {
  const details = [
    "is missing; add it",
    "have fewer than two",
    "the flag 'x' is archived.",
    "is too short; write 1 characters or more",
  ];

  assert.deepEqual(details.map((detail) => sentenceOf(detail)), [
    "This is missing; add it.",
    "These have fewer than two.",
    "The flag 'x' is archived.",
    "This is empty; write something.",
  ]);
});

test("bounds of a share are told in percent, as it is typed", () => {
  const detail = "is too large; write less than 0.5";

  assert.equal(sentenceOf(detail, "plan.alpha"), "This is too large; write less than 50 %.");
  assert.equal(sentenceOf(detail, "criterion"), "This is too large; write less than 0.5.");
});

test("a number is read as people type it", () => {
  const typed = ["12", " 1 000 ", "1,000.5", ".5", "-3", "2e-3", "", "5."].map((text) =>
    numberTyped(text),
  );

  assert.deepEqual(typed, [12, 1000, 1000.5, 0.5, -3, 0.002, null, 5]);
});

test("what is no number is none, and a decimal comma is not taken for thousands", () => {
  const typed = ["abc", "1,5", "1.2.3", "-", "0x10", "e5"].map((text) => numberTyped(text));

  assert.deepEqual(typed, Array(6).fill(undefined));
});

test("percent are the share that they say, without the dust of binary fractions", () => {
  assert.equal(numberTyped("7", 100), 0.07);
  assert.equal(typedNumber(0.07, 100), "7");
  assert.equal(typedNumber(0.1 + 0.2), "0.3");
});

test("a key is made of a name, and follows it until somebody writes another", () => {
  const first = renamed({ name: "", key: "" }, "Free delivery: ab 50 €, für alle!");
  const second = renamed(first, "Delivery");
  const third = renamed({ ...second, key: "own-key" }, "Shipping");

  assert.equal(first.key, "free-delivery-ab-50-fur-alle");
  assert.equal(second.key, "delivery");
  assert.deepEqual(third, { name: "Shipping", key: "own-key" });
});

test("a long name makes a key that is short enough and ends well", () => {
  const key = keyOf(`${"a".repeat(127)} b`);

  assert.equal(key, "a".repeat(127));
  assert.equal(keyProblem(key), "");
});

test("a key with a space is refused with what it may hold", () => {
  assert.match(keyProblem("free delivery"), /letters, digits/);
});

test("a key of dots alone is refused, as no address can hold it", () => {
  assert.match(keyProblem("."), /address/);
  assert.match(keyProblem(".."), /address/);
  assert.equal(keyProblem("..."), "");
});

test("JSON is read as it is typed, and what is none says why", () => {
  assert.deepEqual(jsonTyped('{"a": [1]}'), { value: { a: [1] }, problem: "" });
  assert.deepEqual(jsonTyped(" "), { value: undefined, problem: "" });
  assert.match(jsonTyped("blue").problem, /This is no JSON/);
  assert.equal(typedJson({ a: 1 }), '{\n  "a": 1\n}');
});

test("durations are a number and its unit", () => {
  assert.deepEqual(partsOf("14d"), { count: "14", unit: "d" });
  assert.deepEqual(partsOf(null, "m"), { count: "", unit: "m" });
  assert.deepEqual(["1d", "90m", "soon"].map(durationInWords), ["1 day", "90 minutes", "soon"]);
});

test("a day and a time make a moment that reads the same again", () => {
  const typed = { day: "2026-11-21", time: "14:05" };

  assert.deepEqual(dayAndTimeOf(momentOf(typed)), typed);
  assert.equal(momentOf({ day: "2026-11-2", time: "" }), null);
  assert.deepEqual(dayAndTimeOf(null), { day: "", time: "" });
});
