/** What there is in the settings, each with who may see it. */

import type { ComponentType } from "react";
import type { Role } from "../../api/types.js";
import { Alarms } from "./Alarms.js";
import { Environments } from "./Environments.js";
import { Functions } from "./Functions.js";
import { Hotfixes } from "./Hotfixes.js";
import { Keys } from "./Keys.js";
import { Roles } from "./Roles.js";
import { Webhooks } from "./Webhooks.js";

interface SettingsTab {
  id: string;
  label: string;
  role: Role;
  content: ComponentType;
}

export const TABS: readonly SettingsTab[] = [
  { id: "environments", label: "Environments", role: "viewer", content: Environments },
  { id: "keys", label: "Keys", role: "owner", content: Keys },
  { id: "roles", label: "Roles", role: "viewer", content: Roles },
  { id: "webhooks", label: "Webhooks", role: "owner", content: Webhooks },
  { id: "alarms", label: "Alarms", role: "viewer", content: Alarms },
  { id: "functions", label: "Guarded functions", role: "viewer", content: Functions },
  { id: "hotfixes", label: "Hotfixes", role: "viewer", content: Hotfixes },
];
