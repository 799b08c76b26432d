/** The ruleset that flags are answered from: the newest that could be got. */

import { Evaluator, type Ruleset } from "@burgee/evaluation";

import type { Connection } from "./connection.js";
import type { Counters } from "./counters.js";
import { within } from "./deadlines.js";
import { Plans } from "./plans.js";
import { type RefreshMode, Refreshing } from "./refreshing.js";
import { RulesetFiles } from "./rulesetFiles.js";
import { CheckFailed, RulesetSource } from "./rulesetSource.js";
import type { Signals } from "./signals.js";

/** Whose ruleset is served, and how it is kept up to date. */
export interface ServingOptions {
  /** The environment of the key. */
  readonly environment: string;
  /** Where the last good ruleset is kept, so that a process starts without the network. */
  readonly cacheDirectory?: string;
  /** `foreground` unless said otherwise. */
  readonly refresh?: RefreshMode;
  /** How old a ruleset may be before a newer one is asked for; 30 unless said otherwise. */
  readonly refreshSeconds?: number;
  /** For how long it may go unconfirmed before answers say `stale`; 300 unless said otherwise. */
  readonly staleSeconds?: number;
}

/** One ruleset, ready to answer. */
export interface Held {
  readonly evaluator: Evaluator;
  readonly plans: Plans;
}

const REFRESH_SECONDS = 30;
const STALE_SECONDS = 300;

/** Who is told of what is served. */
export interface ServingListener {
  /** A ruleset is served from now on. */
  onRuleset(ruleset: Ruleset): void;
  /** The server was asked, and answered. */
  onChecked(): void;
}

export class Serving {
  /** Whether the ruleset was not confirmed for too long; one from disk counts as such. */
  isStale = true;
  /** Why there is no ruleset. */
  complaint = "no ruleset came yet";
  #held: Held | undefined;
  readonly #source: RulesetSource;
  readonly #files: RulesetFiles | undefined;
  readonly #refreshing: Refreshing;
  readonly #staleSeconds: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    connection: Connection,
    private readonly counters: Counters,
    private readonly signals: Signals,
    options: ServingOptions,
    private readonly listener: ServingListener,
  ) {
    const { environment, cacheDirectory: directory } = options;
    const { url, key } = connection;
    this.#staleSeconds = options.staleSeconds ?? STALE_SECONDS;
    this.#source = new RulesetSource(connection, environment);
    if (directory !== undefined) {
      this.#files = new RulesetFiles(directory, { url, environment, key });
    }
    const timing = {
      mode: options.refresh ?? "foreground",
      refreshSeconds: options.refreshSeconds ?? REFRESH_SECONDS,
    };
    this.#refreshing = new Refreshing(
      timing,
      () => this.#check(),
      (fault) => this.#afterFailure(fault),
    );
  }

  /** Serve what is on disk, and ask for what is newest. */
  start(): void {
    const stored = this.#files?.read();
    if (stored !== undefined) this.#hold(stored);
    void this.#refreshing.begin();
  }

  /** What to answer from, undefined where nothing has come yet; begins a check that is due. */
  look(): Held | undefined {
    if (this.#refreshing.isDue) {
      this.#noticeAge();
      void this.#refreshing.begin();
    }
    return this.#held;
  }

  /** A promise to wait for before answering; undefined: no need. All wait for the first ruleset;
   * for a newer one than a stale one waits only the call that asks for it. */
  awaited(): Promise<void> | undefined {
    this.#refreshing.noticeTime(Date.now());
    const { isDue, isRunning } = this.#refreshing;
    const isWaiting = this.#held === undefined ? isDue || isRunning : isDue && this.#isOld();
    return isWaiting ? this.#refreshing.begin() : undefined;
  }

  /** Whether there is a ruleset, after a check that takes up to `timeoutSeconds`. */
  async ready(timeoutSeconds: number): Promise<boolean> {
    if (this.isStale) await within(this.#refreshing.begin(), timeoutSeconds * 1000);
    return this.#held !== undefined;
  }

  stop(): void {
    this.#refreshing.stop();
  }

  /** When everything that was got is on disk. */
  written(): Promise<void> {
    return this.#writing;
  }

  async #check(): Promise<void> {
    const before = this.#held?.evaluator.ruleset;
    const newest = await this.#source.newest(before);
    this.counters.refreshes += 1;
    this.isStale = false;
    if (newest !== undefined) this.#replace(newest);
    this.listener.onChecked();
    if (this.signals.state !== "PROVIDER_READY") this.signals.emit("PROVIDER_READY");
    if (before !== undefined && newest !== undefined) {
      this.signals.emit("PROVIDER_CONFIGURATION_CHANGED");
    }
  }

  #replace(ruleset: Ruleset): void {
    this.#hold(ruleset);
    this.#writing = this.#writing.then(() => this.#files?.write(ruleset));
  }

  #hold(ruleset: Ruleset): void {
    const evaluator = new Evaluator(ruleset);
    this.#held = { evaluator, plans: new Plans(evaluator) };
    this.listener.onRuleset(ruleset);
  }

  #afterFailure(fault: unknown): void {
    this.counters.refresh_failures += 1;
    const message = fault instanceof Error ? fault.message : String(fault);
    this.complaint = `no ruleset: ${message}`;
    const isRefused = fault instanceof CheckFailed && fault.isRefused;
    if (this.#held !== undefined && !isRefused) return this.#noticeAge();
    if (this.signals.state === "PROVIDER_ERROR") return;
    // Fatal is for those who have nothing: OpenFeature's SDK asks a fatal provider no more.
    const isFatal = isRefused && this.#held === undefined;
    const errorCode = isFatal ? "PROVIDER_FATAL" : "GENERAL";
    this.signals.emit("PROVIDER_ERROR", { message, errorCode });
  }

  #noticeAge(): void {
    if (this.#held === undefined || !this.#isOld()) return;
    this.isStale = true;
    const { state } = this.signals;
    if (state !== "PROVIDER_STALE" && state !== "PROVIDER_ERROR") {
      this.signals.emit("PROVIDER_STALE");
    }
  }

  #isOld(): boolean {
    return this.#refreshing.isOlderThan(this.#staleSeconds, Date.now());
  }
}
