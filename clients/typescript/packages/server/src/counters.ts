/** What a client counts of its own doing; the names are the same in every language. */

/** Every counter; docs/clients says what each counts. */
export const COUNTER_NAMES = [
  "refreshes",
  "refresh_failures",
  "defaults_served",
  "stale_served",
  "exposures_recorded",
  "events_recorded",
  "sent",
  "resent",
  "dropped",
  "rejected",
  "remote_failures",
] as const;

/** One of them. */
export type CounterName = (typeof COUNTER_NAMES)[number];

/** Counts by name, since the client was made. */
export type Counters = Record<CounterName, number>;

/** Counters at 0. */
export function newCounters(): Counters {
  return Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as Counters;
}
