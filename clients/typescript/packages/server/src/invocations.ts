/** For functions that are frozen as soon as they have answered: send first, then answer. */

import type { Flushable } from "./exits.js";

/** What is used of Lambda's context. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** An asynchronous Lambda handler. */
export type Handler<Event, Result> = (
  event: Event,
  lambdaContext: RemainingTime,
) => Promise<Result>;

/** How long an invocation waits for what it recorded to be sent. */
export interface FlushingOptions {
  /** What is left of the invocation's time for the answer itself; 0.5 unless said otherwise. */
  readonly marginSeconds?: number;
  /** How long to wait at most, however much time is left; 2 unless said otherwise. */
  readonly mostSeconds?: number;
}

const MARGIN_SECONDS = 0.5;
const MOST_SECONDS = 2;
/** How long the next invocations wait for a server that did not answer the one before. */
const AGAIN_SECONDS = 0.25;

/** The handler, whose answer or error goes out once what it recorded was sent, or time is up. */
export function flushingHandler<Event, Result>(
  client: Flushable,
  handler: Handler<Event, Result>,
  options: FlushingOptions,
): Handler<Event, Result> {
  let wasSent = true;
  return async (event, lambdaContext) => {
    try {
      return await handler(event, lambdaContext);
    } finally {
      const most = options.mostSeconds ?? MOST_SECONDS;
      const margin = options.marginSeconds ?? MARGIN_SECONDS;
      const left = secondsLeft(lambdaContext) - margin;
      const limit = Math.min(left, wasSent ? most : Math.min(most, AGAIN_SECONDS));
      wasSent = await client.flush(Math.max(0, limit));
    }
  };
}

function secondsLeft(lambdaContext: RemainingTime | undefined): number {
  try {
    return (lambdaContext?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY) / 1000;
  } catch {
    return Number.POSITIVE_INFINITY; // a test's own, perhaps, that tells no time
  }
}
