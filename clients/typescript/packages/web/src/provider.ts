import {
  type EvaluationContext,
  type FlagValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
} from "@openfeature/web-sdk";
import { Answers, changedFlags, flagsOf, type Source } from "./answers.js";
import { type Counters, newCounters } from "./counters.js";
import { exposureEvent, now, type TrackingDetails, trackingEvent, usageEvent } from "./events.js";
import { type Failure, type Loaded, Loader } from "./loader.js";
import { Once } from "./once.js";
import type { BurgeeOptions } from "./options.js";
import { watchPage } from "./page.js";
import { Recorder } from "./recorder.js";
import { Signals } from "./signals.js";
import { later, waitMs } from "./waiting.js";

const REFRESH_SECONDS = 300;
/** How often the use of a flag is reported. */
const REPORTED_MS = 600_000;
/** A key that is refused is tried again as seldom as a server that is away for long. */
const REFUSED_FAILURES = 7;
type Told = ProviderEvents.Ready | ProviderEvents.Error | ProviderEvents.Stale;

/** A flag was read. */
export interface FlagEvaluated extends ResolutionDetails<FlagValue> {
  flagKey: string;
  source: Source;
  targetingKey: string | undefined;
  timestamp: string;
}

/** What a provider tells beside OpenFeature's events. */
export interface BurgeeEvents {
  flagEvaluated: FlagEvaluated;
  /** Reads answer for this context now. */
  userContextUpdated: EvaluationContext;
}

/** Who hears of one of these events. */
export type Listener<Name extends keyof BurgeeEvents> = (details: BurgeeEvents[Name]) => void;

/** Burgee for OpenFeature's web SDK: all flags are fetched at once, reads answer from them, and
 * reading a flag that an experiment decides records that the unit has met it.
 *
 * Whatever the server does, a read answers: with its last good answer, or with the default. */
export class BurgeeProvider implements Provider {
  readonly metadata = { name: "burgee" };
  readonly runsOn = "client";
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  readonly counters: Counters = newCounters();
  /** Not there with `initialFlags`: then there is nothing to wait for, and OpenFeature calls the
   * provider ready at once. */
  readonly initialize?: (context?: EvaluationContext, domain?: string) => Promise<void>;

  readonly resolveBooleanEvaluation = this.resolve<boolean>;
  readonly resolveStringEvaluation = this.resolve<string>;
  readonly resolveNumberEvaluation = this.resolve<number>;
  readonly resolveObjectEvaluation = this.resolve as Provider["resolveObjectEvaluation"];

  readonly options: Readonly<BurgeeOptions>;

  readonly #signals = new Signals<BurgeeEvents>();
  readonly #loader: Loader;
  readonly #recorder: Recorder;
  /** Tokens: the server keeps the first exposure only, so each is sent once. */
  readonly #exposed = new Once();
  /** Flags by source. */
  readonly #used = new Once(REPORTED_MS);
  #answers: Answers;
  /** For whom answers are wanted: `#answers` may still be those of the context before. */
  #context: EvaluationContext;
  #loading: Promise<void> | undefined;
  #turn = 0;
  #loadedAt = Date.now();
  #failures = 0;
  #retrying: ReturnType<typeof setTimeout> | undefined;
  #polling: ReturnType<typeof setInterval> | undefined;
  readonly #closing = new AbortController();

  constructor(options: BurgeeOptions) {
    this.options = options = { ...options, url: options.url.replace(/\/+$/, "") };
    const { initialFlags } = options;
    this.#loader = new Loader(options, this.counters);
    this.#recorder = new Recorder(options, this.counters);
    this.#context = withUnit(options.initialContext ?? {});
    const source = initialFlags ? "api" : "fallback";
    this.#answers = new Answers(flagsOf(initialFlags ?? {}), this.#context, source);
    if (initialFlags) this.#open();
    else this.initialize = (context, domain) => this.#start(context, domain);
  }

  /** Hear what happens; OpenFeature's own events are heard at its client. */
  on<Name extends keyof BurgeeEvents>(name: Name, listener: Listener<Name>): void {
    this.#signals.on(name, listener);
  }

  off<Name extends keyof BurgeeEvents>(name: Name, listener: Listener<Name>): void {
    this.#signals.off(name, listener);
  }

  /** Reads one flag of whatever type `defaultValue` has. */
  resolve<T extends FlagValue>(flagKey: string, defaultValue: T): ResolutionDetails<T> {
    const isStale = this.#failures > 0 || this.#answers.source === "cache";
    const { details, source } = this.#answers.read(flagKey, defaultValue, isStale);
    if (details.errorCode) this.counters.defaults_served++;
    else if (isStale) this.counters.stale_served++;
    if (this.options.recording !== false) this.#note(flagKey, details, source);
    return details;
  }

