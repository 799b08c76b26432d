/** How each flag is answered here: found once for each ruleset, at its first use. */

import { type Evaluator, isDrawn, prerequisitesIn, withinReach } from "@burgee/evaluation";

import type { Noted } from "./usage.js";

/**
 * `plain`: it exposes nobody. `own`: only its own experiments do, and its answer says so.
 * `noted`: others do too, so that the evaluation has to note them. `server`: it depends on what
 * only the server knows of a unit.
 */
export type Way = "plain" | "own" | "noted" | "server";

export class Plan implements Noted {
  usedIn = 0;

  constructor(readonly way: Way) {}
}

export class Plans {
  readonly #plans = new Map<string, Plan>();

  constructor(private readonly evaluator: Evaluator) {}

  /** Undefined for a key that is none, of which nothing is kept: it may come from anywhere. */
  of(flagKey: string): Plan | undefined {
    return this.#plans.get(flagKey) ?? this.#found(flagKey);
  }

  #found(flagKey: string): Plan | undefined {
    if (typeof flagKey !== "string" || this.evaluator.ruleset.hasNoFlag(flagKey)) return undefined;
    const plan = new Plan(wayOf(flagKey, this.evaluator));
    this.#plans.set(flagKey, plan);
    return plan;
  }
}

function wayOf(flagKey: string, evaluator: Evaluator): Way {
  const needs = evaluator.needs(flagKey);
  if (needs === undefined) return "plain";
  const { ruleset } = evaluator;
  const flags = withinReach([flagKey], (key) => ruleset.flag(key), prerequisitesIn);
  const deciding = flags
    .flatMap((form) => form.experiments ?? [])
    .flatMap((key) => ruleset.experiment(key) ?? []);
  if (needs.profile || deciding.some(isDrawn)) return "server";
  const isAlone = flags.length === 1 && flags[0]?.rollout?.run === undefined;
  return isAlone ? "own" : "noted";
}
