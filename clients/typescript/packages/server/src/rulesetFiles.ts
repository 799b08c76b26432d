/** The last good ruleset on disk, so that a process starts without the network. */

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { chunkHashes, parseManifest, Ruleset } from "@burgee/evaluation";

const MANIFEST = "manifest.json";
const OTHERS_WRITE = 0o002;
const CHUNK = /^[0-9a-f]{64}$/;
/** Another process may still start from what this one does not need any more. */
const KEPT_MS = 24 * 3600 * 1000;

/** Whose rulesets these are. */
export interface FilesOwner {
  readonly url: string;
  readonly environment: string;
  readonly key: string;
}

export class RulesetFiles {
  readonly folder: string;
  #drafts = 0;
  #hasWarned = false;

  /** One folder per server, environment and key lies in `directory`; the key is not in its name. */
  constructor(directory: string, owner: FilesOwner) {
    const told = [owner.url, owner.environment, owner.key].join("\0");
    const hash = createHash("sha256").update(told).digest("hex").slice(0, 16);
    this.folder = join(directory, `${owner.environment}-${hash}`);
  }

  /** The stored ruleset; undefined where there is none, or a file of it is missing or altered. */
  read(): Ruleset | undefined {
    try {
      this.#requireOwn();
      const manifest = parseManifest(readFileSync(join(this.folder, MANIFEST), "utf8"));
      const chunks = chunkHashes(manifest).map((name) => [name, this.#chunk(name)] as const);
      return Ruleset.verified(manifest, new Map(chunks));
    } catch {
      return undefined;
    }
  }

  /** Store a ruleset: each file whole or not at all, its manifest last. What goes wrong is warned
   * of once, and harms nobody but the next start. */
  async write(ruleset: Ruleset): Promise<void> {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      this.#requireOwn();
      const present = new Set(readdirSync(this.folder));
      for (const [name, chunk] of ruleset.chunks) {
        if (!present.has(name)) await this.#replace(name, chunk);
      }
      await this.#replace(MANIFEST, JSON.stringify(ruleset.manifest));
      await this.#forget([...present].filter((name) => !ruleset.chunks.has(name)));
    } catch (fault) {
      this.#warn(fault);
    }
  }

  /** Throws for a folder that somebody else has made, in a place where all may, or that all may
   * write into: flags would be what they wrote. */
  #requireOwn(): void {
    const { uid, mode } = statSync(this.folder);
    const isOwn = uid === (process.getuid?.() ?? uid);
    const isOpen = process.getuid !== undefined && (mode & OTHERS_WRITE) !== 0;
    if (!isOwn || isOpen) throw new Error("it is open to others");
  }

  #chunk(name: string): Uint8Array {
    if (!CHUNK.test(name)) throw new Error("no chunk is called so");
    return readFileSync(join(this.folder, name));
  }

  async #replace(name: string, content: string | Uint8Array): Promise<void> {
    if (name !== MANIFEST && !CHUNK.test(name)) throw new Error("no chunk is called so");
    this.#drafts += 1;
    const draft = join(this.folder, `.${name}.${process.pid}.${this.#drafts}`);
    await writeFile(draft, content, { mode: 0o600 });
    await rename(draft, join(this.folder, name));
  }

  async #forget(names: readonly string[]): Promise<void> {
    const before = Date.now() - KEPT_MS;
    for (const name of names) {
      const path = join(this.folder, name);
      if (name !== MANIFEST && statSync(path).mtimeMs < before) await rm(path, { force: true });
    }
  }

  #warn(fault: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    process.emitWarning(`The ruleset cannot be kept in ${this.folder}: ${String(fault)}`);
  }
}
