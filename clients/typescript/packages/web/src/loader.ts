import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import type { EvaluationContext } from "@openfeature/web-sdk";
import type { FlagAnswers } from "./answers.js";
import type { Counters } from "./counters.js";
import type { BurgeeOptions } from "./options.js";
import { type Failure, Transport } from "./transport.js";

const DAY_SECONDS = 86_400;

/** What asking for all flags came to: the server's answers, else those that were kept, else
 * neither. */
export interface Loaded {
  flags?: FlagAnswers;
  source: "api" | "cache";
  failure?: Failure | undefined;
}

/** Asks for all flags by way of the official OFREP provider, which keeps the last good answers in
 * the browser's storage. */
export class Loader {
  readonly #transport: Transport;
  readonly #ofrep: OFREPWebProvider;
  #context: EvaluationContext | undefined;
  #domain: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: BurgeeOptions, counters: Counters) {
    const cacheTTL = options.cacheSeconds ?? DAY_SECONDS;
    this.#transport = new Transport(counters);
    this.#ofrep = new OFREPWebProvider({
      baseUrl: options.url,
      headers: [["Authorization", `Bearer ${options.key}`]],
      timeoutMs: 1_000 * (options.timeoutSeconds ?? 5),
      fetchImplementation: this.#transport.fetch,
      // When to ask again is decided by our provider, in one place.
      changeDetection: "none",
      disableVisibilityRefresh: true,
      cacheMode: cacheTTL > 0 ? "network-first" : "disabled",
      cacheTTL,
    });
  }

  /** Under which name the provider is known: answers are kept for each. */
  bind(domain: string | undefined): void {
    this.#domain = domain;
  }

  /** The answers for `context`. What was asked before is given up. Never rejects. */
  load(context: EvaluationContext): Promise<Loaded> {
    this.#transport.cancel();
    const loading = this.#last.then(() => this.#load(context));
    this.#last = loading;
    return loading;
  }

  /** The answers that were kept for `context`, without asking. */
  async kept(context: EvaluationContext): Promise<Loaded> {
    this.#transport.isCut = true;
    const loaded = await this.#initialize(context);
    this.#transport.isCut = false;
    return loaded;
  }

  close(): void {
    this.#transport.cancel();
    void this.#ofrep.onClose?.();
  }

  async #load(context: EvaluationContext): Promise<Loaded> {
    const before = this.#context;
    this.#context = context;
    this.#transport.isFresh &&= before === context;
    if (before === undefined || before.targetingKey === context.targetingKey) {
      return this.#initialize(context);
    }
    const answered = this.#transport.answered;
    // Forgets what was kept of the unit before, and does not look for what was kept of this one.
    await this.#ofrep.onContextChange(before, context);
    if (this.#transport.answered > answered) return this.#answer();
    const failure = this.#transport.failure ?? { message: "The server asked us to wait." };
    return { ...(await this.kept(context)), failure };
  }

  /** Asks; where that fails, looks for what was kept of this unit. */
  async #initialize(context: EvaluationContext): Promise<Loaded> {
    const answered = this.#transport.answered;
    const hasFlags = await this.#ofrep.initialize(context, this.#domain).then(
      () => true,
      () => false,
    );
    if (this.#transport.answered > answered) return this.#answer();
    this.#transport.isFresh = false;
    const failure = this.#transport.failure;
    return hasFlags
      ? { flags: this.#ofrep.flagCache, source: "cache", failure }
      : { source: "cache", failure };
  }

  #answer(): Loaded {
    this.#transport.isFresh = true;
    return { flags: this.#ofrep.flagCache, source: "api" };
  }
}
