/** A process that comes to its end by itself sends first what it has recorded. */

/** How long a flush takes at most, unless said otherwise. */
export const EXIT_SECONDS = 5;

/** What has something to send. */
export interface Flushable {
  flush(timeoutSeconds: number): Promise<boolean>;
}

const waiting = new Set<Flushable>();

/** Flush it before the process ends by itself. (`process.exit` and signals do not ask.) */
export function flushAtExit(one: Flushable): void {
  if (waiting.size === 0) process.on("beforeExit", flushAll);
  waiting.add(one);
}

/** Leave it alone: it is closed, or has nothing to send. */
export function forgetAtExit(one: Flushable): void {
  if (waiting.delete(one) && waiting.size === 0) process.off("beforeExit", flushAll);
}

/** Each is tried once, so that a server that is away does not keep the process for ever. */
function flushAll(): void {
  for (const one of [...waiting]) {
    forgetAtExit(one);
    void one.flush(EXIT_SECONDS);
  }
}
