/** Every flag decided in this process; what shows who met which variant goes to the server. */

import {
  Answer,
  type EvaluationContext,
  type Evaluator,
  failed,
  KnownUnits,
  type Ruleset,
} from "@burgee/evaluation";

import { Client, type ClientOptions } from "./client.js";
import { within } from "./deadlines.js";
import { EXIT_SECONDS } from "./exits.js";
import { Exposures } from "./exposures.js";
import { answerOf, type BulkBody, flagOf, Ofrep } from "./ofrep.js";
import type { Way } from "./plans.js";
import { type Held, Serving, type ServingOptions } from "./serving.js";
import { withUnit } from "./units.js";
import { Usage } from "./usage.js";
import type { FlagValue, Widened } from "./values.js";

/** The key has to be a server key: rulesets are given to nobody else. */
export interface LocalOptions extends ClientOptions, ServingOptions {
  /** Whether the server is told now and then which flags were used; true unless said otherwise. */
  readonly reportUsage?: boolean;
}

const READY_SECONDS = 5;
const ONLY_THE_SERVER = "only the server can decide this flag: use the asynchronous call";

/**
 * Answers from the newest ruleset that it could get, and records exposures by itself.
 *
 * `valueSync` and `evaluateSync` answer at once. Their asynchronous namesakes also ask the server
 * about the few flags that only it can decide, and wait for the first ruleset.
 */
export class LocalClient extends Client {
  readonly #serving: Serving;
  readonly #exposures: Exposures;
  readonly #ofrep: Ofrep;
  readonly #usage: Usage;
  readonly #waitMs: number;
  readonly #unitTypes: readonly string[];

