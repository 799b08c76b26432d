/** A refusal of the API as one error: what happened, and what to do about it. */

import type { components } from "./schema.js";

type Answered = components["schemas"]["ProblemAnswer"];
type FieldProblem = components["schemas"]["FieldProblem"];

/** Codes that are ours: nothing arrived, or something that is no answer of this API. */
export const UNREACHABLE = "UNREACHABLE";
export const NOT_UNDERSTOOD = "NOT_UNDERSTOOD";

export const INVALID = "Your key or your sign-in is not valid any more.";
/** The gateway says the same of whoever it does not know and of whoever it does not let. */
export const NOT_ADMITTED = "You may not do this, or your sign-in is not valid any more.";

/** What to do, where the API's own sentence does not say it. By its stable code. */
const ADVICE: Record<string, string> = {
  [UNREACHABLE]: "Check your connection and whether Burgee runs, then try again.",
  [NOT_UNDERSTOOD]: "Reload the page. If it stays so, tell whoever runs Burgee here.",
  UNAUTHENTICATED: "Sign in again.",
  FORBIDDEN: "Ask somebody who may do this, or sign in as somebody else.",
  NOT_FOUND: "Check the address; what you look for may have another key by now.",
  VERSION_CONFLICT: "Look at the newer version, then decide whether your change still fits.",
  EXPERIMENT_RUNNING: "End the experiment first, or change what it does not decide.",
  ROLLOUT_RUNNING: "End the rollout first, or change what it does not hold.",
  DOCUMENT_IN_USE: "Change what names it first.",
  REASON_REQUIRED: "Say why; it is kept with the change.",
  TOO_MANY_REQUESTS: "Wait a few seconds, then try again.",
  WRITE_CONFLICT: "Try again: somebody wrote at the same moment.",
  STORAGE_UNAVAILABLE: "Try again in a moment; nothing was half-written.",
  INTERNAL: "Try again. If it stays so, the log of the function says why.",
};

export class Problem extends Error {
  override readonly name = "Problem";

  /** `status`: 0 where nothing was answered. `errors`: what is wrong, field by field. */
  constructor(
    readonly code: string,
    readonly status: number,
    detail: string,
    readonly errors: readonly FieldProblem[] = [],
  ) {
    super(detail);
  }

  /** What happened, as a sentence. */
  get detail(): string {
    return this.message;
  }

  /** What to do about it; empty where the detail says so itself. */
  get advice(): string {
    return ADVICE[this.code] ?? "";
  }

  /** Whether somebody else wrote first. */
  get isLostRace(): boolean {
    return this.code === "VERSION_CONFLICT";
  }

  /** Whether asking again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

/** What an answer that is no success says. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isAnswered(body)) return new Problem(body.code, response.status, body.detail, body.errors);
  return ofGateway(response.status, body);
}

/** Any failure as a Problem: also of a request that never arrived. */
export function asProblem(fault: unknown): Problem {
  if (fault instanceof Problem) return fault;
  return new Problem(UNREACHABLE, 0, "Burgee did not answer.");
}

/** The gateway in front refuses keys and sizes with a message of its own. */
function ofGateway(status: number, body: unknown): Problem {
  if (status === 401) return new Problem("UNAUTHENTICATED", status, INVALID);
  if (status === 403) {
    return new Problem("FORBIDDEN", status, NOT_ADMITTED);
  }
  const said = isMessage(body) ? `: ${body.message}` : "";
  return new Problem(NOT_UNDERSTOOD, status, `Burgee answered with status ${status}${said}.`);
}

function isAnswered(body: unknown): body is Answered {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

function isMessage(body: unknown): body is { message: string } {
  return typeof body === "object" && body !== null && "message" in body;
}
