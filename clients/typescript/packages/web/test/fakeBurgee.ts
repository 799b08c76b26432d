import { createHash } from "node:crypto";
import type { EvaluationContext } from "@openfeature/web-sdk";
import type { Answering, Asked, Reply } from "@burgee/testing";
import type { BulkFlag } from "../src/index.js";

interface Refusal {
  index: number;
  retry: boolean;
}

/** To pages of every origin. */
const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization,content-type,if-none-match",
  "access-control-expose-headers": "etag",
};

/** A flag that is on. */
export function flag(key: string, more: Partial<BulkFlag> = {}): BulkFlag {
  return { key, value: true, reason: "STATIC", variant: "on", metadata: {}, ...more };
}

/** A flag that an experiment decides for `unit`. */
export function experimentFlag(key: string, unit = "u1"): BulkFlag {
  const metadata = { experiment: key, run: 1, exposureToken: `token-${key}-${unit}` };
  return flag(key, { reason: "SPLIT", variant: "treatment", metadata });
}

/** Answers as Burgee does, from the answers that a test wrote down. */
export class FakeBurgee {
  flags: (context: EvaluationContext) => BulkFlag[];
  /** What is wrong with the next batches of events, one list for each. */
  readonly refusals: Refusal[][] = [];

  constructor(...flags: BulkFlag[]) {
    this.flags = () => flags;
  }

  readonly answering: Answering = (asked) => {
    if (asked.method === "OPTIONS") return { status: 204, headers: OPEN };
    const reply = asked.path.endsWith("/events") ? this.#take() : this.#evaluate(asked);
    return { ...reply, headers: { ...OPEN, ...reply.headers } };
  };

  #take(): Reply {
    return json(202, { accepted: 0, duplicates: 0, rejected: this.refusals.shift() ?? [] });
  }

  #evaluate(asked: Asked): Reply {
    const { context } = JSON.parse(asked.body) as { context: EvaluationContext };
    const one = /flags\/(.+)$/.exec(asked.path)?.[1];
    const flags = this.flags(context ?? {});
    if (one) return json(200, flags.find((answer) => answer.key === one) ?? {});
    const body = JSON.stringify({ flags });
    const etag = `"${createHash("sha256").update(body).digest("hex")}"`;
    if (asked.headers["if-none-match"] === etag) return { status: 304, headers: { etag } };
    return { status: 200, headers: { "content-type": "application/json", etag }, body };
  }
}

function json(status: number, body: unknown): Reply {
  const headers = { "content-type": "application/json" };
  return { status, headers, body: JSON.stringify(body) };
}
