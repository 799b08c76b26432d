import {
  ErrorCode,
  type EvaluationContext,
  type FlagValue,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
} from "@openfeature/web-sdk";
import { Answers, changedFlags, flagsOf, type Source } from "./answers.js";
import { type Counters, newCounters } from "./counters.js";
import { exposureEvent, type TrackDetails, trackingEvent, usageEvent } from "./events.js";
import { Exposures } from "./exposures.js";
import { type Loaded, Loader } from "./loader.js";
import type { BurgeeOptions } from "./options.js";
import { watchPage } from "./page.js";
import { Recorder } from "./recorder.js";
import { Signals } from "./signals.js";
import type { Failure } from "./transport.js";
import { Usage } from "./usage.js";
import { later, waitMs } from "./waiting.js";

const REFRESH_SECONDS = 300;
const UNASKED: Failure = { message: "The server was not asked." };
type Told = ProviderEvents.Ready | ProviderEvents.Error | ProviderEvents.Stale;

/** A flag was read. */
export interface FlagEvaluated {
  flagKey: string;
  value: FlagValue;
  variant: string | undefined;
  reason: string | undefined;
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

/** Burgee for OpenFeature's web SDK: all flags are fetched at once, reads answer from them, and
 * reading a flag that an experiment decides records that the unit has met it.
 *
 * Whatever the server does, a read answers: with its last good answer, or with the default. */
export class BurgeeProvider implements Provider {
  readonly metadata = { name: "Burgee" };
  readonly runsOn = "client";
  readonly domainScoped = true;
  readonly events = new OpenFeatureEventEmitter();
  readonly counters: Counters = newCounters();
  /** Not there with `initialFlags`: then there is nothing to wait for, and OpenFeature calls the
   * provider ready at once. */
  readonly initialize?: (context?: EvaluationContext, domain?: string) => Promise<void>;

  readonly #options: BurgeeOptions;
  readonly #signals = new Signals<BurgeeEvents>();
  readonly #loader: Loader;
  readonly #recorder: Recorder;
  readonly #exposures: Exposures;
  readonly #usage: Usage;
  #answers: Answers;
  /** For whom answers are wanted: `#answers` may still be those of the context before. */
  #context: EvaluationContext;
  #loading: Promise<void> | undefined;
  #turn = 0;
  #loadedAt = Date.now();
  #failures = 0;
  #retrying: ReturnType<typeof setTimeout> | undefined;
  #polling: ReturnType<typeof setInterval> | undefined;
  #unwatch: (() => void) | undefined;

  constructor(options: BurgeeOptions) {
    this.#options = options = { ...options, url: options.url.replace(/\/+$/, "") };
    const { url, key, sendSeconds = 1, mostWaiting = 1_000, initialFlags } = options;
    this.#loader = new Loader(options, this.counters);
    this.#recorder = new Recorder({ url, key, sendSeconds, mostWaiting }, this.counters);
    this.#exposures = new Exposures((token) => this.#recorder.record(exposureEvent(token)));
    this.#usage = new Usage((flag, source) => this.#recorder.record(usageEvent(flag, source)));
    this.#context = withUnit(options.initialContext ?? {});
    const source = initialFlags ? "api" : "fallback";
    this.#answers = new Answers(flagsOf(initialFlags ?? {}), this.#context, source);
    if (initialFlags) this.#open();
    else this.initialize = (context, domain) => this.#start(context, domain);
  }

  /** Hear what happens; OpenFeature's own events are heard at its client. */
  on<Name extends keyof BurgeeEvents>(name: Name, listener: (_: BurgeeEvents[Name]) => void): void {
    this.#signals.on(name, listener);
  }

  off<Name extends keyof BurgeeEvents>(name: Name, listener: (_: BurgeeEvents[Name]) => void): void {
    this.#signals.off(name, listener);
  }

  resolveBooleanEvaluation(flagKey: string, otherwise: boolean): ResolutionDetails<boolean> {
    return this.resolve(flagKey, otherwise);
  }

  resolveStringEvaluation(flagKey: string, otherwise: string): ResolutionDetails<string> {
    return this.resolve(flagKey, otherwise);
  }

  resolveNumberEvaluation(flagKey: string, otherwise: number): ResolutionDetails<number> {
    return this.resolve(flagKey, otherwise);
  }

  resolveObjectEvaluation<T extends JsonValue>(flagKey: string, otherwise: T): ResolutionDetails<T> {
    return this.resolve<T & FlagValue>(flagKey, otherwise as T & FlagValue);
  }

