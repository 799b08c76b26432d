import type { Counters } from "./counters.js";
import { retryAfterMs } from "./waiting.js";

/** Why all flags could not be fetched. */
export interface Failure {
  message: string;
  /** The key is refused: asking again soon is of no use. */
  isFatal?: boolean;
  retryAfterMs?: number;
}

const REFUSED = [401, 403];
const BAD_GATEWAY = 502;
/** What the OFREP provider knows what to do about; all else is a server that is away. */
const UNDERSTOOD = [...REFUSED, 429];

/** How the OFREP provider reaches the server: an answer counts once it is there as a whole and is
 * one, so that neither a page of a proxy nor half a body passes for flags. */
export class Transport {
  /** Good answers so far. */
  answered = 0;
  failure: Failure | undefined;
  /** While true the server is not asked. */
  isCut = false;
  /** Whether we have the answer that the OFREP provider has a tag of. */
  isFresh = false;
  #ending = new AbortController();

  constructor(private readonly counters: Counters) {}

  /** Give up what is under way. That is no failure of the server. */
  cancel(): void {
    this.#ending.abort();
  }

  /** `fetch`, for the OFREP provider. It resolves once the whole body is read. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (this.isCut) throw new TypeError("The server is not asked.");
    const request = input as Request;
    if (!this.isFresh) request.headers.delete("If-None-Match");
    const cancelling = (this.#ending = new AbortController());
    const ending = new AbortController();
    for (const signal of [cancelling.signal, init?.signal]) {
      signal?.addEventListener("abort", () => ending.abort());
    }
    try {
      return await this.#ask(request, ending.signal);
    } catch (fault) {
      if (!cancelling.signal.aborted) this.#fail({ message: String(fault) });
      throw fault;
    }
  };

  async #ask(request: Request, signal: AbortSignal): Promise<Response> {
    const response = await fetch(request, { signal });
    const { status, headers } = response;
    const body = await response.text();
    if (status !== 304 && !(status === 200 && isBulkBody(body))) {
      this.#fail({
        message: `Status ${status}, and no bulk evaluation.`,
        isFatal: REFUSED.includes(status),
        retryAfterMs: retryAfterMs(headers),
      });
      return new Response(null, {
        status: UNDERSTOOD.includes(status) ? status : BAD_GATEWAY,
        headers,
      });
    }
    this.answered++;
    this.counters.refreshes++;
    this.failure = undefined;
    return new Response(status === 304 ? null : body, { status, headers });
  }

  #fail(failure: Failure): void {
    this.counters.refresh_failures++;
    this.failure = failure;
  }
}

function isBulkBody(text: string): boolean {
  try {
    const flags: unknown = (JSON.parse(text) as { flags?: unknown } | null)?.flags;
    return Array.isArray(flags) && flags.every((one) => typeof one?.key === "string");
  } catch {
    return false;
  }
}
