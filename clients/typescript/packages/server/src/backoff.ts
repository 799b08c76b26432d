/** How long to wait after failures: doubled with each one, up to a limit, and never alike. */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly firstSeconds: number,
    private readonly mostSeconds: number,
    private readonly random: () => number = Math.random,
  ) {}

  get failures(): number {
    return this.#failures;
  }

  /** Seconds until the next try, after one more failure; at least those the server asked for. */
  failed(atLeastSeconds = 0): number {
    const doubled = this.firstSeconds * 2 ** Math.min(this.#failures, 30);
    this.#failures += 1;
    // Half of it is chance, so that processes that failed together do not come back together.
    const waited = Math.min(doubled, this.mostSeconds) * (0.5 + this.random() / 2);
    return Math.max(waited, atLeastSeconds);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
