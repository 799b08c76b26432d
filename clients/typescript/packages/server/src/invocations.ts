/** For functions that are frozen as soon as they have answered: send first, then answer. */

/** What is used of Lambda's context. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/** An asynchronous Lambda handler. */
export type Handler<Event, Result> = (
  event: Event,
  lambdaContext: RemainingTime,
) => Promise<Result>;

export interface FlushingOptions {
  /** What is left of the invocation's time for the answer itself; 0.5 unless said otherwise. */
  readonly marginSeconds?: number;
  /** How long to wait at most, however much time is left; 5 unless said otherwise. */
  readonly mostSeconds?: number;
}

export interface Flushed {
  flush(timeoutSeconds: number): Promise<boolean>;
}

const MARGIN_SECONDS = 0.5;
const MOST_SECONDS = 5;

/** The handler, whose answer or error goes out once what it recorded was sent, or time is up. */
export function flushingHandler<Event, Result>(
  client: Flushed,
  handler: Handler<Event, Result>,
  options: FlushingOptions,
): Handler<Event, Result> {
  return async (event, lambdaContext) => {
    try {
      return await handler(event, lambdaContext);
    } finally {
      await client.flush(secondsLeft(lambdaContext, options));
    }
  };
}

function secondsLeft(lambdaContext: RemainingTime | undefined, options: FlushingOptions): number {
  const most = options.mostSeconds ?? MOST_SECONDS;
  const remaining = lambdaContext?.getRemainingTimeInMillis?.();
  if (remaining === undefined) return most;
  const left = remaining / 1000 - (options.marginSeconds ?? MARGIN_SECONDS);
  return Math.max(0, Math.min(most, left));
}
