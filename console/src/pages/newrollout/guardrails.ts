/** Guardrails as a form begins with them. */

import type { Guardrail, Metric, Signal } from "../../api/types.js";
import { freeKey } from "../experiment-wizard/metricTypes.js";

interface Beginning {
  about: string;
  /** What its metric begins with. */
  begins: Pick<Metric, "key" | "name" | "type" | "direction">;
}

/** What a guardrail of each signal is for, and what it begins with. */
export const BEGINNINGS: Record<Signal, Beginning> = {
  error_rate: {
    about: "How many units meet an error.",
    begins: {
      key: "errors",
      name: "Units that meet an error",
      type: "conversion_rate",
      direction: "decrease",
    },
  },
  latency: {
    about: "How long something takes.",
    begins: {
      key: "waiting",
      name: "How long it takes",
      type: "average_value",
      direction: "decrease",
    },
  },
  negative_feedback: {
    about: "How many units complain.",
    begins: {
      key: "complaints",
      name: "Units that complain",
      type: "conversion_rate",
      direction: "decrease",
    },
  },
  satisfaction: {
    about: "How content units say that they are.",
    begins: {
      key: "satisfaction",
      name: "How content they are",
      type: "average_value",
      direction: "increase",
    },
  },
  custom: {
    about: "Any other number that must not get worse.",
    begins: { key: "guardrail", name: "", type: "conversion_rate", direction: "increase" },
  },
};

/** Within a day of a unit's exposure its event counts: a stage should last about as long. */
const WINDOW = "1d";
/** A guardrail for a signal, whose key nothing else has. */
export function newGuardrail(signal: Signal, others: readonly Guardrail[]): Guardrail {
  const { begins } = BEGINNINGS[signal];
  const taken = others.map(({ metric }) => metric.key);
  const key = freeKey(begins.key, taken);
  return { signal, metric: { ...begins, key, event_name: "", window: WINDOW } };
}