  /** Reports an outcome of the unit that the context names. */
  track(name: string, context: EvaluationContext, details: TrackingDetails = {}): void {
    if (this.options.recording === false) return;
    this.#recorder.record(() =>
      trackingEvent(name, { ...this.#context, ...withUnit(context) }, details),
    );
  }

  async onContextChange(_: EvaluationContext, context: EvaluationContext): Promise<void> {
    const wanted = withUnit(context);
    await this.#load(wanted, true);
    if (this.#context === wanted) this.#signals.emit("userContextUpdated", () => wanted);
  }

  /** Asks for new answers, unless they are being asked for already. Never rejects. */
  refresh(): Promise<void> {
    return this.#loading ?? this.#load(this.#context, false);
  }

  /** Sends what was recorded. True once the server took or refused all of it. */
  flush(timeoutSeconds?: number): Promise<boolean> {
    return this.#recorder.flush(timeoutSeconds);
  }

  /** Sends what was recorded, and ends. */
  async onClose(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#retrying);
    clearInterval(this.#polling);
    this.#loader.close();
    await this.#recorder.close();
  }

  /** Resolves also where nothing could be had: then defaults hold, an error event says why, and
   * it is tried again. So a page that waits for it is never stopped by a server that is away. */
  async #start(given: EvaluationContext = {}, domain?: string): Promise<void> {
    const context = (this.#context = withUnit(given));
    this.#loader.domain = domain;
    this.#open();
    if (this.options.cacheFirst) {
      const kept = await this.#loader.kept(context);
      if (kept.flags) {
        this.#answers = new Answers(kept.flags, context, "cache");
        return void this.refresh();
      }
    }
    await this.#load(context, true);
  }

  #open(): void {
    if (this.options.recording === false) return;
    this.#recorder.resume();
    const shown = () => {
      this.#recorder.stay();
      void this.refresh();
    };
    watchPage(() => this.#recorder.leave(), shown, this.#closing.signal);
    const { pollSeconds } = this.options;
    if (pollSeconds) {
      this.#polling = setInterval(() => void this.refresh(), 1_000 * pollSeconds);
    }
  }

  #note(flagKey: string, details: ResolutionDetails<FlagValue>, source: Source): void {
    // Answers of the unit before say nothing of who is there now.
    const isMet = !details.errorCode && this.#answers.isFor(this.#context);
    const token = String((isMet && details.flagMetadata?.["exposureToken"]) || "");
    const tokens = token.split(" ").filter((one) => one && this.#exposed.isFirst(one));
    if (tokens.length) this.#recorder.record(() => exposureEvent(tokens.join(" ")));
    // What the server answered it has counted itself.
    const isUnseen = source !== "api" && this.options.reportUsage !== false;
    if (isUnseen && this.#used.isFirst(`${source} ${flagKey}`)) {
      this.#recorder.record(() => usageEvent(flagKey, source));
    }
    this.#signals.emit("flagEvaluated", () => ({
      ...details,
      flagKey,
      source,
      targetingKey: this.#context.targetingKey,
      timestamp: now(),
    }));
    const { refreshSeconds = REFRESH_SECONDS } = this.options;
    const isOld = Date.now() - this.#loadedAt > 1_000 * refreshSeconds;
    if (refreshSeconds && isOld && !this.#failures) void this.refresh();
  }

  #load(context: EvaluationContext, isChange: boolean): Promise<void> {
    this.#context = context;
    const turn = ++this.#turn;
    const loading: Promise<void> = this.#loader.load(context).then((loaded) => {
      if (this.#turn !== turn) return this.#loading; // another context is waited for by now
      this.#loading = undefined;
      this.#loadedAt = Date.now();
      clearTimeout(this.#retrying);
      if (loaded.source === "api") this.#succeed(loaded, isChange);
      else this.#fail(loaded, isChange);
    });
    return (this.#loading = loading);
  }

  #succeed({ flags = {} }: Loaded, isChange: boolean): void {
    const changed = changedFlags(this.#answers.flags, flags);
    const wasAway = this.#failures > 0;
    this.#failures = 0;
    this.#answers = new Answers(flags, this.#context, "api");
    if (wasAway) this.#tell(ProviderEvents.Ready);
    if (changed.length && (wasAway || !isChange)) {
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: changed });
    }
  }

  /** The last good answers of this unit hold; where there are none, the callers' defaults do. */
  #fail({ flags, failure }: Loaded, isChange: boolean): void {
    const isNews = ++this.#failures === 1 || isChange;
    if (this.#answers.source === "fallback" || !this.#answers.isFor(this.#context)) {
      this.#answers = new Answers(flags ?? {}, this.#context, flags ? "cache" : "fallback");
    }
    if (this.#closing.signal.aborted) return;
    const { errorCode, retryAfterMs } = failure;
    const wait = waitMs(errorCode ? REFUSED_FAILURES : this.#failures, retryAfterMs);
    this.#retrying = later(() => void this.refresh(), wait);
    if (!isNews) return;
    const hasNone = this.#answers.source === "fallback" || errorCode;
    this.#tell(hasNone ? ProviderEvents.Error : ProviderEvents.Stale, failure);
  }

  /** The SDK calls a provider ready whenever one of our promises resolves: what is known better
   * is said after that. */
  #tell(event: Told, failure?: Failure): void {
    later(() => this.events.emit(event, failure), 0);
  }
}

/** `user_id` is taken for the unit where nothing else says whose the answers are. */
function withUnit(context: EvaluationContext): EvaluationContext {
  const { targetingKey = context["user_id"] } = context;
  return targetingKey === undefined ? context : { ...context, targetingKey: String(targetingKey) };
}
