import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Once } from "../src/once.js";

test("a name is new once", () => {
  const once = new Once();

  const answers = ["a", "b", "a"].map((name) => once.isFirst(name));

  assert.deepEqual(answers, [true, true, false]);
});

test("a name is new again after its time", () => {
  mock.timers.enable({ apis: ["Date"] });
  const once = new Once(1_000);
  once.isFirst("a");

  const answers = [999, 1].map((ms) => {
    mock.timers.tick(ms);
    return once.isFirst("a");
  });
  mock.timers.reset();

  assert.deepEqual(answers, [false, true]);
});

test("so many names are remembered, and no more", () => {
  const once = new Once();
  once.isFirst("first");
  for (let number = 0; number <= 10_000; number++) once.isFirst(String(number));

  assert.equal(once.isFirst("first"), true);
});
