/** Builders of flags and experiments in ruleset form. */

const SLOTS = 100_000;

/** A boolean flag that answers `on`, or what `more` says. */
export function flag(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: "boolean",
    version: 1,
    enabled: true,
    variants: { on: true, off: false },
    default: "on",
    default_reason: "STATIC",
    ...more,
  };
}

/** A flag that an experiment decides. */
export function decidedFlag(experiment: string): Record<string, unknown> {
  return flag({ default: "off", default_reason: "DEFAULT", experiments: [experiment] });
}

/** A running experiment which shows half of all units `on` in one flag. */
export function experiment(
  key: string,
  flagKey: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const half = SLOTS / 2;
  return {
    experiment: key,
    run: `${key}.1`,
    number: 1,
    status: "running",
    bucket_by: "targetingKey",
    control: "control",
    conditions: [],
    excluded: [],
    not_in: [],
    gates: [],
    method: "deterministic",
    strata: [],
    split: {
      seed: 7,
      ranges: [
        [0, half, "control"],
        [half, SLOTS, "treatment"],
      ],
    },
    weights: { control: 1, treatment: 1 },
    variants: { control: { [flagKey]: "off" }, treatment: { [flagKey]: "on" } },
    dimensions: [],
    expose_on: "evaluation",
    ...more,
  };
}
