import type { Source } from "./answers.js";

const REPORTED_MS = 600_000;

/** Which uses of flags the server is told of: those it did not see, each flag once in ten minutes
 * for each source. */
export class Usage {
  readonly #reported = new Map<string, number>();

  constructor(private readonly report: (flagKey: string, source: Source) => void) {}

  read(flagKey: string, source: Source): void {
    if (source === "api") return; // counted when the server answered
    const name = `${source} ${flagKey}`;
    const now = Date.now();
    if (now - (this.#reported.get(name) ?? -Infinity) < REPORTED_MS) return;
    this.#reported.set(name, now);
    this.report(flagKey, source);
  }
}
