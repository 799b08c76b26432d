import type { EvaluationContext, TrackingEventDetails } from "@openfeature/web-sdk";
import type { Source } from "./answers.js";

/** An event as the server reads it (docs/events.md). */
export type TrackingEvent = Record<string, unknown>;

/** What `track` takes beside OpenFeature's `value` and properties. */
export type TrackingDetails = TrackingEventDetails & {
  /** `impression`, `click`, `conversion`, `engagement`, `error` or (unless said) `custom`. */
  event_type?: string;
  /** What the outcome is put down to: short texts by name. */
  attribution?: Record<string, string | number>;
};

export function exposureEvent(token: string): TrackingEvent {
  return { event_type: "exposure", token, ...identity() };
}

export function usageEvent(flagKey: string, source: Source): TrackingEvent {
  return { event_type: "flag_evaluation", data: { flag_key: flagKey, source }, ...identity() };
}

/** The event of somebody's outcome. All that could name a unit goes along, for experiments that
 * count by another attribute; the server keeps those that one does. */
export function trackingEvent(
  name: string,
  context: EvaluationContext,
  { value, event_type = "custom", attribution, ...data }: TrackingDetails,
): TrackingEvent {
  const units = Object.entries(context).filter(([, unit]) => /^(str|num)/.test(typeof unit));
  return {
    event_type,
    event_name: name,
    targetingKey: context.targetingKey,
    units: Object.fromEntries(units),
    value,
    data,
    attribution,
    ...identity(),
  };
}

/** By which the server knows an event that comes again. */
function identity(): { event_id: string; timestamp: string } {
  return { event_id: randomId(), timestamp: now() };
}

/** `crypto.randomUUID` is there on secure pages only. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function now(): string {
  return new Date().toISOString();
}
