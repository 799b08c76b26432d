/** Evaluation: a flag and a context to an answer. */

import { type Answer, failed } from "./answers.js";
import type { EvaluationContext } from "./context.js";
import type { KnownUnits, Needs } from "./knownUnits.js";
import type { Ruleset } from "./ruleset.js";

/** Answers from one ruleset. `clock` gives seconds since 1970 to conditions that ask. */
export class Evaluator {
  constructor(
    readonly ruleset: Ruleset,
    readonly clock: () => number = () => Date.now() / 1000,
  ) {}

  /**
   * The answer for one flag; never throws. What an evaluation with `known` units met, wants to
   * have drawn or left is noted in them.
   */
  evaluate(flagKey: string, _context: EvaluationContext, _known?: KnownUnits): Answer {
    return failed(flagKey, "GENERAL", "evaluation is being written");
  }

  /** The answers of all flags, errors included, by key. */
  evaluateAll(context: EvaluationContext, known?: KnownUnits): Map<string, Answer> {
    return new Map(
      this.ruleset.flagKeys.map((key) => [key, this.evaluate(key, context, known)] as const),
    );
  }

  /** What has to be known of units before this flag is evaluated; undefined: nothing. */
  needs(_flagKey: string): Needs | undefined {
    return undefined;
  }

  /** What has to be known before all flags are evaluated; undefined: nothing. */
  needsAll(): Needs | undefined {
    return undefined;
  }
}
