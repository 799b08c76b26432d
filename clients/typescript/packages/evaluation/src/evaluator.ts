/**
 * Evaluation: a flag and a context to an answer. Never throws for anything a caller sends.
 *
 * A flag is compiled to closures at its first use; every outcome is one answer, made then and
 * shared.
 */

import { type Answer, failed } from "./answers.js";
import { Assigner } from "./assignment.js";
import { UnitKeyMissing } from "./bucketing.js";
import { type EvaluationContext, isObject } from "./context.js";
import { compileDecision, type Decide } from "./decisions.js";
import type { FlagForm } from "./forms.js";
import type { KnownUnits, Needs } from "./knownUnits.js";
import { LookupCounter, prerequisitesIn, segmentsIn } from "./lookups.js";
import { makeSegment } from "./membership.js";
import { needsOf, needsOfAll } from "./needs.js";
import type { Predicate, Scope } from "./predicates.js";
import type { Ruleset } from "./ruleset.js";

/** Answers from one ruleset. `clock` gives seconds since 1970 to conditions that ask. */
export class Evaluator {
  readonly #scope: Scope;
  readonly #decisions = new Map<string, Decide>();
  readonly #segments = new Map<string, Predicate>();
  readonly #experiments = new Map<string, Assigner>();
  readonly #needs = new Map<string, Needs | undefined>();
  readonly #needsAll: Needs | undefined;
  readonly #flagLookups: LookupCounter;
  readonly #segmentLookups: LookupCounter;

  constructor(
    readonly ruleset: Ruleset,
    clock: () => number = () => Date.now() / 1000,
  ) {
    this.#scope = { clock, inSegment: (key, context) => this.#segment(key)(context) };
    this.#needsAll = needsOfAll(ruleset.manifest);
    this.#flagLookups = new LookupCounter((key) => prerequisitesIn(ruleset.flag(key)));
    this.#segmentLookups = new LookupCounter((key) =>
      segmentsIn(ruleset.segment(key)?.conditions ?? []),
    );
  }

  /**
   * The answer for one flag. What an evaluation with `known` units met, wants to have drawn or
   * left is noted in them.
   */
  evaluate(flagKey: string, context: EvaluationContext, known?: KnownUnits): Answer {
    try {
      const decide = this.#decisions.get(flagKey) ?? this.#compiled(flagKey);
      return decide(isObject(context) ? context : NO_CONTEXT, known);
    } catch (fault) {
      return this.#failed(flagKey, context, fault);
    }
  }

  /** The answers of all flags, errors included, by key. */
  evaluateAll(context: EvaluationContext, known?: KnownUnits): Map<string, Answer> {
    const answers = new Map<string, Answer>();
    for (const flagKey of this.ruleset.flagKeys) {
      answers.set(flagKey, this.evaluate(flagKey, context, known));
    }
    return answers;
  }

  /** What has to be known of units before this flag is evaluated; undefined: nothing. */
  needs(flagKey: string): Needs | undefined {
    if (this.#needsAll === undefined) return undefined;
    if (!this.#needs.has(flagKey)) {
      if (this.ruleset.hasNoFlag(flagKey)) return undefined;
      this.#needs.set(flagKey, needsOf(flagKey, this.ruleset));
    }
    return this.#needs.get(flagKey);
  }

  /** What has to be known before all flags are evaluated; undefined: nothing. */
  needsAll(): Needs | undefined {
    return this.#needsAll;
  }

  #compiled(flagKey: string): Decide {
    const form = typeof flagKey === "string" ? this.ruleset.flag(flagKey) : undefined;
    if (form === undefined) throw new FlagUnknown();
    const decide = orThrowing(() => this.#decision(flagKey, form));
    this.#decisions.set(flagKey, decide);
    return decide;
  }

  #decision(flagKey: string, form: FlagForm): Decide {
    if (form.prerequisites !== undefined) this.#flagLookups.count(flagKey);
    const experiments = (form.experiments ?? []).flatMap((key) => this.#experiment(key) ?? []);
    return compileDecision(flagKey, form, this.#scope, this.#prerequisite, experiments);
  }

  readonly #prerequisite = (
    flagKey: string,
    context: EvaluationContext,
    known: KnownUnits | undefined,
  ): Answer | undefined => {
    let decide = this.#decisions.get(flagKey);
    if (decide === undefined) {
      if (this.ruleset.hasNoFlag(flagKey)) return undefined;
      decide = this.#compiled(flagKey);
    }
    return decide(context, known);
  };

  #experiment(experimentKey: string): Assigner | undefined {
    const known = this.#experiments.get(experimentKey);
    if (known !== undefined) return known;
    const form = this.ruleset.experiment(experimentKey);
    if (form === undefined) return undefined;
    const made = new Assigner(form, this.#scope, (key) => this.#experiment(key));
    this.#experiments.set(experimentKey, made);
    return made;
  }

  #segment(segmentKey: string): Predicate {
    let isIn = this.#segments.get(segmentKey);
    if (isIn === undefined) {
      isIn = orThrowing(() => this.#membership(segmentKey));
      this.#segments.set(segmentKey, isIn);
    }
    return isIn;
  }

  #membership(segmentKey: string): Predicate {
    const form = this.ruleset.segment(segmentKey);
    if (form === undefined) return () => false; // nobody is in an unknown segment
    this.#segmentLookups.count(segmentKey);
    return makeSegment(form, this.ruleset, this.#scope);
  }

  #failed(flagKey: unknown, context: unknown, fault: unknown): Answer {
    if (typeof flagKey !== "string") {
      return failed("", "FLAG_NOT_FOUND", "the key of a flag is a text");
    }
    if (fault instanceof FlagUnknown) {
      return failed(flagKey, "FLAG_NOT_FOUND", `no flag is called '${flagKey}'`);
    }
    if (!isObject(context)) return failed(flagKey, "INVALID_CONTEXT", "the context is an object");
    if (fault instanceof UnitKeyMissing) {
      const name = fault.attribute;
      const details = `this flag draws by '${name}': send it as a text that is not empty`;
      return failed(flagKey, "TARGETING_KEY_MISSING", details);
    }
    const kind = fault instanceof Error ? fault.name : typeof fault;
    return failed(flagKey, "GENERAL", `the flag cannot be evaluated (${kind})`);
  }
}

class FlagUnknown extends Error {}

/** What `compile` gives, or what throws at each call why it gave nothing: once is enough. */
function orThrowing<Args extends unknown[], Result>(
  compile: () => (...args: Args) => Result,
): (...args: Args) => Result {
  try {
    return compile();
  } catch (fault) {
    return () => {
      throw fault;
    };
  }
}

function refuse(): never {
  throw new TypeError("the context is no object");
}

/** Stands for a context that is none: flags that read nothing of it can still answer. */
const NO_CONTEXT: EvaluationContext = new Proxy(
  {},
  { get: refuse, has: refuse, getOwnPropertyDescriptor: refuse },
);
