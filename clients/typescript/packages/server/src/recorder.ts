/** What the application reports and what it showed: taken at once, sent later. */

import { randomUUID } from "node:crypto";

import { type EvaluationContext, frozenText, reader, type RunForm } from "@burgee/evaluation";

import type { Connection } from "./connection.js";
import type { Counters } from "./counters.js";
import { EventQueue, type QueuedKind } from "./eventQueue.js";
import { jsonOf } from "./json.js";
import { Sender, type SenderMode } from "./sender.js";
import { unitsOf } from "./units.js";

/** How exposures and tracking events are kept and sent. */
export interface RecordingOptions {
  /**
   * `timer` (unless said otherwise) sends by itself, with a timer that keeps no process alive;
   * `none` sends only in `flush()`, for functions that are frozen between calls.
   */
  readonly sender?: SenderMode;
  /** How long events are collected before they are sent; 1 unless said otherwise. */
  readonly collectSeconds?: number;
  /** How many events may wait; 10,000 unless said otherwise. */
  readonly mostEvents?: number;
  /** Attributes besides `targetingKey` under which experiments count units: `["device_id"]`. */
  readonly unitTypes?: readonly string[];
}

export const EVENT_TYPES = [
  "impression",
  "click",
  "conversion",
  "engagement",
  "error",
  "custom",
] as const;

/** What happened; `exposure` and `flag_evaluation` are the client's own. */
export type EventType = (typeof EVENT_TYPES)[number];

/** What `track` tells besides a name. */
export interface TrackingDetails {
  /** The number that metrics take where they name no property. */
  readonly value?: number | undefined;
  /** Properties, for metrics that name them. */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  /** `custom` unless said otherwise. */
  readonly eventType?: EventType | undefined;
  /** What the outcome is put down to: short texts, never naming a person. */
  readonly attribution?: Readonly<Record<string, string>> | undefined;
}

const COLLECT_SECONDS = 1;
const MOST_EVENTS = 10_000;

/** Exposures and tracking events, on their way into the queue. */
export class Recorder {
  readonly #queue: EventQueue;
  readonly #sender: Sender;
  #isClosed = false;
  /** Attributes that say whose an event is; the ruleset may know of more. */
  unitTypes: ReadonlySet<string>;

  constructor(
    connection: Connection,
    private readonly counters: Counters,
    options: RecordingOptions,
  ) {
    this.unitTypes = new Set(options.unitTypes);
    this.#queue = new EventQueue(options.mostEvents ?? MOST_EVENTS, counters);
    this.#sender = new Sender(this.#queue, connection, counters, {
      mode: options.sender ?? "timer",
      collectSeconds: options.collectSeconds ?? COLLECT_SECONDS,
    });
  }

  /** Record what happened to a context's units. */
  track(name: string, context: EvaluationContext, details: TrackingDetails): void {
    const isTaken = this.#add("tracking", () => ({
      event_type: details.eventType ?? "custom",
      event_name: name,
      event_id: newId(),
      ...unitsOf(context, this.unitTypes),
      timestamp: timestamp(),
      value: details.value,
      data: details.data,
      attribution: details.attribution,
    }));
    if (isTaken) this.counters.events_recorded += 1;
  }

  /** Record that a unit met a variant of a run; false where there was no room. */
  expose(run: RunForm, variant: string, context: EvaluationContext): boolean {
    const isTaken = this.#add("exposure", () => ({
      event_type: "exposure",
      run: run.run,
      variant,
      ...unitsOf(context, [run.bucket_by]),
      dimensions: Object.fromEntries(
        (run.dimensions ?? []).map((name) => [name, frozenText(reader(name)(context))]),
      ),
      cohort: cohortOf(context),
      timestamp: timestamp(),
    }));
    if (isTaken) this.counters.exposures_recorded += 1;
    return isTaken;
  }

  /** Record that a flag was evaluated here, where the server does not see it. */
  reportUse(flagKey: string): void {
    const isTaken = this.#add("tracking", () => ({
      event_type: "flag_evaluation",
      event_id: newId(),
      timestamp: timestamp(),
      data: { flag_key: flagKey, source: "cache" },
    }));
    if (isTaken) this.counters.events_recorded += 1;
  }

  flush(timeoutSeconds: number): Promise<boolean> {
    return this.#sender.flush(timeoutSeconds);
  }

  /** Send nothing by itself, and take nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#sender.close();
  }

  #add(kind: QueuedKind, make: () => Readonly<Record<string, unknown>>): boolean {
    const json = this.#isClosed ? undefined : jsonOf(make);
    if (json === undefined) {
      this.counters.dropped += 1;
      return false;
    }
    const isTaken = this.#queue.add(kind, json);
    if (isTaken) this.#sender.wake();
    return isTaken;
  }
}

function cohortOf(context: EvaluationContext): string | undefined {
  const { cohort } = context;
  return typeof cohort === "string" ? frozenText(cohort) : undefined;
}

function newId(): string {
  // From the operating system each time: a process may be the copy of another one.
  return randomUUID({ disableEntropyCache: true });
}

function timestamp(): string {
  return new Date().toISOString();
}
