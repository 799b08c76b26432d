import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { ErrorCode, type EvaluationContext } from "@openfeature/web-sdk";
import type { BulkBody, FlagAnswers } from "./answers.js";
import type { Counters } from "./counters.js";
import type { BurgeeOptions } from "./options.js";
import { whole } from "./post.js";
import { retryAfterMs } from "./waiting.js";

const DAY_SECONDS = 86_400;
const REFUSED = [401, 403];
const BAD_GATEWAY = 502;

/** Why all flags could not be fetched; with a code if the key is refused. */
export type Failure = {
  message: string;
  errorCode?: ErrorCode | undefined;
  retryAfterMs?: number;
};

/** What asking for all flags came to: the server's answers, else those that were kept, else
 * neither. */
export interface Loaded {
  flags?: FlagAnswers;
  source: "api" | "cache";
  failure: Failure;
}

/** Asks for all flags by way of the official OFREP provider, which keeps the last good answers in
 * the browser's storage.
 *
 * An answer counts once it is there as a whole and is one, so that neither a page of a proxy nor
 * half a body passes for flags. */
export class Loader {
  /** Under which name the provider is known: answers are kept for each. */
  domain: string | undefined;
  readonly #ofrep: OFREPWebProvider;
  #context: EvaluationContext | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #ending = new AbortController();
  #isCancelled = false;
  #isCut = false;
  /** Whether we have the answer whose tag the OFREP provider has. */
  #isFresh = false;
  /** Why the last question failed that did. */
  #failure: Failure = { message: "" };

  constructor(
    options: BurgeeOptions,
    private readonly counters: Counters,
  ) {
    const cacheTTL = options.cacheSeconds ?? DAY_SECONDS;
    this.#ofrep = new OFREPWebProvider({
      baseUrl: options.url,
      headers: [["Authorization", `Bearer ${options.key}`]],
      timeoutMs: 1_000 * (options.timeoutSeconds ?? 5),
      fetchImplementation: (request, init) => this.#fetch(request as Request, init?.signal),
      // When to ask again is decided by our provider, in one place.
      changeDetection: "none",
      disableVisibilityRefresh: true,
      cacheMode: cacheTTL > 0 ? "network-first" : "disabled",
      cacheTTL,
    });
  }

  /** The answers for `context`. What was asked before is given up. Never rejects. */
  load(context: EvaluationContext): Promise<Loaded> {
    this.#cancel();
    const loading = this.#last.then(() => this.#load(context));
    this.#last = loading;
    return loading;
  }

  /** The answers that were kept for `context`, without asking. */
  async kept(context: EvaluationContext): Promise<Loaded> {
    this.#isCut = true;
    const loaded = await this.#initialize(context);
    this.#isCut = false;
    return loaded;
  }

  close(): void {
    this.#cancel();
    void this.#ofrep.onClose?.();
  }

  /** Gives up what is under way. That is no failure of the server. */
  #cancel(): void {
    this.#isCancelled = true;
    this.#ending.abort();
  }

  async #load(context: EvaluationContext): Promise<Loaded> {
    const before = this.#context;
    const answered = this.counters.refreshes;
    this.#context = context;
    this.#isFresh &&= before === context;
    if (!before || before.targetingKey === context.targetingKey) return this.#initialize(context);
    // Forgets what was kept of the unit before, and does not look for what was kept of this one.
    await this.#ofrep.onContextChange(before, context);
    return this.counters.refreshes > answered ? this.#loaded("api") : this.kept(context);
  }

  /** Asks; where that fails, looks for what was kept of this unit. */
  async #initialize(context: EvaluationContext): Promise<Loaded> {
    const answered = this.counters.refreshes;
    try {
      await this.#ofrep.initialize(context, this.domain);
      return this.#loaded(this.counters.refreshes > answered ? "api" : "cache");
    } catch (fault) {
      this.#failure.message ||= String(fault); // nothing was asked: the address is none
      return { source: "cache", failure: this.#failure };
    }
  }

  #loaded(source: "api" | "cache"): Loaded {
    this.#isFresh = source === "api";
    return { flags: this.#ofrep.flagCache, source, failure: this.#failure };
  }

  /** `fetch` for the OFREP provider; resolves once the whole body is read. */
  async #fetch(request: Request, timeout?: AbortSignal | null): Promise<Response> {
    if (this.#isCut) throw new TypeError();
    if (!this.#isFresh) request.headers.delete("If-None-Match");
    const ending = (this.#ending = new AbortController());
    this.#isCancelled = false;
    timeout?.addEventListener("abort", () => ending.abort());
    try {
      const answer = await whole(fetch(request, { signal: ending.signal }));
      const { headers, text } = answer;
      let { status } = answer;
      if (status !== 304 && !(status === 200 && isBulkBody(answer.body))) {
        const errorCode = REFUSED.includes(status) ? ErrorCode.PROVIDER_FATAL : undefined;
        this.#fail({ message: `status ${status}`, errorCode, retryAfterMs: retryAfterMs(headers) });
        // To the OFREP provider all else is a server that is away.
        if (!errorCode) status = BAD_GATEWAY;
      } else {
        this.counters.refreshes++;
      }
      return new Response(status === 200 ? text : null, { status, headers });
    } catch (fault) {
      if (!this.#isCancelled) this.#fail({ message: String(fault) });
      throw fault;
    }
  }

  #fail(failure: Failure): void {
    this.counters.refresh_failures++;
    this.#failure = failure;
  }
}

function isBulkBody(body: unknown): boolean {
  const flags: unknown = (body as BulkBody | undefined)?.flags;
  return Array.isArray(flags) && flags.every((one) => typeof one?.key === "string");
}