  /** Reads one flag of whatever type `otherwise` has. */
  resolve<T extends FlagValue>(flagKey: string, otherwise: T): ResolutionDetails<T> {
    const isStale = this.#failures > 0 || this.#answers.source === "cache";
    const { details, source } = this.#answers.read(flagKey, otherwise, isStale);
    if (source === "fallback") this.counters.defaults_served++;
    else if (isStale) this.counters.stale_served++;
    if (this.#options.recording !== false) this.#note(flagKey, details, source);
    this.#refreshIfOld();
    return details;
  }

  /** Reports an outcome of the unit that the context names. */
  track(name: string, context: EvaluationContext, details: TrackDetails = {}): void {
    if (this.#options.recording === false) return;
    const known = { ...this.#context, ...context };
    this.#recorder.record(trackingEvent(name, known, details, this.#options.units ?? []));
  }

  async onContextChange(_: EvaluationContext, context: EvaluationContext): Promise<void> {
    const loading = this.#load(withUnit(context), true);
    const wanted = this.#context;
    await loading;
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
    this.#unwatch?.();
    clearTimeout(this.#retrying);
    clearInterval(this.#polling);
    this.#loader.close();
    await this.#recorder.close();
  }

  /** Resolves also where nothing could be had: then defaults hold, an error event says why, and
   * it is tried again. So a page that waits for it is never stopped by a server that is away. */
  async #start(given: EvaluationContext = {}, domain?: string): Promise<void> {
    const context = (this.#context = withUnit(given));
    this.#loader.bind(domain);
    this.#open();
    if (this.#options.cacheFirst) {
      const kept = await this.#loader.kept(context);
      if (kept.flags) {
        this.#answers = new Answers(kept.flags, context, "cache");
        return void this.refresh();
      }
    }
    await this.#load(context, true);
  }

  #open(): void {
    if (this.#options.recording === false) return;
    this.#recorder.resume();
    this.#unwatch = watchPage(
      () => this.#recorder.leave(),
      () => {
        this.#recorder.stay();
        void this.refresh();
      },
    );
    const { pollSeconds = 0 } = this.#options;
    if (pollSeconds > 0) {
      this.#polling = setInterval(() => void this.refresh(), 1_000 * pollSeconds);
    }
  }

  #note(flagKey: string, details: ResolutionDetails<FlagValue>, source: Source): void {
    // Answers of the unit before say nothing of who is there now.
    if (!details.errorCode && this.#answers.isFor(this.#context)) {
      this.#exposures.read(details.flagMetadata);
      if (source === "cache") this.#exposures.readOld(flagKey, details.variant);
    }
    if (this.#options.reportUsage !== false) this.#usage.read(flagKey, source);
    this.#signals.emit("flagEvaluated", () => ({
      flagKey,
      value: details.value,
      variant: details.variant,
      reason: details.reason,
      source,
      targetingKey: this.#context.targetingKey,
      timestamp: new Date().toISOString(),
    }));
  }

  #refreshIfOld(): void {
    const { refreshSeconds = REFRESH_SECONDS, recording } = this.#options;
    const isOld = Date.now() - this.#loadedAt > 1_000 * refreshSeconds;
    if (isOld && refreshSeconds > 0 && recording !== false && !this.#failures) void this.refresh();
  }

  #load(context: EvaluationContext, isChange: boolean): Promise<void> {
    this.#context = context;
    const turn = ++this.#turn;
    const loading = this.#loader.load(context).then((loaded) => {
      if (this.#turn !== turn) return; // another context is waited for by now
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
    if (!this.#answers.isFor(this.#context)) this.#exposures.forgetReads();
    this.#answers = new Answers(flags, this.#context, "api");
    this.#exposures.confirm(flags);
    if (wasAway) this.#tell(ProviderEvents.Ready);
    if (changed.length && (wasAway || !isChange)) {
      this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: changed });
    }
  }

  /** The last good answers of this unit hold; where there are none, the callers' defaults do. */
  #fail({ flags, failure = UNASKED }: Loaded, isChange: boolean): void {
    const isNews = ++this.#failures === 1 || isChange;
    if (this.#answers.source === "fallback" || !this.#answers.isFor(this.#context)) {
      this.#exposures.forgetReads();
      this.#answers = new Answers(flags ?? {}, this.#context, flags ? "cache" : "fallback");
    }
    const wait = waitMs(failure.isFatal ? 10 : this.#failures, failure.retryAfterMs);
    this.#retrying = later(() => void this.refresh(), wait);
    if (!isNews) return;
    const hasNone = this.#answers.source === "fallback" || failure.isFatal;
    this.#tell(hasNone ? ProviderEvents.Error : ProviderEvents.Stale, failure);
  }

  /** The SDK calls a provider ready whenever one of our promises resolves: what is known better
   * is said after that. */
  #tell(event: Told, failure?: Failure): void {
    const details = failure && {
      message: failure.message,
      ...(failure.isFatal ? { errorCode: ErrorCode.PROVIDER_FATAL } : {}),
    };
    later(() => this.events.emit(event, details), 0);
  }
}

/** `user_id` is taken for the unit where nothing else says whose the answers are. */
function withUnit(context: EvaluationContext): EvaluationContext {
  const { targetingKey = context["user_id"] } = context;
  return targetingKey === undefined ? context : { ...context, targetingKey: String(targetingKey) };
}
