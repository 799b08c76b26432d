/** What roles and kinds of keys may do, in words. */

import type { KeyDraft, Role } from "../../api/types.js";

export type KeyKind = "client" | "server" | "admin";

interface RoleWords {
  value: Role;
  label: string;
  /** Beyond what the roles before it may. */
  description: string;
  may: readonly string[];
}

/** Weakest first: each may do what those before it may. */
export const ROLES: readonly RoleWords[] = [
  {
    value: "viewer",
    label: "Viewer",
    description: "Looks at everything, changes nothing.",
    may: [
      "See flags, segments, rollouts, experiments and their results",
      "See the audit log, alarms, guarded functions and hotfixes",
      "Try what a flag would answer",
    ],
  },
  {
    value: "editor",
    label: "Editor",
    description: "Changes flags, segments, rollouts and experiments.",
    may: [
      "Make, change, switch and archive flags and segments",
      "Start, pause and take back rollouts; start, pause and end experiments",
      "Look a unit up, and opt it out of experiments",
      "Stop everything in an emergency",
      "Report hotfixes",
    ],
  },
  {
    value: "approver",
    label: "Approver",
    description: "Also agrees to what others want to do.",
    may: [
      "Sign off the design of an experiment, and the decision on it",
      "Agree to a hotfix that skips the canary, if the owners named you",
    ],
  },
  {
    value: "owner",
    label: "Owner",
    description: "May do everything.",
    may: [
      "Make and archive environments",
      "Make and revoke keys, and see whose there are",
      "Make and change webhooks",
      "Register functions that alarms may move back",
      "Erase all that is kept of a unit",
      "Say who may approve hotfixes",
    ],
  },
];

interface KeyWords {
  value: KeyKind;
  label: string;
  description: string;
}

export const KEY_KINDS: readonly KeyWords[] = [
  {
    value: "client",
    label: "Client key",
    description: "For browsers and apps: asks what flags answer, and reports events. No secret.",
  },
  {
    value: "server",
    label: "Server key",
    description: "For servers: also reads all rules of its environment. A secret.",
  },
  {
    value: "admin",
    label: "Admin key",
    description: "For machines that change something, such as a pipeline. A secret.",
  },
];

/** What a key reaches: `production`, `Editor in staging`, `Owner everywhere`. */
export function reachOf(key: Pick<KeyDraft, "kind" | "environment" | "role" | "environments">) {
  if (key.kind !== "admin") return key.environment ?? "";
  const role = ROLES.find(({ value }) => value === key.role)?.label ?? "";
  const where = key.environments ? `in ${key.environments.join(", ")}` : "everywhere";
  return `${role} ${where}`;
}
