import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "wouter";
import { useFlagHistory } from "../../api/flags.js";
import type { Row } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { Versions } from "../../parts/Versions.js";
import type { FlagTabProps } from "./tabs.js";
import { VersionPanel } from "./VersionPanel.js";

const VERSION = "version";

/** Every version of a flag, newest first; what each changed, and the way back to it. */
export function History({ stored }: FlagTabProps) {
  const pages = useFlagHistory(stored.key);
  const [parameters] = useSearchParams();
  const chosen = Number(parameters.get(VERSION));
  const address = ({ key, version }: Row) => {
    const wanted = new URLSearchParams(parameters);
    wanted.set(VERSION, String(version));
    return href(`/flags/${key}?${wanted}`);
  };
  return (
    <SpaceBetween size="l">
      {chosen >= 1 && <VersionPanel key={chosen} stored={stored} version={chosen} />}
      <Versions
        pages={pages}
        version={(row) => <Link href={address(row)}>Version {row.version}</Link>}
      />
    </SpaceBetween>
  );
}
