/** The steps of a design: which fields each of them holds, and what of the checklist. */

import { isIn } from "../../parts/fields/problems.js";

/** Where the step is in the address. */
export const STEP = "step";

export type StepKey = "hypothesis" | "audience" | "variants" | "metrics" | "size" | "checklist";

interface StepInWords {
  key: StepKey;
  title: string;
  description: string;
  /** Where its fields are in the document. */
  fields: readonly string[];
  /** Items of the checklist that are done here. */
  items: readonly string[];
}

export const STEPS: readonly StepInWords[] = [
  {
    key: "hypothesis",
    title: "Hypothesis",
    description: "What is changed, what you expect of it, and who answers for it.",
    fields: ["key", "name", "description", "hypothesis", "owner", "team", "tags", "priority"],
    items: ["hypothesis", "owner"],
  },
  {
    key: "audience",
    title: "Audience",
    description: "Which flag shows the difference, where, and who takes part.",
    fields: [
      "environment",
      "eligibility",
      "traffic",
      "group",
      "bucket_by",
      "assignment",
      "strata",
      "block_size",
      "expose_on",
    ],
    items: ["references", "flags", "traffic", "clashes"],
  },
  {
    key: "variants",
    title: "Variants",
    description: "What each group sees, and how the units are shared among them.",
    fields: ["variants", "control"],
    items: ["weights", "dry_run"],
  },
  {
    key: "metrics",
    title: "Metrics",
    description: "What decides, what explains, and what must not get worse.",
    fields: ["metrics", "alarms", "on_alarm"],
    items: ["goal", "guardrails", "events"],
  },
  {
    key: "size",
    title: "Sample size",
    description: "How many units it takes to see the effect, and how long.",
    fields: ["plan", "start_at", "end_at", "maximum_units", "maximum_days"],
    items: ["sample_size", "schedule", "room"],
  },
  {
    key: "checklist",
    title: "Checklist and start",
    description: "What is done, what is open, and then the start.",
    fields: [],
    items: ["sign_off"],
  },
];

/** The step of a key in an address; the first one for what is none. */
export function stepAt(key: string | null): number {
  return Math.max(
    0,
    STEPS.findIndex((step) => step.key === key),
  );
}

/** Where something can be mended: a field's step, or an item's of the checklist. */
export function stepOfField(field: string): StepInWords | undefined {
  return STEPS.find((step) => step.fields.some((each) => isIn(field, each)));
}

export function stepOfItem(item: string): StepInWords | undefined {
  return STEPS.find((step) => step.items.includes(item));
}
