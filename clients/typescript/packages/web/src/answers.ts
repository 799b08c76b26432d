import {
  ErrorCode,
  type EvaluationContext,
  type FlagMetadata,
  type FlagValue,
  type ResolutionDetails,
  StandardResolutionReasons,
} from "@openfeature/web-sdk";

/** The answer for one flag, as OFREP's bulk evaluation writes it. */
export interface FlagAnswer {
  key?: string;
  value?: FlagValue | undefined;
  variant?: string;
  reason?: string;
  metadata?: FlagMetadata;
  errorCode?: ErrorCode | `${ErrorCode}`;
  errorDetails?: string;
}

/** The body of OFREP's bulk evaluation. */
export interface BulkBody {
  flags?: FlagAnswer[];
}

export type FlagAnswers = Readonly<Record<string, FlagAnswer>>;

/** `api`: the server's answer to this page; `cache`: what the browser had kept of an earlier one;
 * `fallback`: the caller's default. */
export type Source = "api" | "cache" | "fallback";

export interface Reading<T> {
  details: ResolutionDetails<T>;
  source: Source;
}

/** The answers for one unit. */
export class Answers {
  constructor(
    readonly flags: FlagAnswers,
    readonly context: EvaluationContext,
    readonly source: Source,
  ) {}

  /** Whether these answers are for the unit of `context`. */
  isFor(context: EvaluationContext): boolean {
    return this.context.targetingKey === context.targetingKey;
  }

  /** The answer for one flag: its value, or `otherwise` where it has none of that type. */
  read<T extends FlagValue>(flagKey: string, otherwise: T, isStale: boolean): Reading<T> {
    const answer = Object.hasOwn(this.flags, flagKey) ? this.flags[flagKey] : undefined;
    if (!answer) return this.#missing(otherwise);
    const metadata = isStale ? { ...answer.metadata, stale: true } : { ...answer.metadata };
    if (answer.errorCode) {
      return failed(otherwise, answer.errorCode as ErrorCode, answer.errorDetails, metadata);
    }
    const details = { variant: answer.variant ?? "", reason: answer.reason ?? "UNKNOWN" };
    const value = answer.value;
    if (value === undefined) return fallback({ ...details, value: otherwise }, metadata);
    if (typeof value !== typeof otherwise) {
      const found = `The value is of type ${typeof value}.`;
      return failed(otherwise, ErrorCode.TYPE_MISMATCH, found, metadata);
    }
    if (this.source === "cache") details.reason = StandardResolutionReasons.CACHED;
    return {
      details: { ...details, value: value as T, flagMetadata: metadata },
      source: this.source,
    };
  }

  #missing<T>(otherwise: T): Reading<T> {
    return this.source === "fallback"
      ? failed(otherwise, ErrorCode.PROVIDER_NOT_READY, "There are no answers yet.")
      : failed(otherwise, ErrorCode.FLAG_NOT_FOUND, "There is no such flag.");
  }
}

/** Answers by flag, of a bulk evaluation's body. */
export function flagsOf(body: BulkBody): FlagAnswers {
  return Object.fromEntries((body.flags ?? []).map((answer) => [answer.key, answer]));
}

/** The flags whose answers differ, are new or are gone. */
export function changedFlags(before: FlagAnswers, after: FlagAnswers): string[] {
  const keys = Object.keys({ ...before, ...after });
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}

function failed<T>(
  value: T,
  errorCode: ErrorCode,
  errorMessage = "",
  metadata: FlagMetadata = {},
): Reading<T> {
  const reason = StandardResolutionReasons.ERROR;
  return fallback({ value, reason, errorCode, errorMessage }, metadata);
}

function fallback<T>(details: ResolutionDetails<T>, flagMetadata: FlagMetadata): Reading<T> {
  return { details: { ...details, flagMetadata }, source: "fallback" };
}
