import TopNavigation, {
  type TopNavigationProps,
} from "@cloudscape-design/components/top-navigation";
import { useQueryClient } from "@tanstack/react-query";
import { useCaller, useMay } from "../api/caller.js";
import { useEnvironments } from "../api/environments.js";
import { leave } from "../api/signIn.js";
import type { Caller } from "../api/types.js";
import { useMake } from "../parts/Changes.js";
import { type Appearance, useAppearance } from "./appearance.js";
import { useEnvironmentChoice } from "./EnvironmentChoice.js";
import { stopOf } from "./emergencyStop.js";
import { href } from "./sections.js";

type Utility = TopNavigationProps.Utility;

const APPEARANCES: readonly (readonly [Appearance, string])[] = [
  ["system", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** What is there on every page: the environment, the emergency stop, the appearance, who it is. */
export function TopBar() {
  const utilities = [useStop(), useSwitch(), useAppearances(), useAccount()];
  return (
    <div id="top">
      <TopNavigation
        identity={{ href: href("/"), title: "Burgee" }}
        utilities={utilities.filter((utility) => utility !== null)}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
      />
    </div>
  );
}

function useStop(): Utility | null {
  const { environment, row } = useEnvironmentChoice();
  const make = useMake();
  if (!useMay("editor")(environment) || row.summary.is_stopped) return null;
  return {
    type: "button",
    iconName: "status-stopped",
    text: "Emergency stop",
    title: `Emergency stop of ${environment}`,
    disableUtilityCollapse: true,
    onClick: () => void make(stopOf(environment)),
  };
}

function useSwitch(): Utility {
  const { environment, choose } = useEnvironmentChoice();
  const rows = useEnvironments().data ?? [];
  return {
    type: "menu-dropdown",
    iconName: "multiscreen",
    text: environment,
    ariaLabel: `Environment: ${environment}`,
    items: rows.map(({ key, summary }) => ({
      id: key,
      text: key,
      itemType: "checkbox" as const,
      checked: key === environment,
      ...(summary.is_production && { secondaryText: "Production" }),
    })),
    onItemClick: ({ detail }) => choose(detail.id),
  };
}

function useAppearances(): Utility {
  const [chosen, choose] = useAppearance();
  return {
    type: "menu-dropdown",
    iconName: "settings",
    ariaLabel: "Appearance",
    title: "Appearance",
    items: APPEARANCES.map(([id, text]) => ({
      id,
      text,
      itemType: "checkbox" as const,
      checked: id === chosen,
    })),
    onItemClick: ({ detail }) => choose(detail.id as Appearance),
  };
}

/** What the caller may do, and where they may do it. */
function roleOf({ role, environments }: Caller): string {
  return environments === null ? `Role: ${role}` : `Role: ${role} in ${environments.join(", ")}`;
}

function useAccount(): Utility {
  const caller = useCaller();
  const client = useQueryClient();
  const signOut = () => {
    void leave();
    client.clear();
  };
  return {
    type: "menu-dropdown",
    iconName: "user-profile",
    text: caller?.name || caller?.key_id || "Account",
    description: caller ? roleOf(caller) : "",
    items: [{ id: "sign-out", text: "Sign out" }],
    onItemClick: signOut,
  };
}
