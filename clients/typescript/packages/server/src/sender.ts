/** Queued events to the server: in batches, again after failures, never in the caller's way. */

import { Backoff } from "./backoff.js";
import { type Connection, objectIn, type Reply, retryAfterSeconds } from "./connection.js";
import type { Counters } from "./counters.js";
import { within } from "./deadlines.js";
import { type EventQueue, MOST_IN_BATCH, type Queued } from "./eventQueue.js";
import { flushAtExit, forgetAtExit } from "./exits.js";

/** Whether events are sent by themselves, or in `flush()` alone. */
export type SenderMode = "timer" | "none";

export interface SenderOptions {
  /** `timer`: by itself, soon after the first event. `none`: only in `flush()`. */
  readonly mode: SenderMode;
  /** How long events are collected before they are sent. */
  readonly collectSeconds: number;
}

/** What became of a batch: those to send again, and when. */
interface Outcome {
  readonly again: readonly Queued[];
  readonly waitSeconds: number;
}

const PATH = "/api/v1/analytics/events";
const FIRST_WAIT_SECONDS = 1;
const MOST_WAIT_SECONDS = 60;
/** Nothing of the batch was taken, and nothing will be, however often it is sent. */
const REFUSED_FOR_GOOD: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Empties the queue, one batch at a time. */
export class Sender {
  readonly #backoff = new Backoff(FIRST_WAIT_SECONDS, MOST_WAIT_SECONDS);
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<Outcome> | undefined;
  /** Until when the server wants to be left alone, also by a flush. */
  #notBefore = 0;
  #isClosed = false;

  constructor(
    private readonly queue: EventQueue,
    private readonly connection: Connection,
    private readonly counters: Counters,
    private readonly options: SenderOptions,
  ) {}

  /** Something was put into the queue. */
  wake(): void {
    flushAtExit(this);
    if (this.options.mode === "none" || this.#isClosed || this.#sending !== undefined) return;
    if (this.#timer === undefined) this.#schedule(this.options.collectSeconds);
    else if (this.queue.waiting === MOST_IN_BATCH && !this.#backoff.failures) this.#schedule(0);
  }

  /**
   * Send all that was recorded before; true once it is with the server or was refused for good,
   * false where that did not happen in time. Never rejects.
   */
  async flush(timeoutSeconds: number): Promise<boolean> {
    const newest = this.queue.newest;
    const deadline = Date.now() + timeoutSeconds * 1000;
    let notBefore = this.#notBefore;
    while (!this.queue.isSettled(newest)) {
      if (notBefore >= deadline) return false;
      await passed(notBefore);
      const outcome = await within(this.#send(), deadline - Date.now());
      if (outcome === undefined) return false;
      notBefore = outcome.again.length === 0 ? 0 : Date.now() + outcome.waitSeconds * 1000;
    }
    return true;
  }

  /** Send nothing by itself any more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    forgetAtExit(this);
  }

  #schedule(seconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#sendWaiting(), seconds * 1000).unref();
  }

  async #sendWaiting(): Promise<void> {
    this.#timer = undefined;
    const pauseMs = this.#notBefore - Date.now();
    if (pauseMs > 0) return this.#schedule(pauseMs / 1000);
    while (this.queue.waiting > 0 && !this.#isClosed) {
      const outcome = await this.#send();
      if (outcome.again.length > 0) return this.#schedule(outcome.waitSeconds);
    }
  }

  /** What came while a flush was sending, or what it could not send, is sent by nobody else. */
  #scheduleRest(waitSeconds: number): void {
    const isIdle = this.#timer === undefined && !this.#isClosed && this.queue.waiting > 0;
    if (!isIdle || this.options.mode === "none") return;
    this.#schedule(Math.max(waitSeconds, this.options.collectSeconds));
  }

  /** One batch at a time, so that the order of a unit's events holds. */
  #send(): Promise<Outcome> {
    this.#sending ??= this.#sendBatch().finally(() => (this.#sending = undefined));
    return this.#sending;
  }

  async #sendBatch(): Promise<Outcome> {
    const batch = this.queue.take();
    const outcome = await this.#delivered(batch);
    this.queue.settle(outcome.again);
    this.#scheduleRest(outcome.waitSeconds);
    return outcome;
  }

  async #delivered(batch: readonly Queued[]): Promise<Outcome> {
    if (batch.length === 0) return { again: [], waitSeconds: 0 };
    this.counters.resent += batch.filter((one) => one.isAgain).length;
    const events = batch.map((one) => one.json).join(",");
    const body = `{"sent_at":"${new Date().toISOString()}","events":[${events}]}`;
    try {
      return this.#judged(batch, await this.connection.post(PATH, body));
    } catch {
      return { again: batch, waitSeconds: this.#backoff.failed() };
    }
  }

  #judged(batch: readonly Queued[], reply: Reply): Outcome {
    const rejected = reply.status === 202 ? rejectedIn(reply) : undefined;
    if (rejected !== undefined) return this.#taken(batch, rejected);
    if (REFUSED_FOR_GOOD.has(reply.status)) {
      this.counters.rejected += batch.length;
      this.#backoff.succeeded();
      return { again: [], waitSeconds: 0 };
    }
    const asked = retryAfterSeconds(reply) ?? 0;
    this.#notBefore = Date.now() + asked * 1000;
    return { again: batch, waitSeconds: this.#backoff.failed(asked) };
  }

  #taken(batch: readonly Queued[], rejected: ReadonlyMap<number, boolean>): Outcome {
    const again = batch.filter((_, index) => rejected.get(index) === true);
    this.counters.sent += batch.length - rejected.size;
    this.counters.rejected += rejected.size - again.length;
    if (again.length > 0) return { again, waitSeconds: this.#backoff.failed() };
    this.#backoff.succeeded();
    return { again, waitSeconds: 0 };
  }
}

/** Place in the batch -> whether to send it again; undefined where this is none of our answers. */
function rejectedIn(reply: Reply): Map<number, boolean> | undefined {
  const rejected = objectIn(reply)?.["rejected"];
  if (!Array.isArray(rejected)) return undefined;
  const places = rejected as readonly { index: number; retry?: boolean }[];
  return new Map(places.map(({ index, retry }) => [index, retry === true]));
}

/** When that moment has come. */
async function passed(moment: number): Promise<void> {
  const leftMs = moment - Date.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}
