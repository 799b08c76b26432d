/** What units met here: each unit is recorded once for each run and variant. */

import {
  type EvaluationContext,
  type Reader,
  reader,
  type RunForm,
  unitText,
} from "@burgee/evaluation";

import type { Recorder } from "./recorder.js";

/** How many units are remembered; one that is forgotten is sent again, and counts once. */
const MOST_UNITS = 200_000;

export class Exposures {
  readonly #readers = new Map<string, Reader>();
  #newer = new SeenUnits();
  #older = new SeenUnits();

  constructor(
    private readonly recorder: Recorder,
    private readonly mostUnits: number = MOST_UNITS,
  ) {}

  /** Record that the context's unit met a variant of a run, unless that was done before. That it
   * met two has to be known: it then counts for neither. */
  record(run: RunForm, variant: string, context: EvaluationContext): void {
    const unit = this.#readerOf(run.bucket_by)(context);
    if (this.#newer.has(run.run, variant, unit) || unitText(unit) === undefined) return;
    const wasMet = this.#older.has(run.run, variant, unit);
    if (!wasMet && !this.recorder.expose(run, variant, context)) return;
    this.#remember(run.run, variant, unit);
  }

  /** The half that was met longest ago makes room for the next. */
  #remember(run: string, variant: string, unit: unknown): void {
    if (this.#newer.size >= this.mostUnits / 2) {
      this.#older = this.#newer;
      this.#newer = new SeenUnits();
    }
    this.#newer.add(run, variant, unit);
  }

  #readerOf(attribute: string): Reader {
    let found = this.#readers.get(attribute);
    if (found === undefined) {
      found = reader(attribute);
      this.#readers.set(attribute, found);
    }
    return found;
  }
}

/** Units as they came, by run and variant: 7 and "7" are the same to the server alone. */
class SeenUnits {
  readonly #runs = new Map<string, Map<string, Set<unknown>>>();
  size = 0;

  has(run: string, variant: string, unit: unknown): boolean {
    return this.#runs.get(run)?.get(variant)?.has(unit) ?? false;
  }

  add(run: string, variant: string, unit: unknown): void {
    const variants = this.#runs.get(run) ?? new Map<string, Set<unknown>>();
    this.#runs.set(run, variants.set(variant, (variants.get(variant) ?? new Set()).add(unit)));
    this.size += 1;
  }
}
