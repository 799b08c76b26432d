const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
/** A server's own words count up to this; a timer of more than 24 days would end at once. */
const LONGEST_ASKED_MS = 300_000;

/** How long to wait after so many failures in a row: doubled each time up to a minute, and never
 * the same for two pages; at least what the server asked for. */
export function waitMs(failures: number, retryAfterMs = 0): number {
  const doubled = Math.min(SHORTEST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.max(retryAfterMs, doubled * (0.5 + Math.random() / 2));
}

/** What `Retry-After` asks for, in ms, five minutes at most; 0 where it asks for nothing that can
 * be read. */
export function retryAfterMs(headers: Headers): number {
  return Math.min(1_000 * (Number(headers.get("Retry-After")) || 0), LONGEST_ASKED_MS);
}

/** A timer that keeps no process alive. */
export function later(run: () => void, ms: number): ReturnType<typeof setTimeout> {
  const timer = setTimeout(run, ms);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}
