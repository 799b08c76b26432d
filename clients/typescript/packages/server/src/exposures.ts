/** What units met here: each unit is recorded once for each run. */

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

  /** Record that the context's unit met a variant of a run, unless that was done before. */
  record(run: RunForm, variant: string, context: EvaluationContext): void {
    const unit = this.#readerOf(run.bucket_by)(context);
    if (this.#newer.has(run.run, unit) || unitText(unit) === undefined) return;
    if (!this.#older.has(run.run, unit) && !this.recorder.expose(run, variant, context)) return;
    this.#remember(run.run, unit);
  }

  /** The half that was met longest ago makes room for the next. */
  #remember(run: string, unit: unknown): void {
    if (this.#newer.size >= this.mostUnits / 2) {
      this.#older = this.#newer;
      this.#newer = new SeenUnits();
    }
    this.#newer.add(run, unit);
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

/** Units as they came, by run: 7 and "7" are the same to the server alone. */
class SeenUnits {
  readonly #units = new Map<string, Set<unknown>>();
  size = 0;

  has(run: string, unit: unknown): boolean {
    return this.#units.get(run)?.has(unit) ?? false;
  }

  add(run: string, unit: unknown): void {
    const units = this.#units.get(run) ?? new Set();
    this.#units.set(run, units.add(unit));
    this.size += 1;
  }
}
