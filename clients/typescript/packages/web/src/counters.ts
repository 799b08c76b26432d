/** What happened since the page was loaded; the names are those of Burgee's other clients. */
export interface Counters {
  /** Answers that came from the server, also those that had not changed. */
  refreshes: number;
  /** Asking for all flags failed: no answer, a wrong one, or half of one. */
  refresh_failures: number;
  /** Reads for which the caller's default held because something went wrong. */
  defaults_served: number;
  /** Reads that were answered from what may be old. */
  stale_served: number;
  /** What was put into the queue. */
  exposures_recorded: number;
  events_recorded: number;
  /** Events that the server took. */
  sent: number;
  /** Events that were sent once more. */
  resent: number;
  /** Events for which there was no room. */
  dropped: number;
  /** Events that the server refused for good. */
  rejected: number;
  /** Asking for one flag failed. */
  remote_failures: number;
}

export function newCounters(): Counters {
  return {
    refreshes: 0,
    refresh_failures: 0,
    defaults_served: 0,
    stale_served: 0,
    exposures_recorded: 0,
    events_recorded: 0,
    sent: 0,
    resent: 0,
    dropped: 0,
    rejected: 0,
    remote_failures: 0,
  };
}
