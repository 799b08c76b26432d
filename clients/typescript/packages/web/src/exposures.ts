import type { FlagMetadata } from "@openfeature/web-sdk";
import type { FlagAnswers } from "./answers.js";

const MOST_TOKENS = 10_000;

/** Which exposures were recorded: each token once, at the first read of a flag that carries it.
 * Forgetting is harmless, as the server keeps the first exposure only. */
export class Exposures {
  readonly #recorded = new Set<string>();
  readonly #unconfirmed = new Map<string, string>();

  constructor(private readonly record: (token: string) => void) {}

  /** A flag was read. Its metadata has no token, one, or several with spaces between. */
  read(metadata: FlagMetadata | undefined): void {
    const found = metadata?.["exposureToken"];
    if (typeof found !== "string") return;
    const tokens = found.split(" ").filter((token) => token && !this.#recorded.has(token));
    if (tokens.length === 0) return;
    if (this.#recorded.size > MOST_TOKENS) this.#recorded.clear();
    for (const token of tokens) this.#recorded.add(token);
    this.record(tokens.join(" "));
  }

  /** A flag was read from what was kept: its token may have expired since. */
  readOld(flagKey: string, variant = ""): void {
    this.#unconfirmed.set(flagKey, variant);
  }

  /** The server has answered: what was shown meanwhile, if it is what the server says, was met,
   * and has tokens that hold. */
  confirm(flags: FlagAnswers): void {
    for (const [flagKey, variant] of this.#unconfirmed) {
      const answer = flags[flagKey];
      if (answer?.variant === variant) this.read(answer.metadata);
    }
    this.#unconfirmed.clear();
  }

  /** Somebody else is in front of the page. */
  forgetReads(): void {
    this.#unconfirmed.clear();
  }
}
