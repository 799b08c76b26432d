/** Alarms that are made for a rollout, while somebody writes them. */

import type { Guardrail } from "../../api/types.js";
import { freeKey } from "../experiment-wizard/metricTypes.js";
import { KIND_OF_SIGNAL, MEASURING } from "../rollout/guarding.js";
import type { Written, WrittenAlarm } from "./written.js";

export const MOST_MADE_ALARMS = 10;
const NO_METRIC = { namespace: "", metric_name: "", dimensions: {} };

/** One more alarm: of the first guardrail that has none yet, else of a metric of CloudWatch. */
export function newMadeAlarm({ guardrails = [], make_alarms = [] }: Written): WrittenAlarm {
  const listened = make_alarms.map(({ guardrail }) => guardrail);
  const free = guardrails.find(({ metric }) => !listened.includes(metric.key));
  const taken = make_alarms.map(({ name }) => name);
  const name = freeKey(free?.metric.key || "alarm", taken);
  return listeningTo({ ...MEASURING, name, kind: "custom", above: null }, free);
}

/** The same alarm of a guardrail; without one, of a metric of CloudWatch. */
export function listeningTo(alarm: WrittenAlarm, guardrail: Guardrail | undefined): WrittenAlarm {
  if (guardrail === undefined) return { ...NO_METRIC, ...alarm, guardrail: null };
  const kind = KIND_OF_SIGNAL[guardrail.signal ?? "custom"];
  return { ...alarm, ...NO_METRIC, kind, guardrail: guardrail.metric.key };
}

/** With another guardrail at a place; alarms that are made of it follow its key. */
export function withGuardrail(written: Written, at: number, to: Guardrail): Partial<Written> {
  const { guardrails = [], make_alarms = [] } = written;
  const was = guardrails[at]?.metric.key;
  const follows = was !== to.metric.key && make_alarms.some(({ guardrail }) => guardrail === was);
  const followed = make_alarms.map((alarm) =>
    alarm.guardrail === was ? { ...alarm, guardrail: to.metric.key } : alarm,
  );
  return { guardrails: guardrails.with(at, to), ...(follows && { make_alarms: followed }) };
}

/** `LoadBalancer=app/shop` of each dimension of a metric. */
export function dimensionsInWords(dimensions: Record<string, string> = {}): string[] {
  return Object.entries(dimensions).map(([name, value]) => `${name}=${value}`);
}

/** The dimensions that these say; one without a value has an empty one. */
export function dimensionsOf(words: readonly string[]): Record<string, string> {
  const pairs = words.map((word) => {
    const [name = "", ...rest] = word.split("=");
    return [name.trim(), rest.join("=").trim()] as const;
  });
  return Object.fromEntries(pairs);
}

/** What has to change about dimensions; empty where nothing has to. */
export function dimensionProblem(dimensions: Record<string, string> = {}): string {
  const open = Object.entries(dimensions).find(([name, value]) => name === "" || value === "");
  return open ? "Write each as its name and its value: LoadBalancer=app/shop." : "";
}
