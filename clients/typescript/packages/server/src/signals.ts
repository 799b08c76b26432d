/** What happens to a client, under OpenFeature's names, told to whoever listens. */

/** What a client tells of itself. */
export type ProviderEvent =
  | "PROVIDER_READY"
  | "PROVIDER_STALE"
  | "PROVIDER_ERROR"
  | "PROVIDER_CONFIGURATION_CHANGED";

/** What goes with it. */
export interface ProviderEventDetails {
  readonly message?: string;
  /** With PROVIDER_ERROR. Fatal: the key is refused, so that asking again will not help. */
  readonly errorCode?: "GENERAL" | "PROVIDER_FATAL";
}

/** Who is told. */
export type Listener = (details: ProviderEventDetails) => void;

/** Listeners by event. One that throws disturbs neither the client nor the others. */
export class Signals {
  readonly #listeners = new Map<ProviderEvent, Set<Listener>>();
  #state: { event: ProviderEvent; details: ProviderEventDetails } | undefined;

  /** Which event told of the state that holds now; undefined before the first. */
  get state(): ProviderEvent | undefined {
    return this.#state?.event;
  }

  /** Call `listener` at each event of that name, and at once where it tells of the state now. */
  on(event: ProviderEvent, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    if (this.#state?.event === event) tell(listener, this.#state.details);
  }

  off(event: ProviderEvent, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  emit(event: ProviderEvent, details: ProviderEventDetails = {}): void {
    if (event !== "PROVIDER_CONFIGURATION_CHANGED") this.#state = { event, details };
    if (event === "PROVIDER_ERROR") {
      // An application that is given defaults would not notice else.
      process.emitWarning(`Burgee cannot be asked: ${details.message}`);
    }
    for (const listener of [...(this.#listeners.get(event) ?? [])]) tell(listener, details);
  }
}

function tell(listener: Listener, details: ProviderEventDetails): void {
  try {
    listener(details);
  } catch {
    // It is the listener's own fault; evaluation goes on.
  }
}
