/** Operators that compare one attribute: texts, numbers, lists, versions, addresses, dates. */

import { reader } from "./context.js";
import { canonical, type ExactJson, type JsonNumber } from "./json.js";
import { makeNetworkTest } from "./networks.js";
import { makePatternTest } from "./patterns.js";
import { isNumber, negated, onAttribute, type Operator, type Test } from "./predicates.js";
import { secondsOf } from "./timestamps.js";
import { type Version, compareVersions, parseVersion } from "./versions.js";

/** A value such that equal ones are `===`: a bigint that a double is equal to is that double. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? canonical(value) : value;
}

function equals(value: ExactJson): Test {
  return (found) => plain(found) === value;
}

function isIn(values: ExactJson): Test {
  const accepted = new Set<unknown>(values as readonly ExactJson[]);
  return (found) => accepted.has(plain(found));
}

function contains(value: ExactJson): Test {
  return (found) => {
    if (typeof found === "string") return typeof value === "string" && found.includes(value);
    return Array.isArray(found) && found.some((entry) => plain(entry) === value);
  };
}

function containsAny(values: ExactJson): Test {
  const has = isIn(values);
  return (found) => Array.isArray(found) && found.some(has);
}

function containsAll(values: ExactJson): Test {
  const wanted = values as readonly ExactJson[];
  return (found) => {
    if (!Array.isArray(found)) return false;
    const there = new Set(found.map(plain));
    return wanted.every((value) => there.has(value));
  };
}

function startsWith(value: ExactJson): Test {
  return (found) => typeof found === "string" && found.startsWith(value as string);
}

function endsWith(value: ExactJson): Test {
  return (found) => typeof found === "string" && found.endsWith(value as string);
}

const exists: Operator = (attribute) => {
  const read = reader(attribute);
  return (context) => (read(context) ?? null) !== null;
};

function byNumber(compare: (found: JsonNumber, bound: JsonNumber) => boolean): Operator {
  return onAttribute((value) => {
    const bound = value as JsonNumber;
    return (found) => isNumber(found) && compare(found, bound);
  });
}

function byVersion(accepts: (order: number) => boolean): Operator {
  return onAttribute((value) => {
    const bound = parseVersion(value) as Version;
    return (found) => {
      const version = parseVersion(found);
      return version !== undefined && accepts(compareVersions(version, bound));
    };
  });
}

function byMoment(compare: (found: number, bound: number) => boolean): Operator {
  return onAttribute((value) => {
    const bound = secondsOf(value) ?? NaN;
    return (found) => compare(secondsOf(found) ?? NaN, bound);
  });
}

export const COMPARISONS: Readonly<Record<string, Operator>> = {
  equals: onAttribute(equals),
  not_equals: negated(onAttribute(equals)),
  contains: onAttribute(contains),
  not_contains: negated(onAttribute(contains)),
  starts_with: onAttribute(startsWith),
  ends_with: onAttribute(endsWith),
  matches: onAttribute(makePatternTest),
  greater_than: byNumber((found, bound) => found > bound),
  greater_or_equal: byNumber((found, bound) => found >= bound),
  less_than: byNumber((found, bound) => found < bound),
  less_or_equal: byNumber((found, bound) => found <= bound),
  in: onAttribute(isIn),
  not_in: negated(onAttribute(isIn)),
  exists,
  not_exists: negated(exists),
  contains_any: onAttribute(containsAny),
  contains_all: onAttribute(containsAll),
  semver_equals: byVersion((order) => order === 0),
  semver_greater_than: byVersion((order) => order > 0),
  semver_greater_or_equal: byVersion((order) => order >= 0),
  semver_less_than: byVersion((order) => order < 0),
  semver_less_or_equal: byVersion((order) => order <= 0),
  in_cidr: onAttribute(makeNetworkTest),
  before: byMoment((found, bound) => found < bound),
  after: byMoment((found, bound) => found > bound),
};
