/** Flags that the server evaluates: one, or all. A server that is away is asked less and less. */

import {
  Answer,
  type ErrorCode,
  type EvaluationContext,
  failed,
  type Reason,
} from "@burgee/evaluation";
import type {
  ErrorCode as OpenFeatureCode,
  FlagMetadata,
  FlagValue,
} from "@openfeature/server-sdk";

import { Backoff } from "./backoff.js";
import {
  complaintOf,
  type Connection,
  isRefused,
  objectIn,
  type Reply,
  retryAfterSeconds,
} from "./connection.js";
import type { Counters } from "./counters.js";
import { jsonOf } from "./json.js";
import type { Signals } from "./signals.js";

/** One flag as OFREP writes it; its metadata has an `exposureToken` where to show it exposes. */
export interface BulkFlag {
  key: string;
  value?: FlagValue;
  variant?: string;
  reason?: string;
  metadata?: FlagMetadata;
  errorCode?: `${OpenFeatureCode}`;
  errorDetails?: string;
}

/** All flags of one context, as OFREP writes them. */
export interface BulkBody {
  flags: BulkFlag[];
}

const PATH = "/ofrep/v1/evaluate/flags";
const FIRST_PAUSE_SECONDS = 1;
const MOST_PAUSE_SECONDS = 60;
/** Failures in a row after which it is left alone for a while. */
const FAILURES = 3;
const REASONS: ReadonlySet<unknown> = new Set<Reason>([
  "STATIC",
  "DEFAULT",
  "TARGETING_MATCH",
  "SPLIT",
  "DISABLED",
]);
const ERROR_CODES: ReadonlySet<unknown> = new Set<ErrorCode>([
  "FLAG_NOT_FOUND",
  "TARGETING_KEY_MISSING",
  "INVALID_CONTEXT",
  "GENERAL",
]);

export class Ofrep {
  readonly #backoff = new Backoff(FIRST_PAUSE_SECONDS, MOST_PAUSE_SECONDS);
  #failures = 0;
  #notBefore = 0;
  #isInError = false;

  constructor(
    private readonly connection: Connection,
    private readonly counters: Counters,
    private readonly signals?: Signals,
  ) {}

  /** The answer for one flag, which the server records as shown; never rejects. */
  async single(flagKey: string, context: EvaluationContext): Promise<Answer> {
    if (!isKey(flagKey)) return failed(flagKey, "FLAG_NOT_FOUND", "no flag can be called so");
    const path = `${PATH}/${encodeURIComponent(flagKey)}`;
    const answer = await this.#asked(path, context, (reply) => singleIn(flagKey, reply));
    return answer instanceof Answer ? answer : failed(flagKey, "GENERAL", answer);
  }

  /** All flags, of which none counts as shown; a text says why there are none. Never rejects. */
  bulk(context: EvaluationContext): Promise<BulkBody | string> {
    return this.#asked(PATH, context, bulkIn);
  }

  async #asked<T>(
    path: string,
    context: EvaluationContext,
    read: (reply: Reply) => T | undefined,
  ): Promise<T | string> {
    if (Date.now() < this.#notBefore) return "the server is left alone for a while";
    const json = jsonOf(() => ({ context }));
    if (json === undefined) return "the context is no JSON";
    try {
      const reply = await this.connection.post(path, json);
      const found = read(reply);
      if (found === undefined) return this.#pausedAfter(reply);
      this.#succeeded();
      return found;
    } catch (fault) {
      return this.#pausing(fault instanceof Error ? fault.message : String(fault));
    }
  }

  #pausedAfter(reply: Reply): string {
    const why =
      reply.status === 200 ? "the server answered something else" : complaintOf(reply);
    if (reply.status === 413) return this.#failed(why); // the fault of one context alone
    const seconds = retryAfterSeconds(reply);
    if (seconds !== undefined) this.#notBefore = Date.now() + seconds * 1000;
    else if (isRefused(reply)) this.#notBefore = Date.now() + MOST_PAUSE_SECONDS * 1000;
    return this.#pausing(why, isRefused(reply));
  }

  #pausing(why: string, isRefusal = false): string {
    this.#failures += 1;
    if (this.#failures >= FAILURES) {
      const until = Date.now() + this.#backoff.failed() * 1000;
      this.#notBefore = Math.max(this.#notBefore, until);
    }
    if (!this.#isInError && (isRefusal || this.#failures >= FAILURES)) {
      this.#isInError = true;
      this.signals?.emit("PROVIDER_ERROR", { message: why, errorCode: "GENERAL" });
    }
    return this.#failed(why);
  }

  #failed(why: string): string {
    this.counters.remote_failures += 1;
    return why;
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#backoff.succeeded();
    if (!this.#isInError) return;
    this.#isInError = false;
    this.signals?.emit("PROVIDER_READY");
  }
}

/** An answer from what OFREP says of a flag; undefined where that is something else. */
export function answerOf(flag: BulkFlag): Answer | undefined {
  const { key, errorCode } = flag;
  if (errorCode !== undefined) {
    const code = ERROR_CODES.has(errorCode) ? (errorCode as ErrorCode) : "GENERAL";
    return failed(key, code, String(flag.errorDetails ?? errorCode));
  }
  if (!REASONS.has(flag.reason)) return undefined;
  const variant = flag.variant ?? "";
  return new Answer(key, flag.value ?? undefined, variant, flag.reason as Reason, flag.metadata);
}

/** The same of an answer; it says nothing of exposures. */
export function flagOf(answer: Answer): BulkFlag {
  const { flagKey: key, value, variant, reason, metadata, errorCode, errorDetails } = answer;
  if (errorCode !== undefined) return { key, errorCode, errorDetails: errorDetails ?? "" };
  const shown = value === undefined ? {} : { value: value as FlagValue };
  return { key, ...shown, variant, reason, metadata: { ...metadata } };
}

/** Whether it is a text that stays one as a part of a path. */
function isKey(flagKey: unknown): boolean {
  return typeof flagKey === "string" && !/^\.{0,2}$|\p{Surrogate}/u.test(flagKey);
}

function singleIn(flagKey: string, reply: Reply): Answer | undefined {
  if (![200, 400, 404].includes(reply.status)) return undefined;
  const flag = objectIn(reply);
  const isOurs = flag?.["key"] === flagKey && (reply.status === 200) !== "errorCode" in flag;
  return isOurs ? answerOf(flag as unknown as BulkFlag) : undefined;
}

function bulkIn(reply: Reply): BulkBody | undefined {
  const flags = reply.status === 200 ? objectIn(reply)?.["flags"] : undefined;
  if (!Array.isArray(flags) || !flags.every(isFlag)) return undefined;
  return { flags };
}

function isFlag(found: unknown): found is BulkFlag {
  return typeof found === "object" && found !== null && typeof (found as BulkFlag).key === "string";
}
