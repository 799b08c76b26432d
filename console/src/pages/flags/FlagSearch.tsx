import { useNames } from "../../api/names.js";
import { type Property, SearchField } from "../../parts/search/SearchField.js";
import type { Wanted } from "../../parts/search/searching.js";
import { ALWAYS, isOfEnvironment, type Name, NAMES } from "./wanted.js";

/** What flags can be searched by, in words: one, and several. */
const WORDS: Record<Name, readonly [one: string, many: string]> = {
  tag: ["Tag", "Tags"],
  owner: ["Owner", "Owners"],
  team: ["Team", "Teams"],
  purpose: ["Purpose", "Purposes"],
  enabled: ["switched", "Switched"],
  unused_days: ["not evaluated for", "Not evaluated for"],
  lifecycle: ["Lifecycle", "Lifecycles"],
};

interface FlagSearchProps {
  wanted: Wanted<Name>;
  /** The environment in which flags are on or off, and evaluated. */
  environment: string;
  choose: (wanted: Wanted<Name>) => void;
}

/** Searches flags by key and name, and by what they have. */
export function FlagSearch({ wanted, environment, choose }: FlagSearchProps) {
  const { tags, owners, teams } = useNames();
  const inUse: Partial<Record<Name, readonly string[]>> = { tag: tags, owner: owners, team: teams };
  const properties = NAMES.map((name): Property<Name> => {
    const [one, many] = WORDS[name];
    return {
      name,
      one: isOfEnvironment(name) ? `In ${environment}: ${one}` : one,
      many,
      values: ALWAYS[name] ?? inUse[name] ?? [],
    };
  });
  return (
    <SearchField
      label="Find flags"
      placeholder="Find flags by key, name, tag or owner"
      {...{ properties, wanted, choose }}
    />
  );
}
