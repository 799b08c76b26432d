import type { EvaluationContext, FlagValue, JsonValue } from "@openfeature/web-sdk";
import type { Counters } from "./counters.js";
import type { TrackingDetails } from "./events.js";
import type { BurgeeOptions } from "./options.js";
import { post } from "./post.js";
import { type BurgeeEvents, BurgeeProvider, type Listener } from "./provider.js";

/** What `BurgeeFlags` takes: where Burgee is, and who the user is. */
export interface BurgeeFlagsOptions extends Omit<BurgeeOptions, "initialContext"> {
  userId?: string;
  userAttributes?: EvaluationContext;
}

/** Burgee without OpenFeature's SDK: one object that answers for one user. */
export class BurgeeFlags {
  /** What answers; it can be given to OpenFeature instead of this object. */
  readonly provider: BurgeeProvider;
  readonly #started: Promise<void>;
  #context: EvaluationContext;

  constructor(options: BurgeeFlagsOptions) {
    const { userId, userAttributes } = options;
    this.#context = { ...userAttributes, ...(userId && { targetingKey: userId }) };
    this.provider = new BurgeeProvider({ ...options, initialContext: this.#context });
    this.#started = this.provider.initialize?.(this.#context) ?? Promise.resolve();
  }

  /** Resolves when there are answers, or when it is known that there are none yet. */
  ready(): Promise<void> {
    return this.#started;
  }

  get counters(): Readonly<Counters> {
    return this.provider.counters;
  }

  /** The value that is there now, without waiting; `defaultValue` where there is none of its
   * type. */
  value<T extends FlagValue>(flagKey: string, defaultValue: T): T {
    return this.provider.resolve(flagKey, defaultValue).value;
  }

  /** The value once there are answers. With `userContext`, which is laid over the user's own, the
   * server is asked for this one flag. Never rejects. */
  async getFlag<T extends FlagValue>(
    flagKey: string,
    defaultValue: T,
    userContext?: EvaluationContext,
  ): Promise<T> {
    if (userContext) return this.#ask(flagKey, defaultValue, { ...this.#context, ...userContext });
    await this.#started;
    return this.value(flagKey, defaultValue);
  }

  isEnabled(flagKey: string, userContext?: EvaluationContext): Promise<boolean> {
    return this.getFlag<boolean>(flagKey, false, userContext);
  }

  getString(
    flagKey: string,
    defaultValue: string,
    userContext?: EvaluationContext,
  ): Promise<string> {
    return this.getFlag(flagKey, defaultValue, userContext);
  }

  getNumber(
    flagKey: string,
    defaultValue: number,
    userContext?: EvaluationContext,
  ): Promise<number> {
    return this.getFlag(flagKey, defaultValue, userContext);
  }

  getJSON<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    userContext?: EvaluationContext,
  ): Promise<T> {
    return this.getFlag(flagKey, defaultValue as T & FlagValue, userContext);
  }

  /** Answer for this user from now on; attributes are added to those that are known. Resolves
   * once the answers are theirs. */
  async updateUserContext(userId: string, attributes: EvaluationContext = {}): Promise<void> {
    const before = this.#context;
    this.#context = { ...before, ...attributes, targetingKey: userId };
    await this.provider.onContextChange(before, this.#context);
  }

  /** Reports an outcome of the user. */
  track(eventName: string, details?: TrackingDetails): void {
    this.provider.track(eventName, this.#context, details);
  }

  on<Name extends keyof BurgeeEvents>(name: Name, listener: Listener<Name>): void {
    this.provider.on(name, listener);
  }

  off<Name extends keyof BurgeeEvents>(name: Name, listener: Listener<Name>): void {
    this.provider.off(name, listener);
  }

  flush(timeoutSeconds?: number): Promise<boolean> {
    return this.provider.flush(timeoutSeconds);
  }

  close(): Promise<void> {
    return this.provider.onClose();
  }

  async #ask<T>(flagKey: string, defaultValue: T, context: EvaluationContext): Promise<T> {
    const { counters, options } = this.provider;
    try {
      const path = `/ofrep/v1/evaluate/flags/${encodeURIComponent(flagKey)}`;
      const body = JSON.stringify({ context });
      const answer = await post(options, path, body);
      const { value } = answer.body as { value?: T };
      if (answer.status === 200 && typeof value === typeof defaultValue) return value as T;
    } catch {
      counters.remote_failures++;
    }
    counters.defaults_served++;
    return defaultValue;
  }
}
