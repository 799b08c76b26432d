/** Burgee's evaluator: value, variant, reason and metadata of every answer. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { attributesOf } from "./packages.mjs";

const PACKAGE = "../../../clients/typescript/packages/evaluation/dist/src/index.js";

export async function load(folder) {
  const { Evaluator, Ruleset } = await import(PACKAGE);
  const evaluator = new Evaluator(rulesetIn(Ruleset, join(folder, "ruleset")));
  return {
    version: "here",
    note: "murmur3; an answer has value, variant, reason and metadata",
    context: contextOf,
    call: (_kind, key) => (context) => evaluator.evaluate(key, context).value,
    bulk: (context) => evaluator.evaluateAll(context),
    bulkValue: (answers, key) => answers.get(key).value,
  };
}

/** The ruleset whose files lie in a folder, each chunk called by its content hash. */
export function rulesetIn(Ruleset, folder) {
  const names = readdirSync(folder).filter((name) => name !== "manifest");
  const chunks = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  return Ruleset.load(readFileSync(join(folder, "manifest"), "utf8"), chunks);
}

export function contextOf(user) {
  return { targetingKey: user.id, ...attributesOf(user) };
}
