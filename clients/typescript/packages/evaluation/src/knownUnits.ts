/** What is known of a context's units: what evaluation reads of it, and what it notes. */

import type { ExperimentForm, RunForm } from "./forms.js";

/** A run that the unit is in by an answer, and the variant that it met. */
export interface Met {
  /** The experiment's form, or that of the rollout's run. */
  readonly experiment: RunForm;
  readonly variant: string;
  /** Whether it was not among the exposures that were known. */
  readonly isNew: boolean;
}

export type LeftBecause = "off" | "prerequisite" | "target" | "ineligible";

/**
 * What is known of the units of one context, under all their unit types.
 *
 * `exposures`: run -> the variant that is stored; `takesPart`: bucket_by -> false for a unit that
 * has opted out; `drawn`: run -> a variant that was drawn and is not stored yet. An evaluation
 * adds to `met` (run -> what it met), to `wanted` (run -> an experiment whose variant has to be
 * drawn first) and to `left` (run -> why an exposed unit was not decided for).
 */
export class KnownUnits {
  readonly exposures: Map<string, string>;
  readonly takesPart: ReadonlyMap<string, boolean>;
  readonly drawn: Map<string, string>;
  readonly met = new Map<string, Met>();
  readonly wanted = new Map<string, ExperimentForm>();
  readonly left = new Map<string, LeftBecause>();

  constructor(
    exposures: Iterable<readonly [string, string]> = [],
    takesPart: Iterable<readonly [string, boolean]> = [],
    drawn: Iterable<readonly [string, string]> = [],
  ) {
    this.exposures = new Map(exposures);
    this.takesPart = new Map(takesPart);
    this.drawn = new Map(drawn);
  }

  /** Be as before the first evaluation, to evaluate again. */
  forgetNotes(): void {
    this.met.clear();
    this.wanted.clear();
    this.left.clear();
  }

  /** Note once why an exposed unit was not decided for; the first reason stays. */
  leave(run: string, why: LeftBecause): void {
    if (!this.left.has(run)) this.left.set(run, why);
  }
}

/**
 * What an evaluation has to know: of units under these attributes; with what they did (`profile`,
 * always of the targeting key) if a behavioural condition asks for it.
 */
export interface Needs {
  readonly unitTypes: readonly string[];
  readonly profile: boolean;
}
