const MOST_NAMES = 10_000;

/** What was seen before: of a bounded number of names, each for so many ms. */
export class Once {
  readonly #seen = new Map<string, number>();

  constructor(private readonly ms = Infinity) {}

  /** Whether `name` is new; from now on it is not. */
  isFirst(name: string): boolean {
    const now = Date.now();
    if (now - (this.#seen.get(name) ?? -Infinity) < this.ms) return false;
    if (this.#seen.size >= MOST_NAMES) this.#seen.clear();
    this.#seen.set(name, now);
    return true;
  }
}
