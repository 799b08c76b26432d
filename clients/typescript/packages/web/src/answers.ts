import {
  ErrorCode,
  type EvaluationContext,
  type FlagMetadata,
  type FlagValue,
  type ResolutionDetails,
  StandardResolutionReasons,
} from "@openfeature/web-sdk";

/** The answer for one flag, as OFREP's bulk evaluation writes it. */
export interface BulkFlag {
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
  flags?: BulkFlag[];
}

export type FlagAnswers = Readonly<Record<string, BulkFlag>>;

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

  /** The answer for one flag: its value, or `defaultValue` where it has none of that type. */
  read<T extends FlagValue>(flagKey: string, defaultValue: T, isStale: boolean): Reading<T> {
    const { flags, source } = this;
    const answer = Object.hasOwn(flags, flagKey) ? flags[flagKey] : undefined;
    const flagMetadata = { ...answer?.metadata, ...(isStale ? { stale: true } : {}) };
    const failed = (errorCode: string, errorMessage = ""): Reading<T> => ({
      details: {
        value: defaultValue,
        reason: StandardResolutionReasons.ERROR,
        errorCode: errorCode as ErrorCode,
        errorMessage,
        flagMetadata,
      },
      source: "fallback",
    });
    const { PROVIDER_NOT_READY, FLAG_NOT_FOUND, TYPE_MISMATCH } = ErrorCode;
    if (!answer) return failed(source === "fallback" ? PROVIDER_NOT_READY : FLAG_NOT_FOUND);
    const { value, variant = "", reason = "UNKNOWN", errorCode, errorDetails } = answer;
    if (errorCode) return failed(errorCode, errorDetails);
    const details = { value: defaultValue, variant, reason, flagMetadata };
    if (value == null) return { details, source: "fallback" };
    if (typeof value !== typeof defaultValue) return failed(TYPE_MISMATCH, `a ${typeof value}`);
    details.value = value as T;
    if (source === "cache") details.reason = StandardResolutionReasons.CACHED;
    return { details, source };
  }
}

/** Answers by flag, of a bulk evaluation's body. */
export function flagsOf(body: BulkBody): FlagAnswers {
  return Object.fromEntries((body.flags ?? []).map((answer) => [answer?.key, answer]));
}

/** The flags whose answers differ, are new or are gone. */
export function changedFlags(before: FlagAnswers, after: FlagAnswers): string[] {
  const keys = Object.keys({ ...before, ...after });
  return keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
}
