import { randomId } from "./events.js";

const MOST_CHARACTERS = 200_000;

/** Where events rest that a page could not deliver before it was left, until the next page of
 * this origin takes them. Storage that is full or forbidden keeps nothing. */
export class Outbox {
  readonly #prefix: string;
  readonly #own: string;

  constructor(url: string, key: string) {
    this.#prefix = `burgee:outbox:${key}@${url}:`;
    this.#own = this.#prefix + randomId();
  }

  /** Keep these, and no others of this page. Each is a JSON text. */
  put(events: string[]): void {
    tryStorage((storage) => {
      const text = `[${events.join(",")}]`;
      if (events.length && text.length <= MOST_CHARACTERS) storage.setItem(this.#own, text);
      else storage.removeItem(this.#own);
    });
  }

  /** What other pages have left behind; it is nobody's now but the caller's. */
  take(): string[] {
    const events: unknown[] = [];
    tryStorage((storage) => {
      const keys = Object.keys(storage).filter((key) => key.startsWith(this.#prefix));
      for (const key of keys) {
        const text = storage.getItem(key) ?? "[]";
        storage.removeItem(key);
        events.push(...(JSON.parse(text) as unknown[]));
      }
    });
    return events.map((event) => JSON.stringify(event));
  }
}

function tryStorage(use: (storage: Storage) => void): void {
  try {
    use(localStorage);
  } catch {
    // No storage here, or none that may be used.
  }
}
