import type { Counters } from "./counters.js";
import type { TrackingEvent } from "./events.js";
import type { BurgeeOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import { type Outcome, send } from "./sender.js";
import { later, waitMs } from "./waiting.js";

const COLLECT_SECONDS = 1;
const MOST_EVENTS = 1_000;
/** Requests that outlive a page have room for 64 KB; that is less than the server's 500 events. */
const MOST_BYTES = 60_000;

interface Waiting {
  text: string;
  bytes: number;
  isExposure: boolean;
  isSending: boolean;
  isTried: boolean;
}

/** Events on their way to the server: collected for a moment, sent in batches, and again until the
 * server took or refused them. Recording never waits and never throws. */
export class Recorder {
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  #failures = 0;
  #againAt = 0;
  #isLeft = false;
  readonly #outbox: Outbox;

  constructor(
    private readonly options: BurgeeOptions,
    private readonly counters: Counters,
  ) {
    this.#outbox = new Outbox(`${options.key}@${options.url}`);
  }

  /** Take over what earlier pages could not deliver. */
  resume(): void {
    for (const text of this.#outbox.take()) this.#add(text, true, true);
  }

  /** Send this event soon. Exposures find room where tracking events do not. */
  record(make: () => TrackingEvent): void {
    try {
      const event = make();
      const isExposure = event["event_type"] === "exposure";
      if (!this.#add(JSON.stringify(event), isExposure, false)) return;
      this.counters[isExposure ? "exposures_recorded" : "events_recorded"]++;
    } catch {
      this.counters.dropped++; // it is no JSON: a loop, a BigInt, what cannot be read
    }
  }

  /** Send what waits. True once the server took or refused all that was recorded before. */
  async flush(timeoutSeconds = 5): Promise<boolean> {
    const before = new Set(this.#waiting);
    const deadline = Date.now() + 1_000 * timeoutSeconds;
    while (this.#waiting.some((event) => before.has(event))) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await Promise.race([this.#send(), sleep(left)]);
      if (this.#failures) await sleep(Math.min(this.#againAt, deadline) - Date.now());
    }
    return true;
  }

  /** The page may be gone in a moment: send at once, and keep what is not known to have arrived. */
  leave(): void {
    this.#isLeft = true;
    this.#keep();
    void this.#send();
  }

  /** The page is looked at again: what waits rests here. */
  stay(): void {
    this.#isLeft = false;
    this.#outbox.put([]);
  }

  async close(): Promise<void> {
    this.leave();
    await this.flush();
    clearTimeout(this.#timer);
  }

  /** Whether there was room. */
  #add(text: string, isExposure: boolean, isTried: boolean): boolean {
    const bytes = new Blob([text]).size;
    if (bytes >= MOST_BYTES || !this.#hasRoom(isExposure)) {
      this.counters.dropped++;
      return false;
    }
    this.#waiting.push({ text, bytes, isExposure, isSending: false, isTried });
    // What is recorded in one go is sent in one go.
    if (this.#isLeft) queueMicrotask(() => this.leave());
    else this.#sendLater(1_000 * (this.options.collectSeconds ?? COLLECT_SECONDS));
    return true;
  }

  /** Whether there is room, if need be that of the newest tracking event. */
  #hasRoom(isExposure: boolean): boolean {
    if (this.#waiting.length < (this.options.mostEvents ?? MOST_EVENTS)) return true;
    const newest = this.#waiting.filter((one) => !one.isExposure && !one.isSending).pop();
    if (!isExposure || !newest) return false;
    this.#waiting.splice(this.#waiting.indexOf(newest), 1);
    this.counters.dropped++;
    return true;
  }

  #sendLater(ms: number): void {
    this.#timer ??= later(() => {
      this.#timer = undefined;
      void this.#send();
    }, ms);
  }

  /** Resolves when all that is on its way has come to an end. */
  #send(): Promise<unknown> {
    return (this.#sending = this.#sendIdle(this.#sending));
  }

  /** Sends what is not on its way already, in batches, until one fails. */
  async #sendIdle(before: Promise<unknown>): Promise<void> {
    for (let batch = this.#batch(); batch.length; batch = this.#batch()) {
      this.counters.resent += batch.filter((event) => event.isTried).length;
      for (const event of batch) event.isSending = event.isTried = true;
      const texts = batch.map((event) => event.text);
      const outcome = await send(this.options, texts);
      this.#settle(batch, outcome);
      if (outcome.again.length) {
        const ms = waitMs(++this.#failures, outcome.retryAfterMs);
        this.#againAt = Date.now() + ms;
        this.#sendLater(ms);
        break;
      }
      this.#failures = 0;
    }
    await before;
  }

  #settle(batch: Waiting[], { again, refused }: Outcome): void {
    const done = batch.filter((event, position) => {
      event.isSending = false;
      return !again.includes(position);
    });
    this.#waiting = this.#waiting.filter((event) => !done.includes(event));
    this.counters.rejected += refused;
    this.counters.sent += done.length - refused;
    if (this.#isLeft) this.#keep();
  }

  #batch(): Waiting[] {
    let bytes = 0;
    return this.#waiting.filter(
      (event) => !event.isSending && (bytes += event.bytes + 1) <= MOST_BYTES,
    );
  }

  #keep(): void {
    this.#outbox.put(this.#waiting.map((event) => event.text));
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => later(resolve, ms));
}
