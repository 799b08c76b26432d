/** The native interface of Burgee, the same whether flags are evaluated here or by the server. */

import type { Answer, EvaluationContext } from "@burgee/evaluation";

import { Connection, type ConnectionOptions } from "./connection.js";
import { type Counters, newCounters } from "./counters.js";
import { EXIT_SECONDS } from "./exits.js";
import { type FlushingOptions, type Handler, flushingHandler } from "./invocations.js";
import type { BulkBody } from "./ofrep.js";
import { Recorder, type RecordingOptions, type TrackingDetails } from "./recorder.js";
import { type Listener, type ProviderEvent, Signals } from "./signals.js";
import { withUnit } from "./units.js";
import { type FlagValue, isOfTypeOf, type Widened } from "./values.js";

/** What every client takes. */
export interface ClientOptions extends ConnectionOptions, RecordingOptions {}

/** A value for the application, and the answer that it comes from. */
export interface Resolution<T> {
  readonly value: T;
  readonly answer: Answer;
  /** Whether the answer had a value of another type, so that the default holds. */
  readonly isMismatch: boolean;
}

/**
 * Flags, exposures and tracking events of one environment. One client per process is enough.
 *
 * A `context` is flat: `{ targetingKey: "u1", plan: "pro" }`; `user_id` is taken where there is
 * no `targetingKey`.
 */
export abstract class Client {
  /** What was counted so far, by name. Read it, do not write it. */
  readonly counters: Counters = newCounters();
  protected readonly connection: Connection;
  protected readonly signals = new Signals();
  protected readonly recorder: Recorder;
  #closing: Promise<boolean> | undefined;

  protected constructor(options: ClientOptions) {
    this.connection = new Connection(options);
    this.recorder = new Recorder(this.connection, this.counters, options);
  }

  /** Whether the client can answer, waiting for that up to `timeoutSeconds`. Never rejects. */
  abstract ready(timeoutSeconds?: number): Promise<boolean>;

  /** Value, variant, reason and metadata of one flag, recorded as shown; never rejects. Without
   * a value your default holds; with an `errorCode` something went wrong. */
  abstract evaluate(flagKey: string, context: EvaluationContext): Promise<Answer>;

  /** The answers of all flags by key; exposes nobody, and never rejects. */
  abstract evaluateAll(context: EvaluationContext): Promise<Map<string, Answer>>;

  /** What a page that is rendered here hands to the browser, so that its first answers need no
   * request; exposes nobody: the browser's client records what it shows. Never rejects. */
  abstract bootstrap(context: EvaluationContext): Promise<BulkBody>;

  /** The flag's value, or `defaultValue` where there is none or it is of another type; never
   * rejects. Objects and lists are shared: copy what you change. */
  async value<T extends FlagValue>(
    flagKey: string,
    context: EvaluationContext,
    defaultValue: T,
  ): Promise<Widened<T>> {
    return this.chosen(await this.evaluate(flagKey, context), defaultValue);
  }

  /** What an application gets of an answer, and why. */
  resolved<T extends FlagValue>(answer: Answer, defaultValue: T): Resolution<Widened<T>> {
    const isMismatch = answer.value !== undefined && !isOfTypeOf(answer.value, defaultValue);
    return { value: this.chosen(answer, defaultValue), answer, isMismatch };
  }

  /** Report what happened to the context's unit: never waits, never throws. Each event gets an
   * id, so that it counts once however often it is sent. */
  track(eventName: string, context: EvaluationContext, details: TrackingDetails = {}): void {
    this.recorder.track(eventName, withUnit(context), details);
  }

  /** Send what was recorded; true once all of it is with the server or was refused for good,
   * false where that did not happen within `timeoutSeconds`. Never rejects. */
  flush(timeoutSeconds: number = EXIT_SECONDS): Promise<boolean> {
    return this.recorder.flush(timeoutSeconds);
  }

  /** Flush, and stop. Closing again gives the same answer. A client that was closed still
   * answers, from what it has. */
  close(timeoutSeconds: number = EXIT_SECONDS): Promise<boolean> {
    this.#closing ??= this.#closed(timeoutSeconds);
    return this.#closing;
  }

  /** Call `listener` at each of these events, and at once where the client is in that state. */
  on(event: ProviderEvent, listener: Listener): this {
    this.signals.on(event, listener);
    return this;
  }

  /** Call `listener` no more. */
  off(event: ProviderEvent, listener: Listener): this {
    this.signals.off(event, listener);
    return this;
  }

  /** A Lambda handler that answers only after what it recorded was sent. */
  flushing<Event, Result>(
    handler: Handler<Event, Result>,
    options: FlushingOptions = {},
  ): Handler<Event, Result> {
    return flushingHandler(this, handler, options);
  }

  /** The value of an answer, or the default that holds instead. */
  protected chosen<T extends FlagValue>(answer: Answer, defaultValue: T): Widened<T> {
    const { value } = answer;
    if (answer.errorCode !== undefined) this.counters.defaults_served += 1;
    const isValue = value !== undefined && isOfTypeOf(value, defaultValue);
    return (isValue ? value : defaultValue) as Widened<T>;
  }

  /** Stop what runs beside the calls, before the last flush. */
  protected stop(): void {}

  async #closed(timeoutSeconds: number): Promise<boolean> {
    this.stop();
    const isSent = await this.flush(timeoutSeconds);
    this.recorder.close();
    return isSent;
  }
}
