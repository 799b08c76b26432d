/** What a server needs that renders pages: nothing here is for the browser. */

import type { BulkBody } from "@burgee/web";
import type { EvaluationContext } from "@openfeature/react-sdk";

const TIMEOUT_SECONDS = 2;

/** Where the flags are fetched. */
export interface FetchFlagsOptions {
  url: string;
  /** A client key, the one that the page will use. */
  key: string;
  timeoutSeconds?: number;
}

/** The answers of all flags for `context`, to render with and to hand to the page as
 * `initialFlags`; undefined where there are none, so that the page is rendered with defaults and
 * asks for itself. Exposes nobody: what the page reads, the page records. */
export async function fetchFlags(
  { url, key, timeoutSeconds = TIMEOUT_SECONDS }: FetchFlagsOptions,
  context: EvaluationContext,
): Promise<BulkBody | undefined> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/ofrep/v1/evaluate/flags`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ context }),
      signal: AbortSignal.timeout(1_000 * timeoutSeconds),
    });
    const flags = ((await response.json()) as BulkBody | null)?.flags;
    const isBulk = Array.isArray(flags) && flags.every((one) => typeof one?.key === "string");
    return response.ok && isBulk ? { flags } : undefined;
  } catch {
    return undefined;
  }
}

/** A value as a JavaScript expression for a `script` element: JSON that cannot end the element. */
export function scriptJson(value: unknown): string {
  return (JSON.stringify(value) ?? "undefined").replace(/</g, "\\u003c");
}
