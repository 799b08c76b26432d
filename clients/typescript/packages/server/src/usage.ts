/** Which flags were used here, told to the server now and then: it does not see it otherwise. */

import type { Recorder } from "./recorder.js";

const REPORT_MS = 600_000;

/** Something that remembers in which period it was last noted, so that noting it costs nothing. */
export interface Noted {
  usedIn: number;
}

export class Usage {
  /** Changes with each report. */
  period = 1;
  #reportedAt = Date.now();
  readonly #flagKeys = new Set<string>();

  /** Nothing is ever reported to no recorder. */
  constructor(private readonly recorder: Recorder | undefined) {}

  /** Note that a flag is used; to be called once in each period. */
  note(flagKey: string, noted: Noted): void {
    noted.usedIn = this.period;
    this.#flagKeys.add(flagKey);
  }

  reportIfDue(now: number): void {
    if (Math.abs(now - this.#reportedAt) >= REPORT_MS) this.report(now);
  }

  /** One event for each flag that was used since the last report. */
  report(now: number): void {
    this.#reportedAt = now;
    this.period += 1;
    for (const flagKey of this.#flagKeys) this.recorder?.reportUse(flagKey);
    this.#flagKeys.clear();
  }
}
