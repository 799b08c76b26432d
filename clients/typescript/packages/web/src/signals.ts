type Listener = (details: never) => void;

/** Who wants to hear what. A listener that throws spoils nothing but itself. */
export class Signals<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener>>();

  on<Name extends keyof Events>(name: Name, listener: (details: Events[Name]) => void): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
  }

  off<Name extends keyof Events>(name: Name, listener: (details: Events[Name]) => void): void {
    this.#listeners.get(name)?.delete(listener);
  }

  /** `make` is called only if somebody listens. */
  emit<Name extends keyof Events>(name: Name, make: () => Events[Name]): void {
    const listeners = this.#listeners.get(name);
    if (!listeners?.size) return;
    const details = make() as never;
    for (const listener of [...listeners]) {
      try {
        listener(details);
      } catch (fault) {
        console.error(fault);
      }
    }
  }
}
