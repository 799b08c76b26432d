/** How each flag is answered here: found once for each ruleset, at its first use. */

import type { Evaluator, ExperimentForm, FlagForm, Ruleset } from "@burgee/evaluation";

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

const DRAWN_BY_THE_SERVER: ReadonlySet<string> = new Set(["random", "blocked"]);

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
  const flags = withPrerequisites(flagKey, evaluator.ruleset);
  if (needs.profile || experimentsOf(flags, evaluator.ruleset).some(isDrawn)) return "server";
  const isAlone = flags.length === 1 && flags[0]?.rollout?.run === undefined;
  return isAlone ? "own" : "noted";
}

function isDrawn(experiment: ExperimentForm): boolean {
  return DRAWN_BY_THE_SERVER.has(experiment.method);
}

function withPrerequisites(flagKey: string, ruleset: Ruleset): FlagForm[] {
  const keys = new Set([flagKey]);
  const found: FlagForm[] = [];
  for (const key of keys) {
    const form = ruleset.flag(key);
    if (form === undefined) continue;
    found.push(form);
    for (const [onward] of form.prerequisites ?? []) keys.add(onward); // walked by this very loop
  }
  return found;
}

/** The experiments that decide flags, and those whose units they exclude. */
function experimentsOf(flags: readonly FlagForm[], ruleset: Ruleset): ExperimentForm[] {
  const deciding = flags.flatMap((form) => formsOf(form.experiments, ruleset));
  return [...deciding, ...deciding.flatMap((form) => formsOf(form.not_in, ruleset))];
}

function formsOf(keys: readonly string[] | undefined, ruleset: Ruleset): ExperimentForm[] {
  return (keys ?? []).flatMap((key) => ruleset.experiment(key) ?? []);
}
