/** What is pinned for every language holds for this one. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDraw, seedOf, slotOf } from "../src/bucketing.js";
import { Evaluator, KnownUnits } from "../src/index.js";
import { OPERATORS } from "../src/operators.js";
import { unitText } from "../src/units.js";
import { evaluatorOf, flagForm, onWhere, segmentForm } from "./rulesets.js";
import {
  type AnswerCase,
  type ConditionCase,
  type DrawCase,
  type Known,
  notesOf,
  pinned,
  type PublishedWorld,
  told,
  vectors,
  type World,
} from "./vectors.js";

const DRAWS = vectors<DrawCase>("bucketing");
const CONDITIONS = vectors<ConditionCase>("operators");
const PUBLISHED = vectors<PublishedWorld>("rulesets");

test("units are hashed as pinned", () => {
  for (const each of DRAWS) {
    assert.equal(unitText(each.unit) ?? null, each.text);
    assert.equal(seedOf(each.salt, each.purpose), each.seed);
  }
});

test("units are drawn as pinned", () => {
  const drawn = DRAWS.filter((each) => each.text !== null);

  for (const each of drawn) {
    const hash = makeDraw({ seed: each.seed })({ targetingKey: each.unit });
    assert.deepEqual([hash, slotOf({}, hash)], [each.hash, each.slot]);
  }
  assert.ok(drawn.length > 50);
});

test("conditions match as pinned", () => {
  const differ = CONDITIONS.filter((each) => matches(each) !== each.matches);

  assert.deepEqual(differ, []);
  assert.ok(CONDITIONS.length >= 500);
});

/** Through a flag with one rule of this one condition. */
function matches(each: ConditionCase): boolean {
  const { operator, attribute, value, context, now, segments = [] } = each;
  const active = segments.filter((one) => one.lifecycle !== "archived");
  const lines = active.map((one) => [`segment/${one.key}`, segmentForm(one)] as const);
  const flag = flagForm(onWhere([operator, attribute, value]));
  const evaluator = evaluatorOf({ "flag/f": flag, ...Object.fromEntries(lines) }, now);
  return evaluator.evaluate("f", context).variant === "on";
}

test("conditions inside of others match as pinned", () => {
  const differ = CONDITIONS.filter((each) => insideMatches(each) !== each.matches);

  assert.deepEqual(differ, []);
});

/** The negation of the negation, which no rule checks in place. */
function insideMatches(each: ConditionCase): boolean {
  if (each.segments !== undefined) return matches(each);
  const { operator, attribute, value, context, now } = each;
  const flag = flagForm(onWhere(["not", ["not", [operator, attribute, value]]]));
  return evaluatorOf({ "flag/f": flag }, now).evaluate("f", context).variant === "on";
}

test("every operator of the vectors is there, and no other", () => {
  const pinnedOperators = new Set(CONDITIONS.map((each) => each.operator));

  assert.deepEqual(new Set(OPERATORS.keys()), pinnedOperators);
});

for (const published of PUBLISHED) {
  const world = vectors<World>(published.file.replace(".json", ""))[published.place]!;

  test(`flags answer as pinned in the world of ${published.world} (${published.file})`, () => {
    const evaluator = evaluatorOfWorld(published, world);

    for (const each of world.cases) {
      const answered = answeredBy(evaluator, each);
      assert.deepEqual(answered, expected(each), `${each.flag}: ${JSON.stringify(each.context)}`);
    }
    assert.ok(world.cases.length > 0);
  });
}

function evaluatorOfWorld(published: PublishedWorld, world: World): Evaluator {
  const { unit_types, profile } = published;
  return evaluatorOf(published.lines, world.now, { unit_types, profile });
}

function answeredBy(evaluator: Evaluator, { flag, context, known }: AnswerCase): unknown {
  const units = known ? unitsOf(known) : undefined;
  const answer = evaluator.evaluate(flag, context, units);
  return units ? { answer: told(answer), ...(notesOf(units) as object) } : { answer: told(answer) };
}

function unitsOf({ exposures = {}, drawn = {}, out = [] }: Known): KnownUnits {
  const takesPart = out.map((attribute) => [attribute, false] as const);
  return new KnownUnits(Object.entries(exposures), takesPart, Object.entries(drawn));
}

function expected({ answer, known, met, wanted, left }: AnswerCase): unknown {
  return known ? { answer: pinned(answer), met, wanted, left } : { answer: pinned(answer) };
}
