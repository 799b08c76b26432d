/** One server, one key: whole answers in time, or `Unreachable`. */

/** What asks the server, as Node's own `fetch` does. */
export type Fetch = (url: string, request: RequestInit) => Promise<Response>;

/** Where Burgee is, and how it is asked. */
export interface ConnectionOptions {
  /** Where Burgee answers, without a path: `https://flags.example.com`. */
  readonly url: string;
  readonly key: string;
  /** How long one request may take, its body included; 2 unless said otherwise. */
  readonly timeoutSeconds?: number;
  /** In place of Node's own `fetch`. */
  readonly fetch?: Fetch;
}

/** An answer that has come to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** There was no answer, none in time, or half of one. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

const TIMEOUT_SECONDS = 2;
const MOST_RETRY_SECONDS = 300;
/** Where our functions, OFREP and API Gateway say why; no more than a line of it is told. */
const REASONS = ["detail", "errorDetails", "message"];
const LONGEST_REASON = 200;

/** Requests to one server under one key. */
export class Connection {
  readonly url: string;
  readonly key: string;
  readonly timeoutSeconds: number;
  readonly #fetch: Fetch;

  constructor(options: ConnectionOptions) {
    this.url = addressOf(options.url);
    this.key = (options.key ?? "").trim(); // it may come from a file, with a line end
    if (!/^[\x20-\x7e]*$/.test(this.key)) throw new Error("the key has characters that no key has");
    this.timeoutSeconds = options.timeoutSeconds ?? TIMEOUT_SECONDS;
    this.#fetch = options.fetch ?? ((url, request) => fetch(url, request));
  }

  /** Rejects with Unreachable. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.#ask(path, { method: "GET", headers });
  }

  /** Rejects with Unreachable. */
  post(path: string, json: string): Promise<Reply> {
    const headers = { "Content-Type": "application/json" };
    return this.#ask(path, { method: "POST", headers, body: json });
  }

  async #ask(path: string, request: RequestInit): Promise<Reply> {
    try {
      const response = await this.#fetch(this.url + path, {
        ...request,
        headers: { ...request.headers, Authorization: `Bearer ${this.key}` },
        redirect: "manual", // a page to log in at is no answer, and the key goes nowhere else
        signal: AbortSignal.timeout(this.timeoutSeconds * 1000),
      });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, headers: response.headers, body };
    } catch (fault) {
      throw new Unreachable(`${this.url}: ${reasonOf(fault)}`, { cause: fault });
    }
  }
}

/** The JSON object in an answer; undefined for anything else. */
export function objectIn(reply: Reply): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(reply.body.toString());
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** What to tell of an answer that is none, with the reason that the server gives. */
export function complaintOf(reply: Reply): string {
  const status = `the server answered ${reply.status}`;
  const said = objectIn(reply) ?? {};
  const reason = REASONS.map((name) => said[name]).find((one) => one && typeof one === "string");
  return reason === undefined ? status : `${status}: ${String(reason).slice(0, LONGEST_REASON)}`;
}

/** Whether the server refuses the key, whatever it is asked. */
export function isRefused(reply: Reply): boolean {
  return reply.status === 401 || reply.status === 403;
}

/** For how long the server wants to be left alone, five minutes at most; undefined where it does
 * not say. */
export function retryAfterSeconds(reply: Reply): number | undefined {
  const text = reply.headers.get("Retry-After");
  if (text === null || !/^\d+$/.test(text.trim())) return undefined;
  return Math.min(Number(text), MOST_RETRY_SECONDS);
}

/** The address without a slash at its end. Throws for one that is none. */
function addressOf(url: unknown): string {
  const address = String(url);
  if (!/^https?:\/\/[^/]/.test(address)) {
    throw new TypeError(`the server's address is a URL with http or https, not "${address}"`);
  }
  return address.replace(/\/+$/, "");
}

function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause instanceof Error ? `: ${fault.cause.message}` : "";
  return fault.message + cause;
}
