import { after, afterEach } from "node:test";
import { Front } from "@burgee/testing";
import { OpenFeature } from "@openfeature/web-sdk";
import { type BurgeeOptions, BurgeeProvider } from "../src/index.js";
import { FakeBurgee } from "./fakeBurgee.js";

export const KEY = "burgee.client.test";

/** A server, and providers that ask it; all of them end with their test. */
export class Serving {
  readonly burgee = new FakeBurgee();
  front!: Front;
  readonly #providers: BurgeeProvider[] = [];

  static async start(): Promise<Serving> {
    const serving = new Serving();
    serving.front = await Front.before(serving.burgee.answering);
    afterEach(() => serving.#reset());
    after(() => serving.front.stop());
    return serving;
  }

  /** A provider with answers that never grow old, and events that are sent when asked. */
  provider(options: Partial<BurgeeOptions> = {}): BurgeeProvider {
    const url = this.front.url;
    const given = { url, key: KEY, refreshSeconds: 0, collectSeconds: 1_000, ...options };
    const provider = new BurgeeProvider(given);
    this.#providers.push(provider);
    return provider;
  }

  async #reset(): Promise<void> {
    this.front.fault = undefined;
    await Promise.all(this.#providers.splice(0).map((provider) => provider.onClose()));
    await OpenFeature.clearProviders();
    await OpenFeature.clearContexts();
    this.burgee.flags = () => [];
    this.burgee.refusals.length = 0;
    this.front.exchanges.length = 0;
  }
}
