import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "wouter";
import { useFlagHistory } from "../../api/flags.js";
import type { Row } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { DONE } from "../../parts/actions.js";
import { whoMade } from "../../parts/actors.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";
import type { FlagTabProps } from "./tabs.js";
import { VersionPanel } from "./VersionPanel.js";

const VERSION = "version";

/** Every version of a flag, newest first; what each changed, and the way back to it. */
export function History({ stored }: FlagTabProps) {
  const pages = useFlagHistory(stored.key);
  const [parameters] = useSearchParams();
  const chosen = Number(parameters.get(VERSION));
  return (
    <SpaceBetween size="l">
      {chosen >= 1 && <VersionPanel key={chosen} stored={stored} version={chosen} />}
      <Listing
        label="versions"
        pages={pages}
        columns={columnsOf(parameters)}
        keyOf={(row) => String(row.version)}
        empty={<Empty title="Nothing was written yet">Each change makes a version.</Empty>}
      />
    </SpaceBetween>
  );
}

function columnsOf(parameters: URLSearchParams): [Column<Row>, ...Column<Row>[]] {
  const address = ({ key, version }: Row) => {
    const wanted = new URLSearchParams(parameters);
    wanted.set(VERSION, String(version));
    return href(`/flags/${key}?${wanted}`);
  };
  return [
    {
      id: "version",
      header: "Version",
      cell: (row) => <Link href={address(row)}>Version {row.version}</Link>,
    },
    { id: "at", header: "When", cell: ({ change }) => <When at={change.at} /> },
    { id: "actor", header: "Who", cell: ({ change }) => whoMade(change) },
    { id: "action", header: "What", cell: ({ change }) => DONE[change.action] },
    { id: "reason", header: "Why", cell: ({ change }) => change.reason || "–" },
  ];
}
