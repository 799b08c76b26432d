/**
 * Which slot a unit falls into: hashing as data, the same in every language.
 *
 * Our own flags use `murmur3_32` with a seed of their own and 100,000 slots. The other rows of the
 * tables let rules of other systems keep every unit where it was.
 */

import { createHash } from "node:crypto";

import {
  type EvaluationContext,
  isInherited,
  type Reader,
  reader,
  TARGETING_KEY,
} from "./context.js";
import type { BucketingForm, GateForm } from "./forms.js";
import { murmur3 } from "./murmur3.js";
import { unitText } from "./units.js";

export const SLOTS = 100_000;

/** Where a unit falls: a number, or a bigint where the hash has more bits than a double. */
export type Drawn = number | bigint;
export type Draw = (context: EvaluationContext) => Drawn;

/** The attribute that is hashed is missing, empty, or neither a text nor a number. */
export class UnitKeyMissing extends Error {
  constructor(readonly attribute: string) {
    super(attribute);
  }
}

interface Hash {
  readonly bits: bigint;
  readonly of: (text: string, seed: number) => Drawn;
}

const HASHES: Readonly<Record<"murmur3_32" | "sha1_60", Hash>> = {
  murmur3_32: { bits: 32n, of: murmur3 },
  sha1_60: { bits: 60n, of: sha1 },
};

function sha1(text: string): bigint {
  return BigInt(`0x${createHash("sha1").update(text).digest("hex").slice(0, 15)}`);
}

/** The seed of one bucketing of a flag; each purpose is independent of the others. */
export function seedOf(salt: string, purpose: string): number {
  return murmur3(`${salt}\0${purpose}`, 0);
}

/**
 * A function from a context to where its unit falls: compare it with `scaled` bounds. It throws
 * UnitKeyMissing for a context without the attribute.
 */
export function makeDraw(form: BucketingForm): Draw {
  const template = form.key ?? [[TARGETING_KEY]];
  const hash = HASHES[form.hash ?? "murmur3_32"];
  const seed = form.seed ?? 0;
  const [only, second] = template;
  if (form.normalise === "modulo") {
    const slots = BigInt(form.slots ?? SLOTS);
    const read = templateReader(template);
    return (context) => BigInt(hash.of(read(context), seed)) % slots;
  }
  if (hash === HASHES.murmur3_32 && second === undefined && typeof only !== "string") {
    return plainDraw(only!, seed);
  }
  const read = templateReader(template);
  return (context) => hash.of(read(context), seed);
}

/** The draw of our own flags, spelled out. */
function plainDraw(attributes: readonly string[], seed: number): Draw {
  const read = attributeReader(attributes);
  const attribute = attributes[0]!;
  if (isInherited(attribute)) return (context) => murmur3(read(context), seed);
  return (context) => {
    const unit = context[attribute];
    return murmur3(typeof unit === "string" && unit !== "" ? unit : read(context), seed);
  };
}

/** A bound in slots as the smallest drawn number that lies at or above it. */
export function scaled(form: BucketingForm, bound: number): Drawn {
  if (form.normalise === "modulo") return bound;
  const { bits } = HASHES[form.hash ?? "murmur3_32"];
  const slots = BigInt(form.slots ?? SLOTS);
  const smallest = ((BigInt(bound) << bits) + slots - 1n) / slots;
  return bits > 53n ? smallest : Number(smallest);
}

/** The slot of a drawn number, for people to read. */
export function slotOf(form: BucketingForm, drawn: Drawn): number {
  if (form.normalise === "modulo") return Number(drawn);
  const { bits } = HASHES[form.hash ?? "murmur3_32"];
  return Number((BigInt(drawn) * BigInt(form.slots ?? SLOTS)) >> bits);
}

type Template = NonNullable<BucketingForm["key"]>;

function templateReader(template: Template): (context: EvaluationContext) => string {
  const parts = template.map((part) =>
    typeof part === "string" ? () => part : attributeReader(part),
  );
  return (context) => parts.map((part) => part(context)).join("");
}

function attributeReader(attributes: readonly string[]): (context: EvaluationContext) => string {
  const readers: readonly Reader[] = attributes.map(reader);
  const missing = new UnitKeyMissing(attributes[0]!);
  return (context) => {
    for (const read of readers) {
      const text = unitText(read(context));
      if (text !== undefined) return text;
    }
    throw missing;
  };
}

/** `inside` for the units in the gate's ranges, undefined for the others. */
export function makeGate<T>(
  gate: GateForm,
  inside: T,
): (context: EvaluationContext) => T | undefined {
  const draw = makeDraw(gate);
  const ranges = gate.ranges.map(([low, high]) => [scaled(gate, low), scaled(gate, high)] as const);
  const [first, second] = ranges;
  if (first !== undefined && second === undefined && first[0] === 0) {
    const end = first[1];
    return (context) => (draw(context) < end ? inside : undefined);
  }
  return (context) => {
    const drawn = draw(context);
    return ranges.some(([low, high]) => low <= drawn && drawn < high) ? inside : undefined;
  };
}

/** A choice among outcomes by ranges of slots; a slot in no range gives undefined. */
export function makeSplit<T>(
  form: BucketingForm,
  ranges: readonly (readonly [low: number, high: number, outcome: T])[],
  draw: Draw = makeDraw(form),
): (context: EvaluationContext) => T | undefined {
  const lows = ranges.map(([low]) => scaled(form, low));
  const highs = ranges.map(([, high]) => scaled(form, high));
  const outcomes = ranges.map(([, , outcome]) => outcome);
  return (context) => {
    const drawn = draw(context);
    for (let place = 0; place < outcomes.length; place++) {
      if (lows[place]! <= drawn && drawn < highs[place]!) return outcomes[place];
    }
    return undefined;
  };
}
