/** The newest ruleset from the server: a manifest, and the chunks that are not here already. */

import {
  chunkHashes,
  contentHash,
  type Manifest,
  parseManifest,
  Ruleset,
  RulesetUnavailable,
} from "@burgee/evaluation";

import { complaintOf, type Connection, isRefused, type Reply, retryAfterSeconds } from "./connection.js";

const AT_ONCE = 4;

/** A check for a newer ruleset that failed. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";

  constructor(
    message: string,
    /** Whether the key is refused. */
    readonly isRefused = false,
    readonly retryAfterSeconds = 0,
  ) {
    super(message);
  }
}

export class RulesetSource {
  readonly #path: string;
  #etag: string | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly environment: string,
  ) {
    this.#path = `/api/v1/rulesets/${encodeURIComponent(environment)}`;
  }

  /** The newest ruleset, undefined if that is the one `held`. What the server says is newest is
   * taken, also with a lower number than before. Rejects with CheckFailed or Unreachable. */
  async newest(held: Ruleset | undefined): Promise<Ruleset | undefined> {
    try {
      return await this.#newest(held, held === undefined ? undefined : this.#etag);
    } catch (fault) {
      if (!(fault instanceof ChunkGone)) throw fault;
      // It became old while its chunks were asked for.
      return this.#newest(held, undefined);
    }
  }

  async #newest(
    held: Ruleset | undefined,
    etag: string | undefined,
  ): Promise<Ruleset | undefined> {
    const headers = etag === undefined ? {} : { "If-None-Match": etag };
    const reply = await this.connection.get(this.#path, headers);
    if (reply.status === 304 && etag !== undefined) return undefined;
    const manifest = this.#manifestIn(reply);
    if (held !== undefined && isSame(manifest, held.manifest)) {
      this.#etag = reply.headers.get("ETag") ?? undefined;
      return undefined;
    }
    const ruleset = await this.#whole(manifest, held);
    this.#etag = reply.headers.get("ETag") ?? undefined;
    return ruleset;
  }

  #manifestIn(reply: Reply): Manifest {
    if (reply.status !== 200) throw failureOf(reply, "the manifest");
    const manifest = parsed(reply.body.toString());
    if (manifest.environment !== this.environment) {
      throw new CheckFailed(`the manifest is that of ${JSON.stringify(manifest.environment)}`);
    }
    return manifest;
  }

  async #whole(manifest: Manifest, held: Ruleset | undefined): Promise<Ruleset> {
    const chunks = new Map(held?.chunks);
    const trusted = new Set(chunks.keys());
    const wanted = chunkHashes(manifest).filter((name) => !chunks.has(name));
    const fetchNext = async (): Promise<void> => {
      for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
        chunks.set(name, await this.#chunk(name));
        trusted.add(name);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchNext));
    return Ruleset.verified(manifest, chunks, trusted);
  }

  async #chunk(name: string): Promise<Uint8Array> {
    const reply = await this.connection.get(`${this.#path}/chunks/${name}`);
    if (reply.status === 404) throw new ChunkGone(`there is no chunk ${name.slice(0, 12)}`);
    if (reply.status !== 200) throw failureOf(reply, "a chunk");
    if (contentHash(reply.body) !== name) {
      throw new CheckFailed(`chunk ${name.slice(0, 12)} is not what its name says`);
    }
    return reply.body;
  }
}

class ChunkGone extends CheckFailed {}

function parsed(text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (fault) {
    if (fault instanceof RulesetUnavailable) throw new CheckFailed(fault.message);
    throw fault;
  }
}

function isSame(one: Manifest, other: Manifest): boolean {
  const said = ({ number, at, partitions, members }: Manifest) =>
    JSON.stringify([number, at, partitions, members]);
  return said(one) === said(other);
}

function failureOf(reply: Reply, what: string): CheckFailed {
  const message = `asked for ${what}, ${complaintOf(reply)}`;
  return new CheckFailed(message, isRefused(reply), retryAfterSeconds(reply));
}
