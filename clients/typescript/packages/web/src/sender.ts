import { retryAfterMs } from "./waiting.js";

const TIMEOUT_MS = 10_000;
/** Nothing that is sent again unchanged gets another answer. */
const FINAL = [400, 401, 403, 413, 415, 422];

/** What became of a batch: which of its events (by position) the server refused for good, and
 * which are to be sent again. */
export interface Outcome {
  refused: number[];
  again: number[];
  retryAfterMs: number;
}

interface Refusal {
  index: number;
  retry: boolean;
}

/** Sends a batch of events, each a JSON text, in a request that outlives the page (so it holds at
 * most 64 KB). Never rejects. */
export async function send(url: string, key: string, events: string[]): Promise<Outcome> {
  const all = [...events.keys()];
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(`${url}/api/v1/analytics/events`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: `{"sent_at":"${new Date().toISOString()}","events":[${events.join(",")}]}`,
      keepalive: true,
      signal: ending.signal,
    });
    if (FINAL.includes(response.status)) return { refused: all, again: [], retryAfterMs: 0 };
    if (response.status === 202) return outcomeOf((await response.json()) as Body);
    return { refused: [], again: all, retryAfterMs: retryAfterMs(response.headers) };
  } catch {
    return { refused: [], again: all, retryAfterMs: 0 };
  } finally {
    clearTimeout(timer);
  }
}

interface Body {
  rejected: Refusal[];
}

/** Throws where the answer is none of Burgee's: then nothing is known of the events. */
function outcomeOf(body: Body): Outcome {
  const positions = (retry: boolean) =>
    body.rejected.filter((one) => one.retry === retry).map((one) => one.index);
  return { refused: positions(false), again: positions(true), retryAfterMs: 0 };
}
