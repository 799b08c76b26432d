/** When to ask for a newer ruleset: not too often, and one at a time. */

import { Backoff } from "./backoff.js";
import { CheckFailed } from "./rulesetSource.js";

/**
 * `foreground`: the call that finds the ruleset old starts a check and goes on with what there is.
 * `background`: a timer, which keeps no process alive.
 */
export type RefreshMode = "foreground" | "background";

export interface RefreshingOptions {
  readonly mode: RefreshMode;
  readonly refreshSeconds: number;
}

const MOST_WAIT_SECONDS = 60;
/** Node runs a longer timer at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Refreshing {
  /** Whether a call should begin a check. A timer says so: reading a clock takes longer than to
   * decide a flag. */
  isDue = true;
  readonly #backoff: Backoff;
  #checkedAt = 0;
  #waitMs = 0;
  #succeededAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `check` rejects where it fails, and is then told nothing more. */
  constructor(
    private readonly options: RefreshingOptions,
    private readonly check: () => Promise<void>,
    private readonly onFailure: (fault: unknown) => void,
  ) {
    const most = Math.max(MOST_WAIT_SECONDS, options.refreshSeconds);
    this.#backoff = new Backoff(2 * options.refreshSeconds, most);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Look at the clock: timers stand still in a process that is frozen, or goes on elsewhere. */
  noticeTime(now: number): void {
    const age = now - this.#checkedAt;
    if (age >= this.#waitMs || age < 0) this.isDue = !this.isRunning && !this.#isStopped;
  }

  /** Whether no check succeeded within these seconds. */
  isOlderThan(seconds: number, now: number): boolean {
    const age = now - this.#succeededAt;
    return age > seconds * 1000 || age < 0;
  }

  /** The check that runs, or a new one; never rejects. */
  begin(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#running ??= this.#checked().finally(() => (this.#running = undefined));
    return this.#running;
  }

  stop(): void {
    this.#isStopped = true;
    this.isDue = false;
    clearTimeout(this.#timer);
  }

  async #checked(): Promise<void> {
    this.isDue = false;
    let waitSeconds = this.options.refreshSeconds;
    try {
      await this.check();
      this.#succeededAt = Date.now();
      this.#backoff.succeeded();
    } catch (fault) {
      waitSeconds = this.#afterFailure(fault);
      this.onFailure(fault);
    }
    this.#checkedAt = Date.now();
    this.#waitMs = waitSeconds * 1000;
    if (!this.#isStopped) this.#schedule();
  }

  /** A key that is refused will hardly do within seconds. */
  #afterFailure(fault: unknown): number {
    const told = fault instanceof CheckFailed ? fault : undefined;
    const waited = this.#backoff.failed(told?.retryAfterSeconds);
    return told?.isRefused ? Math.max(waited, MOST_WAIT_SECONDS) : waited;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(this.#waitMs, LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#onTime(), waitMs).unref();
  }

  #onTime(): void {
    if (this.options.mode === "background") void this.begin();
    else this.isDue = true;
  }
}
