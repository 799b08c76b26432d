/** Burgee behind the OpenFeature SDK for servers. */

import {
  ErrorCode,
  type EvaluationContext,
  type Hook,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  ProviderFatalError,
  ProviderNotReadyError,
  type ResolutionDetails,
  StandardResolutionReasons,
  type TrackingEventDetails,
} from "@openfeature/server-sdk";

import type { Client } from "./client.js";
import { LocalClient, type LocalOptions } from "./localClient.js";
import { EVENT_TYPES, type TrackingDetails } from "./recorder.js";
import { RemoteClient, type RemoteOptions } from "./remoteClient.js";
import type { ProviderEvent, ProviderEventDetails } from "./signals.js";
import type { FlagValue } from "./values.js";

/** What a provider takes besides what its client does. */
export interface ProviderOptions {
  /** Hooks that run at each evaluation through this provider. */
  readonly hooks?: Hook[];
}

const FORWARDED: Readonly<Record<ProviderEvent, ProviderEvents>> = {
  PROVIDER_READY: ProviderEvents.Ready,
  PROVIDER_STALE: ProviderEvents.Stale,
  PROVIDER_ERROR: ProviderEvents.Error,
  PROVIDER_CONFIGURATION_CHANGED: ProviderEvents.ConfigurationChanged,
};

/** An OpenFeature provider that answers with a Burgee client, which it closes in the end. */
export class BurgeeProvider implements Provider {
  readonly metadata = { name: "burgee" };
  readonly runsOn = "server";
  readonly events = new OpenFeatureEventEmitter();
  readonly hooks: Hook[];
  #isInitialized = false;
  #lastError: ProviderEventDetails = {};

  constructor(
    readonly client: Client,
    options: ProviderOptions = {},
  ) {
    this.hooks = options.hooks ?? [];
    for (const event of Object.keys(FORWARDED) as ProviderEvent[]) {
      client.on(event, (details) => this.#forward(event, details));
    }
  }

  /** Decides in this process; needs a server key. */
  static local(options: LocalOptions & ProviderOptions): BurgeeProvider {
    return new BurgeeProvider(new LocalClient(options), options);
  }

  /** Asks the server at each evaluation. */
  static remote(options: RemoteOptions & ProviderOptions): BurgeeProvider {
    return new BurgeeProvider(new RemoteClient(options), options);
  }

  /** Rejects where there is nothing to answer from yet: evaluations give defaults until then. */
  async initialize(): Promise<void> {
    try {
      if (await this.client.ready()) return this.#tellOfState();
    } finally {
      this.#isInitialized = true;
    }
    const { message, errorCode } = this.#lastError;
    const why = message ?? "no ruleset came in time";
    throw errorCode === "PROVIDER_FATAL"
      ? new ProviderFatalError(why)
      : new ProviderNotReadyError(why);
  }

  async onClose(): Promise<void> {
    await this.client.close();
  }

  resolveBooleanEvaluation(
    flagKey: string,
    defaultValue: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return this.#resolved(flagKey, defaultValue, context);
  }

  resolveStringEvaluation(
    flagKey: string,
    defaultValue: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return this.#resolved(flagKey, defaultValue, context);
  }

  resolveNumberEvaluation(
    flagKey: string,
    defaultValue: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return this.#resolved(flagKey, defaultValue, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return this.#resolved(flagKey, defaultValue, context);
  }

  /** OpenFeature's tracking: `value` is the number that metrics take, `event_type` (a type of
   * event) and `attribution` (an object) are what docs/events.md says, the rest are properties. */
  track(eventName: string, context: EvaluationContext, details: TrackingEventDetails): void {
    this.client.track(eventName, context, trackingDetails(details ?? {}));
  }

  async #resolved<T extends JsonValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    const answer = await this.client.evaluate(flagKey, context);
    const { value, isMismatch } = this.client.resolved(answer, defaultValue as FlagValue);
    if (isMismatch) return mismatch(defaultValue, answer.value);
    return {
      value: value as T,
      reason: answer.reason,
      flagMetadata: { ...answer.metadata },
      ...(answer.variant === "" ? {} : { variant: answer.variant }),
      ...(answer.errorCode === undefined ? {} : errorOf(answer.errorCode, answer.errorDetails)),
    };
  }

  /** The SDK itself tells of the end of `initialize`. */
  #forward(event: ProviderEvent, details: ProviderEventDetails): void {
    if (event === "PROVIDER_ERROR") this.#lastError = details;
    if (!this.#isInitialized) return;
    const { errorCode, ...told } = details;
    const code = errorCode === undefined ? {} : { errorCode: ErrorCode[errorCode] };
    this.events.emit(FORWARDED[event], { ...told, ...code });
  }

  /** A client that starts from what is on disk is ready, and perhaps stale all the same. */
  #tellOfState(): void {
    setImmediate(() => {
      for (const event of ["PROVIDER_STALE", "PROVIDER_ERROR"] as const) {
        const tell = (details: ProviderEventDetails) => this.#forward(event, details);
        this.client.on(event, tell).off(event, tell);
      }
    });
  }
}

function trackingDetails({ value, ...data }: TrackingEventDetails): TrackingDetails {
  const { event_type: type, attribution, ...rest } = data;
  const eventType = EVENT_TYPES.find((each) => each === type);
  const isAttribution = typeof attribution === "object" && attribution !== null;
  return {
    value,
    eventType,
    attribution: isAttribution ? (attribution as Record<string, string>) : undefined,
    data: {
      ...rest,
      ...(type === undefined || eventType ? {} : { event_type: type }),
      ...(attribution === undefined || isAttribution ? {} : { attribution }),
    },
  };
}

function mismatch<T>(defaultValue: T, found: unknown): ResolutionDetails<T> {
  return {
    value: defaultValue,
    reason: StandardResolutionReasons.ERROR,
    errorCode: ErrorCode.TYPE_MISMATCH,
    errorMessage: `the flag's value is of type ${typeof found}, not ${typeof defaultValue}`,
  };
}

function errorOf(
  code: keyof typeof ErrorCode,
  message: string | undefined,
): { errorCode: ErrorCode; errorMessage: string } {
  return { errorCode: ErrorCode[code], errorMessage: message ?? code };
}
