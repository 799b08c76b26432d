/** Every flag asked of the server. */

import { type Answer, type EvaluationContext, failed } from "@burgee/evaluation";

import { Client, type ClientOptions } from "./client.js";
import { answerOf, type BulkBody, Ofrep } from "./ofrep.js";
import { withUnit } from "./units.js";

/** What every client takes; a client key will do. */
export type RemoteOptions = ClientOptions;

/**
 * Asks the server at each evaluation, which knows of stored exposures, profiles and opt-outs, and
 * records what it answers. A client key is enough.
 */
export class RemoteClient extends Client {
  readonly #ofrep: Ofrep;

  constructor(options: RemoteOptions) {
    super(options);
    this.#ofrep = new Ofrep(this.connection, this.counters, this.signals);
    this.signals.emit("PROVIDER_READY");
  }

  /** There is nothing to load: always true. */
  override ready(): Promise<boolean> {
    return Promise.resolve(true);
  }

  override async evaluate(flagKey: string, context: EvaluationContext): Promise<Answer> {
    const answer = await this.#ofrep.single(flagKey, withUnit(context));
    if (answer.metadata["stale"] === true) this.counters.stale_served += 1;
    return answer;
  }

  override async evaluateAll(context: EvaluationContext): Promise<Map<string, Answer>> {
    const { flags } = await this.bootstrap(context);
    return new Map(
      flags.map((flag) => [
        flag.key,
        answerOf(flag) ?? failed(flag.key, "GENERAL", "the server answered without a reason"),
      ]),
    );
  }

  /** All flags with their exposure tokens; none where the server does not answer. */
  override async bootstrap(context: EvaluationContext): Promise<BulkBody> {
    const body = await this.#ofrep.bulk(withUnit(context));
    return typeof body === "string" ? { flags: [] } : body;
  }
}