  constructor(options: LocalOptions) {
    super(options);
    this.#waitMs = this.connection.timeoutSeconds * 1000;
    this.#unitTypes = options.unitTypes ?? [];
    this.#exposures = new Exposures(this.recorder);
    this.#ofrep = new Ofrep(this.connection, this.counters);
    this.#usage = new Usage(options.reportUsage === false ? undefined : this.recorder);
    this.#serving = new Serving(this.connection, this.counters, this.signals, options, {
      onRuleset: (ruleset) => this.#trackUnitsOf(ruleset),
      onChecked: () => this.#usage.reportIfDue(Date.now()),
    });
    this.#serving.start();
  }

  /** Whether there is a ruleset, waiting for it up to `timeoutSeconds`. */
  override ready(timeoutSeconds: number = READY_SECONDS): Promise<boolean> {
    return this.#serving.ready(timeoutSeconds);
  }

  /** As `value`, at once. */
  valueSync<T extends FlagValue>(
    flagKey: string,
    context: EvaluationContext,
    defaultValue: T,
  ): Widened<T> {
    return this.chosen(this.#answer(flagKey, context), defaultValue);
  }

  /** As `evaluate`, at once. */
  evaluateSync(flagKey: string, context: EvaluationContext): Answer {
    return this.#marked(this.#answer(flagKey, context));
  }

  override async evaluate(flagKey: string, context: EvaluationContext): Promise<Answer> {
    await this.#awaited();
    if (this.#wayOf(flagKey) !== "server") return this.evaluateSync(flagKey, context);
    return this.#ofrep.single(flagKey, withUnit(context));
  }

  /** As `evaluateAll`, at once. */
  evaluateAllSync(context: EvaluationContext): Map<string, Answer> {
    const answers = new Map<string, Answer>();
    try {
      const held = this.#serving.look();
      const asked = withUnit(context);
      for (const flagKey of held?.evaluator.ruleset.flagKeys ?? []) {
        answers.set(flagKey, this.#marked(this.#fetched(held!, flagKey, asked)));
      }
    } catch {
      // As in #answer; there is nothing to say of single flags.
    }
    return answers;
  }

  override async evaluateAll(context: EvaluationContext): Promise<Map<string, Answer>> {
    await this.#awaited();
    const answers = this.evaluateAllSync(context);
    const open = [...answers.keys()].filter((flagKey) => this.#wayOf(flagKey) === "server");
    if (open.length === 0) return answers;
    const body = await this.#ofrep.bulk(withUnit(context));
    const flags = typeof body === "string" ? [] : body.flags;
    for (const flag of flags.filter(({ key }) => open.includes(key))) {
      answers.set(flag.key, answerOf(flag) ?? answers.get(flag.key)!);
    }
    return answers;
  }

  /** Asks the server, as only it can make exposure tokens. Where it does not answer, what is
   * decided here goes out without them, and the browser's client asks for them itself. */
  override async bootstrap(context: EvaluationContext): Promise<BulkBody> {
    const body = await this.#ofrep.bulk(withUnit(context));
    if (typeof body !== "string") return body;
    return { flags: [...this.evaluateAllSync(context).values()].map(flagOf) };
  }

  override async close(timeoutSeconds: number = EXIT_SECONDS): Promise<boolean> {
    const isSent = await super.close(timeoutSeconds);
    await this.#serving.written();
    return isSent;
  }

  protected override stop(): void {
    this.#serving.stop();
    this.#usage.report(Date.now());
  }

  #answer(flagKey: string, context: EvaluationContext): Answer {
    try {
      return this.#decided(flagKey, context);
    } catch (fault) {
      // A context whose attributes cannot be read, or a ruleset that cannot be unpacked.
      return failed(flagKey, "GENERAL", `the flag cannot be evaluated (${String(fault)})`);
    }
  }

  #decided(flagKey: string, context: EvaluationContext): Answer {
    const held = this.#serving.look();
    if (held === undefined) return failed(flagKey, "PROVIDER_NOT_READY", this.#serving.complaint);
    const asked = withUnit(context);
    const plan = held.plans.of(flagKey);
    if (plan === undefined) return held.evaluator.evaluate(flagKey, asked);
    if (plan.usedIn !== this.#usage.period) this.#usage.note(flagKey, plan);
    return plan.way === "plain"
      ? held.evaluator.evaluate(flagKey, asked)
      : this.#exposing(plan.way, held.evaluator, flagKey, asked);
  }

  /** The answer of a flag that may expose the unit, recorded. */
  #exposing(way: Way, evaluator: Evaluator, flagKey: string, context: EvaluationContext): Answer {
    if (way === "server") return failed(flagKey, "GENERAL", ONLY_THE_SERVER);
    const known = way === "own" ? undefined : new KnownUnits();
    const answer = evaluator.evaluate(flagKey, context, known);
    const { exposes } = answer;
    if (known === undefined && exposes !== undefined) {
      this.#exposures.record(exposes.experiment, exposes.variant, context);
    }
    for (const met of known?.met.values() ?? []) {
      this.#exposures.record(met.experiment, met.variant, context);
    }
    return answer;
  }

  /** The answer of one flag of all: only runs that say so expose whoever fetches. */
  #fetched(held: Held, flagKey: string, context: EvaluationContext): Answer {
    const plan = held.plans.of(flagKey);
    if (plan?.way === "server") return failed(flagKey, "GENERAL", ONLY_THE_SERVER);
    if (plan === undefined || plan.way === "plain") {
      return held.evaluator.evaluate(flagKey, context);
    }
    const known = new KnownUnits();
    const answer = held.evaluator.evaluate(flagKey, context, known);
    for (const { experiment, variant } of known.met.values()) {
      if (experiment.expose_on === "fetch") this.#exposures.record(experiment, variant, context);
    }
    return answer;
  }

  #marked(answer: Answer): Answer {
    if (!this.#serving.isStale || answer.errorCode !== undefined) return answer;
    this.counters.stale_served += 1;
    const { flagKey, value, variant, reason, metadata } = answer;
    return new Answer(flagKey, value, variant, reason, { ...metadata, stale: true });
  }

  #wayOf(flagKey: string): Way | undefined {
    try {
      return this.#serving.look()?.plans.of(flagKey)?.way;
    } catch {
      return undefined; // and the answer will say why
    }
  }

  async #awaited(): Promise<void> {
    const awaited = this.#serving.awaited();
    if (awaited !== undefined) await within(awaited, this.#waitMs);
  }

  #trackUnitsOf(ruleset: Ruleset): void {
    const told = ruleset.manifest as { readonly tracked_unit_types?: unknown };
    const tracked: unknown[] = Array.isArray(told.tracked_unit_types)
      ? told.tracked_unit_types
      : [];
    const named = tracked.filter((name): name is string => typeof name === "string");
    this.recorder.unitTypes = new Set([...this.#unitTypes, ...named]);
  }
}
