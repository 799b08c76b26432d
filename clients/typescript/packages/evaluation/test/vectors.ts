/** The vectors that every language must pass, read with care for whole numbers. */

import { readFileSync } from "node:fs";

import type { Answer, EvaluationContext, KnownUnits } from "../src/index.js";
import { asDoubles, type ExactJson, parseExactly } from "../src/json.js";
import type { SegmentDocument } from "./rulesets.js";

const FOLDER = new URL("../../../../../../tests/vectors/", import.meta.url);

export interface DrawCase {
  readonly unit: unknown;
  readonly salt: string;
  readonly purpose: string;
  readonly text: string | null;
  readonly seed: number;
  readonly hash: number | null;
  readonly slot: number | null;
}

export interface ConditionCase {
  readonly about: string;
  readonly operator: string;
  readonly attribute: string | null;
  readonly value: ExactJson;
  readonly context: EvaluationContext;
  readonly now: number;
  readonly segments?: readonly SegmentDocument[];
  readonly matches: boolean;
}

export interface AnswerCase {
  readonly flag: string;
  readonly context: EvaluationContext;
  readonly known?: Known | null;
  readonly answer: ExactJson;
  readonly met?: ExactJson;
  readonly wanted?: ExactJson;
  readonly left?: ExactJson;
}

export interface Known {
  readonly exposures?: Readonly<Record<string, string>>;
  readonly drawn?: Readonly<Record<string, string>>;
  readonly out?: readonly string[];
}

export interface World {
  readonly world: string;
  readonly now: number;
  readonly cases: readonly AnswerCase[];
}

export interface PublishedWorld {
  readonly file: string;
  readonly place: number;
  readonly world: string;
  readonly unit_types: readonly string[];
  readonly profile: boolean;
  readonly lines: Readonly<Record<string, unknown>>;
}

/** All cases of one file. */
export function vectors<Case>(name: string): readonly Case[] {
  return parseExactly(readFileSync(new URL(`${name}.json`, FOLDER), "utf8")) as unknown as Case[];
}

/** An answer as the vectors tell it: nothing is null. */
export function told(answer: Answer): ExactJson {
  return {
    value: answer.value ?? null,
    variant: answer.variant,
    reason: answer.reason,
    error_code: answer.errorCode ?? null,
    metadata: answer.metadata,
  };
}

/** An answer that is pinned, as this language gives it: all numbers are doubles. */
export function pinned(answer: ExactJson): ExactJson {
  return asDoubles(answer);
}

/** What an evaluation noted, as the vectors tell it. */
export function notesOf(units: KnownUnits): ExactJson {
  const met = [...units.met].map(([run, { variant, isNew }]) => [run, [variant, isNew]] as const);
  return {
    met: Object.fromEntries(met),
    wanted: [...units.wanted.keys()],
    left: Object.fromEntries(units.left),
  };
}
