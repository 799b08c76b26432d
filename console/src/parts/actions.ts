/** What was done to what, in words. */

import type { Action, Kind } from "../api/types.js";

/** Behind a document's name: `new-gallery was switched`. */
export const DONE: Record<Action, string> = {
  create: "was created",
  update: "was changed",
  toggle: "was switched",
  archive: "was archived",
  unarchive: "was brought back",
  restore: "was restored from an earlier version",
  clone: "was copied from another environment",
  members: "has other members",
  revoke: "was revoked",
  sign_off: "was signed off",
  start: "was started",
  pause: "was paused",
  resume: "was resumed",
  traffic: "takes in more units",
  complete: "is completed",
  cancel: "was cancelled",
  emergency_stop: "was stopped in an emergency",
  restart: "was set up again",
  fail: "failed",
  sign_off_decision: "has a decision that was signed off",
  decide: "was decided",
  promote: "shows the variant that was decided for",
  schedule: "was changed by its schedule",
  advance: "reached its next stage",
  hold: "holds",
  ramp_up: "was ramped up",
  ramp_down: "was ramped down",
  roll_back: "was rolled back",
  abort: "was aborted",
  settle: "is settled: its flag decides",
  alarm: "heard of an alarm",
  exclude: "excludes other units",
  lift: "is no longer stopped",
  register: "was registered",
  prune: "was rid of old versions",
  approve: "was approved",
  deploy: "was deployed without a canary",
  close: "was closed",
  test: "was tested",
};

interface KindWords {
  one: string;
  /** Where one of them is shown; null where no page shows it. */
  path: ((key: string) => string) | null;
}

/** What each kind of document is called, and where it is shown. */
export const KINDS: Record<Kind, KindWords> = {
  flag: { one: "flag", path: (key) => `/flags/${key}` },
  segment: { one: "segment", path: (key) => `/segments/${key}` },
  experiment: { one: "experiment", path: (key) => `/experiments/${key}` },
  rollout: { one: "rollout", path: (key) => `/rollouts/${key}` },
  exclusion_group: { one: "exclusion group", path: null },
  environment: { one: "environment", path: () => "/settings?tab=environments" },
  key: { one: "key", path: () => "/settings?tab=keys" },
  webhook: { one: "webhook", path: () => "/settings?tab=webhooks" },
  function: { one: "guarded function", path: () => "/settings?tab=functions" },
  hotfix: { one: "hotfix", path: () => "/settings?tab=hotfixes" },
  settings: { one: "settings", path: () => "/settings" },
};
