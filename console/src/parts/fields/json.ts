/** JSON as people type it. */

import { exactly, readExactly } from "../../api/exactNumbers.js";
import type { Json } from "../../api/types.js";

interface Read {
  /** Undefined for nothing, and for what is no JSON. */
  value: Json | undefined;
  /** Why it is no JSON; empty where it is, or nothing. */
  problem: string;
}

/** What a text means. */
export function jsonTyped(text: string): Read {
  if (text.trim() === "") return { value: undefined, problem: "" };
  try {
    return { value: readExactly(text) as Json, problem: "" };
  } catch (fault) {
    const problem = `This is no JSON: ${messageOf(fault)}. Put texts in "…".`;
    return { value: undefined, problem };
  }
}

/** A value as it would be typed: on several lines where it has parts. */
export function typedJson(value: Json | undefined): string {
  return value === undefined ? "" : exactly(value, 2);
}

function messageOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
