const MOST_NAMES = 10_000;

/** What was seen before: of a bounded number of names, each for so many ms. */
export class Once {
  readonly #until = new Map<string, number>();

  constructor(private readonly ms = Infinity) {}

  /** Whether `name` is new; from now on it is not. */
  isFirst(name: string): boolean {
    const now = Date.now();
    if (now < (this.#until.get(name) ?? 0)) return false;
    if (this.#until.size > MOST_NAMES) this.#until.clear();
    this.#until.set(name, now + this.ms);
    return true;
  }
}
