import { randomId } from "./events.js";

/** Where events rest that a page could not deliver before it was left, until the next page of
 * this origin takes them. Storage that is full or forbidden keeps nothing. */
export class Outbox {
  readonly #prefix: string;
  readonly #own: string;

  /** `owner`: whose events these are; the outboxes of others are left alone. */
  constructor(owner: string) {
    this.#prefix = `burgee:outbox:${owner}:`;
    this.#own = this.#prefix + randomId();
  }

  /** Keep these, and no others of this page. Each is a JSON text. */
  put(events: string[]): void {
    tryStorage((storage) => {
      if (events.length) storage.setItem(this.#own, JSON.stringify(events));
      else storage.removeItem(this.#own);
    });
  }

  /** What other pages have left behind; it is nobody's now but the caller's. */
  take(): string[] {
    const events: string[] = [];
    tryStorage((storage) => {
      for (const name of Object.keys(storage)) {
        if (!name.startsWith(this.#prefix)) continue;
        const kept = storage[name] as string;
        storage.removeItem(name); // first: what cannot be read is in nobody's way again
        events.push(...(JSON.parse(kept) as string[]));
      }
    });
    return events;
  }
}

function tryStorage(use: (storage: Storage) => void): void {
  try {
    use(localStorage);
  } catch {
    // No storage here, or none that may be used.
  }
}
