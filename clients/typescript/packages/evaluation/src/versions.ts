/** Versions, in the order of Semantic Versioning 2.0.0. */

const VERSION =
  /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const LONGEST = 256;

/** A bigint for a part of digits alone, which may be many. */
type Part = bigint | string;

export interface Version {
  readonly numbers: readonly [number, number, number];
  /** Undefined for a release, which comes after all of its pre-releases. */
  readonly prerelease: readonly Part[] | undefined;
}

/**
 * A version of a text such as 2.14.0; undefined for anything else. Missing parts are 0, a leading
 * `v` and build metadata are passed over.
 */
export function parseVersion(text: unknown): Version | undefined {
  if (typeof text !== "string" || text.length > LONGEST) return undefined;
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const [, major = 0, minor = 0, patch = 0, prerelease] = match;
  const numbers = [Number(major), Number(minor), Number(patch)] as const;
  if (prerelease === undefined) return { numbers, prerelease };
  const parts = prerelease.split(".");
  return parts.includes("") ? undefined : { numbers, prerelease: parts.map(prereleasePart) };
}

function prereleasePart(part: string): Part {
  return /^\d+$/.test(part) ? BigInt(part) : part;
}

/** Below 0 where `one` comes before `other`, 0 where they are the same version. */
export function compareVersions(one: Version, other: Version): number {
  for (const place of [0, 1, 2] as const) {
    const order = one.numbers[place] - other.numbers[place];
    if (order !== 0) return order;
  }
  if (one.prerelease === undefined || other.prerelease === undefined) {
    return Number(one.prerelease === undefined) - Number(other.prerelease === undefined);
  }
  return comparePrereleases(one.prerelease, other.prerelease);
}

function comparePrereleases(one: readonly Part[], other: readonly Part[]): number {
  const shared = Math.min(one.length, other.length);
  for (let place = 0; place < shared; place++) {
    const order = compareParts(one[place]!, other[place]!);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** Numbers come before texts. */
function compareParts(one: Part, other: Part): number {
  if (typeof one !== typeof other) return typeof one === "bigint" ? -1 : 1;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
