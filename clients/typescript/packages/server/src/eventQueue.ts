/** Events that wait to be sent, as JSON; bounded. */

import type { Counters } from "./counters.js";

/** An exposure makes an experiment's numbers right or wrong; of the others a few may be missing. */
export type QueuedKind = "exposure" | "tracking";

export interface Queued {
  readonly kind: QueuedKind;
  readonly json: string;
  readonly bytes: number;
  /** Counted up from 1 in the order of recording. */
  readonly number: number;
  /** Whether it was sent before. */
  readonly isAgain: boolean;
}

export const MOST_IN_BATCH = 500;
export const MOST_BYTES = 900_000;

/** First come, first sent, exposures before the rest. What is in flight keeps its place. */
export class EventQueue {
  #waiting: Record<QueuedKind, Queued[]> = { exposure: [], tracking: [] };
  #inFlight: readonly Queued[] = [];
  #number = 0;

  constructor(
    private readonly limit: number,
    private readonly counters: Counters,
  ) {}

  /** How many wait or are in flight. */
  get size(): number {
    return this.waiting + this.#inFlight.length;
  }

  get waiting(): number {
    return this.#waiting.exposure.length + this.#waiting.tracking.length;
  }

  /** The number of the newest event that was taken in. */
  get newest(): number {
    return this.#number;
  }

  /**
   * Take an event in; false, and counted as dropped, where there is no room. A full queue gives
   * up its newest tracking events first, and exposures only where there is nothing else.
   */
  add(kind: QueuedKind, json: string): boolean {
    const bytes = Buffer.byteLength(json);
    if (bytes > MOST_BYTES || !this.#hasRoom(kind)) {
      this.counters.dropped += 1;
      return false;
    }
    this.#number += 1;
    this.#waiting[kind].push({ kind, json, bytes, number: this.#number, isAgain: false });
    return true;
  }

  /** As many as one request may carry, now in flight: call `settle` before the next. */
  take(): readonly Queued[] {
    const taken: Queued[] = [];
    let bytes = 0;
    for (const kind of ["exposure", "tracking"] as const) {
      const waiting = this.#waiting[kind];
      let end = 0;
      while (end < waiting.length && taken.length < MOST_IN_BATCH) {
        const next = waiting[end]!;
        if (bytes + next.bytes > MOST_BYTES) break;
        bytes += next.bytes;
        taken.push(next);
        end += 1;
      }
      waiting.splice(0, end);
    }
    this.#inFlight = taken;
    return taken;
  }

  /** What was in flight has arrived, but for those that have to be sent `again`. */
  settle(again: readonly Queued[]): void {
    this.#inFlight = [];
    for (const kind of ["exposure", "tracking"] as const) {
      const first = again.filter((one) => one.kind === kind);
      const marked = first.map((one) => ({ ...one, isAgain: true }));
      this.#waiting[kind] = [...marked, ...this.#waiting[kind]];
    }
  }

  /** Whether all up to a number have arrived, or were refused for good. */
  isSettled(number: number): boolean {
    const { exposure, tracking } = this.#waiting;
    return [exposure[0], tracking[0], ...this.#inFlight].every(
      (one) => one === undefined || one.number > number,
    );
  }

  #hasRoom(kind: QueuedKind): boolean {
    if (this.size < this.limit) return true;
    if (kind !== "exposure" || this.#waiting.tracking.pop() === undefined) return false;
    this.counters.dropped += 1;
    return true;
  }
}
