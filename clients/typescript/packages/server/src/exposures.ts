/** What units met here: each unit is recorded once for each run. */

import { type EvaluationContext, reader, type RunForm, unitText } from "@burgee/evaluation";

import type { Recorder } from "./recorder.js";

/** How many units are remembered; one that is forgotten is sent again, and counts once. */
const MOST_UNITS = 200_000;

export class Exposures {
  #newer = new SeenUnits();
  #older = new SeenUnits();

  constructor(
    private readonly recorder: Recorder,
    private readonly mostUnits: number = MOST_UNITS,
  ) {}

  /** Record that the context's unit met a variant of a run, unless that was done before. */
  record(run: RunForm, variant: string, context: EvaluationContext): void {
    const unit = unitText(reader(run.bucket_by)(context));
    if (unit === undefined || this.#newer.has(run.run, unit)) return;
    if (!this.#older.has(run.run, unit) && !this.recorder.expose(run, variant, context)) return;
    this.#remember(run.run, unit);
  }

  /** The half that was met longest ago makes room for the next. */
  #remember(run: string, unit: string): void {
    if (this.#newer.size >= this.mostUnits / 2) {
      this.#older = this.#newer;
      this.#newer = new SeenUnits();
    }
    this.#newer.add(run, unit);
  }
}

class SeenUnits {
  readonly #units = new Map<string, Set<string>>();
  size = 0;

  has(run: string, unit: string): boolean {
    return this.#units.get(run)?.has(unit) ?? false;
  }

  add(run: string, unit: string): void {
    const units = this.#units.get(run) ?? new Set();
    this.#units.set(run, units.add(unit));
    this.size += 1;
  }
}
