/**
 * Answers questions from standard input, one JSON line each, one line per question: so that
 * another language's evaluator can be compared with this one.
 *
 * `{"ruleset": {manifest, chunks}, "now"}` is the ruleset from then on, chunks in base64;
 * `{"flag", "context", "known"}` asks it.
 */

import { createInterface } from "node:readline";

import { Evaluator, KnownUnits, Ruleset } from "../src/index.js";
import { parseExactly } from "../src/json.js";
import { asText } from "./rulesets.js";
import { type Known, notesOf, told } from "./vectors.js";

interface Question {
  readonly ruleset?: {
    readonly manifest: string;
    readonly chunks: Readonly<Record<string, string>>;
  };
  readonly now: number;
  readonly flag: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly known: Known | null;
}

let evaluator: Evaluator | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  const question = withoutMarks(parseExactly(withMarks(line))) as Question;
  if (question.ruleset) evaluator = evaluatorOf(question);
  else process.stdout.write(`${asText(answered(question))}\n`);
}

function evaluatorOf({ ruleset, now }: Question): Evaluator {
  const { manifest, chunks } = ruleset!;
  const bytes = Object.entries(chunks).map(
    ([name, chunk]) => [name, Buffer.from(chunk, "base64")] as const,
  );
  return new Evaluator(Ruleset.load(manifest, new Map(bytes)), () => now);
}

function answered({ flag, context, known }: Question): object {
  const units = known ? unitsOf(known) : undefined;
  const answer = evaluator!.evaluate(flag, context, units);
  const { experiment, variant } = answer.exposes ?? {};
  const exposes = experiment ? [experiment.run, variant] : null;
  const needs = evaluator!.needs(flag);
  return {
    answer: told(answer),
    exposes,
    notes: units ? notesOf(units) : null,
    needs: needs ? [needs.unitTypes, needs.profile] : null,
  };
}

function unitsOf({ exposures = {}, drawn = {}, out = [] }: Known): KnownUnits {
  const takesPart = out.map((attribute) => [attribute, false] as const);
  return new KnownUnits(Object.entries(exposures), takesPart, Object.entries(drawn));
}

/** Python writes what JSON has no number for as bare words. */
function withMarks(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) =>
    token.startsWith('"') ? token : `"\\u0002${token}"`,
  );
}

function withoutMarks(json: unknown): unknown {
  if (typeof json === "string" && json.startsWith("\u0002")) return Number(json.slice(1));
  if (Array.isArray(json)) return json.map(withoutMarks);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([name, each]) => [name, withoutMarks(each)]));
}
