/**
 * The published ruleset: a manifest, and chunks named by the hash of their content.
 *
 * Flags, segments and experiments are one line each, `flag/<key> TAB json`, spread by the CRC of
 * their name over gzipped partitions; a line is parsed when it is first asked for.
 */

import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";

import { crc32 } from "./crc32.js";
import type { ExperimentForm, FlagForm, SegmentForm } from "./forms.js";
import { asDoubles, type ExactJson, parseExactly } from "./json.js";

const FORMAT = 1;

/** What a manifest says that evaluation reads; it may say more. */
export interface Manifest {
  readonly format: number;
  readonly environment: string;
  readonly number: number;
  readonly at: string;
  /** Names of chunks. */
  readonly partitions: readonly string[];
  readonly members: readonly string[];
  readonly keys?: string;
  readonly edge: readonly string[];
  readonly unit_types?: readonly string[];
  readonly profile?: boolean;
}

/** Chunks by name: where bytes come from is the caller's. */
export type Chunks = ReadonlyMap<string, Uint8Array>;

/** There is no ruleset to evaluate with: a part is missing, altered or cannot be read. */
export class RulesetUnavailable extends Error {
  override readonly name = "RulesetUnavailable";
}

/** The name of a chunk: SHA-256, 64 hexadecimal digits. */
export function contentHash(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Every chunk that a manifest needs; the one of the keys is not given to callers. */
export function chunkHashes(manifest: Manifest): string[] {
  const keys = manifest.keys === undefined ? [] : [manifest.keys];
  return [...manifest.partitions, ...manifest.members, ...keys];
}

/** A manifest taken apart. Throws RulesetUnavailable for anything that is none. */
export function parseManifest(text: string): Manifest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new RulesetUnavailable("the manifest of the ruleset cannot be read");
  }
  if (!isManifest(parsed)) {
    throw new RulesetUnavailable("the manifest of the ruleset has parts of wrong types");
  }
  if (parsed.format !== FORMAT) {
    throw new RulesetUnavailable(`the ruleset has format ${parsed.format}, not ${FORMAT}`);
  }
  return parsed;
}

function isManifest(parsed: unknown): parsed is Manifest {
  if (typeof parsed !== "object" || parsed === null) return false;
  const { format, environment, number, at, partitions, members, keys, edge, unit_types } =
    parsed as Record<string, unknown>;
  return (
    Number.isInteger(format) &&
    typeof environment === "string" &&
    Number.isInteger(number) &&
    typeof at === "string" &&
    (keys === undefined || typeof keys === "string") &&
    [partitions, members, edge, unit_types ?? []].every(isTexts) &&
    (partitions as unknown[]).length > 0
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

/** One ruleset, verified, its partitions unpacked when they are first asked for. */
export class Ruleset {
  readonly environment: string;
  readonly number: number;
  readonly at: string;
  #partitions: (ReadonlyMap<string, string> | undefined)[];
  #flagKeys: readonly string[] | undefined;

  private constructor(
    readonly manifest: Manifest,
    readonly chunks: Chunks,
  ) {
    this.environment = manifest.environment;
    this.number = manifest.number;
    this.at = manifest.at;
    this.#partitions = manifest.partitions.map(() => undefined);
  }

  /** A ruleset from its parts. Throws RulesetUnavailable where one is missing or altered. */
  static load(manifest: string, chunks: Chunks): Ruleset {
    return Ruleset.verified(parseManifest(manifest), chunks);
  }

  /** As `load`, for a parsed manifest; `trusted` chunks were verified before. */
  static verified(
    manifest: Manifest,
    chunks: Chunks,
    trusted: ReadonlySet<string> = new Set(),
  ): Ruleset {
    const held = new Map<string, Uint8Array>();
    for (const name of chunkHashes(manifest)) {
      const chunk = chunks.get(name);
      if (chunk === undefined || !(trusted.has(name) || contentHash(chunk) === name)) {
        const short = name.slice(0, 12);
        throw new RulesetUnavailable(`chunk ${short} of the ruleset is missing or altered`);
      }
      held.set(name, chunk);
    }
    return new Ruleset(manifest, held);
  }

  /** The keys of all flags, sorted. */
  get flagKeys(): readonly string[] {
    this.#flagKeys ??= this.manifest.partitions
      .flatMap((_, place) => [...this.#lines(place).keys()])
      .filter((name) => name.startsWith("flag/"))
      .map((name) => name.slice("flag/".length))
      .sort();
    return this.#flagKeys;
  }

  /** The form of one flag, parsed anew at each call; undefined if there is none. */
  flag(flagKey: string): FlagForm | undefined {
    return this.#form(`flag/${flagKey}`) as FlagForm | undefined;
  }

  /** The form of one segment; undefined if there is none. */
  segment(segmentKey: string): SegmentForm | undefined {
    return this.#form(`segment/${segmentKey}`) as SegmentForm | undefined;
  }

  /** The form of one served experiment; undefined if there is none. */
  experiment(experimentKey: string): ExperimentForm | undefined {
    return this.#form(`experiment/${experimentKey}`) as ExperimentForm | undefined;
  }

  /** Whether no flag is called so; an answer also for texts that could be no key. */
  hasNoFlag(flagKey: string): boolean {
    return this.#line(`flag/${flagKey}`) === undefined;
  }

  /** A chunk of hashed members. Throws RulesetUnavailable where the manifest names none. */
  members(name: string): Uint8Array {
    const chunk = this.chunks.get(name);
    if (chunk === undefined) throw new RulesetUnavailable(`no chunk is called ${name}`);
    return chunk;
  }

  #form(name: string): object | undefined {
    const line = this.#line(name);
    return line === undefined ? undefined : withDoubles(parseExactly(line) as JsonObject);
  }

  #line(name: string): string | undefined {
    if (!name.isWellFormed()) return undefined; // a lone surrogate is in no key
    return this.#lines(crc32(name) % this.#partitions.length).get(name);
  }

  #lines(place: number): ReadonlyMap<string, string> {
    return (this.#partitions[place] ??= this.#unpacked(this.manifest.partitions[place]!));
  }

  #unpacked(name: string): ReadonlyMap<string, string> {
    const lines = new Map<string, string>();
    for (const line of gunzipSync(this.chunks.get(name)!).toString().split("\n")) {
      const tab = line.indexOf("\t");
      if (tab >= 0) lines.set(line.slice(0, tab), line.slice(tab + 1));
    }
    return lines;
  }
}

type JsonObject = Readonly<Record<string, ExactJson>>;

/** What goes out with an answer has doubles; what is compared stays exact. */
function withDoubles(form: JsonObject): JsonObject {
  const { variants, metadata } = form;
  if (variants === undefined) return form;
  const told = metadata === undefined ? {} : { metadata: asDoubles(metadata) };
  return { ...form, variants: asDoubles(variants), ...told };
}
