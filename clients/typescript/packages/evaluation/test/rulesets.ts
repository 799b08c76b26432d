/** Rulesets from forms, packed as publishing packs them. */

import { gzipSync } from "node:zlib";

import { crc32 } from "../src/crc32.js";
import type { ConditionForm, SegmentForm } from "../src/forms.js";
import { contentHash, Evaluator, type Manifest, Ruleset } from "../src/index.js";
import type { ExactJson } from "../src/json.js";

export const NOON = 1_795_608_000;

export type Forms = Readonly<Record<string, unknown>>;

/** A packed ruleset: its manifest, and its chunks by name. */
export interface Published {
  readonly manifest: Manifest;
  readonly chunks: Map<string, Uint8Array>;
}

/** Lines such as `flag/<key>` in so many partitions; `more` is said in the manifest. */
export function published(
  forms: Forms,
  { partitions = 1, more = {} }: { partitions?: number; more?: Partial<Manifest> } = {},
): Published {
  const lines = Array.from({ length: partitions }, (): string[] => []);
  for (const [name, form] of Object.entries(forms)) {
    lines[crc32(name) % partitions]!.push(`${name}\t${asText(form)}`);
  }
  const packed = lines.map((part) => gzipSync(part.join("\n")));
  const chunks = new Map<string, Uint8Array>(packed.map((chunk) => [contentHash(chunk), chunk]));
  const manifest = {
    format: 1,
    environment: "production",
    number: 1,
    at: "2026-11-25T12:00:00.000Z",
    partitions: packed.map(contentHash),
    members: [],
    edge: [],
    ...more,
  };
  return { manifest, chunks };
}

/** An evaluator of these lines. */
export function evaluatorOf(forms: Forms, now = NOON, more: Partial<Manifest> = {}): Evaluator {
  const { manifest, chunks } = published(forms, { more });
  return new Evaluator(Ruleset.verified(manifest, chunks), () => now);
}

/** A boolean flag that is on, with these parts of its form. */
export function flagForm(parts: object = {}): object {
  return {
    kind: "boolean",
    version: 1,
    variants: { on: true, off: false },
    enabled: true,
    default: "off",
    default_reason: "DEFAULT",
    ...parts,
  };
}

/** A rule that shows `on` where these conditions hold. */
export function onWhere(...conditions: readonly unknown[]): object {
  return { rules: [{ id: "r", reason: "TARGETING_MATCH", conditions, variant: "on" }] };
}

/** JSON, in which a bigint is a whole number. */
export function asText(value: unknown): string {
  const wholes: string[] = [];
  const text = JSON.stringify(value, (_name, each: unknown) => {
    if (typeof each !== "bigint") return each;
    wholes.push(String(each));
    return `\u0001${wholes.length - 1}\u0001`;
  });
  return text.replace(/"\\u0001(\d+)\\u0001"/g, (_mark, place: string) => wholes[Number(place)]!);
}

/** A condition as people write it. */
type Written =
  | { readonly operator: string; readonly attribute?: string; readonly value?: ExactJson }
  | { readonly and: readonly Written[] }
  | { readonly or: readonly Written[] }
  | { readonly not: Written };

export interface SegmentDocument {
  readonly key: string;
  readonly lifecycle?: string;
  readonly conditions?: readonly Written[];
  readonly included?: readonly string[];
  readonly excluded?: readonly string[];
}

/** A segment's document in ruleset form. */
export function segmentForm(document: SegmentDocument): SegmentForm {
  const { conditions = [], included = [], excluded = [] } = document;
  return { conditions: conditions.map(conditionForm), included, excluded };
}

function conditionForm(node: Written): ConditionForm {
  if ("and" in node) return ["and", node.and.map(conditionForm)];
  if ("or" in node) return ["or", node.or.map(conditionForm)];
  if ("not" in node) return ["not", conditionForm(node.not)];
  return [node.operator, node.attribute ?? null, node.value ?? null];
}
