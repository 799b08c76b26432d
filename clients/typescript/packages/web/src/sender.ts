import { now } from "./events.js";
import { type Address, post } from "./post.js";
import { retryAfterMs } from "./waiting.js";

const ACCEPTED = 202;
/** Nothing of the batch was taken, and nothing will be. A key that is refused may only be new. */
const FINAL = [400, 413, 415, 422];

/** What became of a batch: which of its events (by position) are to be sent again, and how many
 * the server refused for good. */
export interface Outcome {
  again: number[];
  refused: number;
  retryAfterMs?: number;
}

interface Refusal {
  index: number;
  retry: boolean;
}

/** Sends a batch of events, each a JSON text, in a request that outlives the page (so it holds at
 * most 64 KB). Never rejects. */
export async function send(address: Address, events: string[]): Promise<Outcome> {
  const again = [...events.keys()];
  const body = `{"sent_at":"${now()}","events":[${events.join(",")}]}`;
  try {
    const path = "/api/v1/analytics/events";
    const answer = await post(address, path, body, true);
    if (FINAL.includes(answer.status)) return { again: [], refused: events.length };
    if (answer.status !== ACCEPTED) {
      return { again, refused: 0, retryAfterMs: retryAfterMs(answer.headers) };
    }
    // Throws where the answer is none of Burgee's: then nothing is known of the events.
    const { rejected } = answer.body as { rejected: Refusal[] };
    const retried = rejected.filter((one) => one.retry).map((one) => one.index);
    return { again: retried, refused: rejected.length - retried.length };
  } catch {
    return { again, refused: 0 };
  }
}
