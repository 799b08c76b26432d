import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { readEnvironment, useEveryEnvironment } from "../../api/environments.js";
import { asProblem } from "../../api/problem.js";
import type { Environment, EnvironmentRow, Stored } from "../../api/types.js";
import { liftOf, stopOf } from "../../app/emergencyStop.js";
import { useMake } from "../../parts/Changes.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { useTell } from "../../parts/Messages.js";
import { When } from "../../parts/When.js";
import { CloneForm } from "./CloneForm.js";
import { EnvironmentForm } from "./EnvironmentForm.js";
import { lifecycleOf } from "./environmentChanges.js";
import { Named } from "./Named.js";

const HALF = 50;
const ABOUT =
  "Where flags have their settings: what somebody tries in staging is not seen in production.";

/** What somebody is about to do. */
type Opened =
  | { what: "form"; stored: Stored<Environment> | null }
  | { what: "clone"; target: string };

/** Environments: what there is, and what can be done to them. */
export function Environments() {
  const pages = useEveryEnvironment();
  const isOwner = useMay("owner")();
  const [opened, open] = useState<Opened | null>(null);
  const add = (
    <Button onClick={() => open({ what: "form", stored: null })}>New environment</Button>
  );
  return (
    <>
      <Listing
        label="environments"
        pages={pages}
        columns={columnsWith(open)}
        keyOf={(row) => row.key}
        header={
          <Header description={ABOUT} actions={isOwner && add}>
            Environments
          </Header>
        }
        empty={null}
      />
      {opened?.what === "form" && (
        <EnvironmentForm stored={opened.stored} close={() => open(null)} />
      )}
      {opened?.what === "clone" && <CloneForm target={opened.target} close={() => open(null)} />}
    </>
  );
}

type Columns = [Column<EnvironmentRow>, ...Column<EnvironmentRow>[]];

function columnsWith(open: (opened: Opened) => void): Columns {
  return [
    { id: "key", header: "Environment", minWidth: 180, cell: (row) => <Named of={row} /> },
    { id: "state", header: "State", cell: (row) => <State row={row} /> },
    {
      id: "reason",
      header: "Asks for a reason",
      cell: ({ summary }) => (summary.is_production ? "Yes: it is production" : "No"),
    },
    {
      id: "changed",
      header: "Changed",
      share: HALF,
      cell: (row) => <When at={row.updated_at} never="Never" />,
    },
    {
      id: "actions",
      header: "Actions",
      share: HALF,
      cell: (row) => <Actions row={row} open={open} />,
    },
  ];
}

function State({ row: { summary } }: { row: EnvironmentRow }) {
  if (summary.lifecycle === "archived") {
    return <StatusIndicator type="stopped">Archived</StatusIndicator>;
  }
  if (summary.is_stopped) {
    return <StatusIndicator type="warning">Emergency stop</StatusIndicator>;
  }
  return <StatusIndicator type="success">Served</StatusIndicator>;
}

function Actions({ row, open }: { row: EnvironmentRow; open: (opened: Opened) => void }) {
  const make = useMake();
  const tell = useTell();
  const isOwner = useMay("owner")(row.key);
  const isEditor = useMay("editor")(row.key);
  const { is_stopped: isStopped, lifecycle } = row.summary;
  const isArchived = lifecycle === "archived";
  const mayEdit = isEditor && !isArchived;
  const does: Record<string, () => Promise<unknown> | void> = {
    change: async () => open({ what: "form", stored: await readEnvironment(row.key) }),
    clone: () => open({ what: "clone", target: row.key }),
    stop: () => make(isStopped ? liftOf(row.key) : stopOf(row.key)),
    archive: async () => make(lifecycleOf(await readEnvironment(row.key))),
  };
  const items = [
    ...(isOwner && !isArchived ? [{ id: "change", text: "Change" }] : []),
    ...(mayEdit ? [{ id: "clone", text: "Copy all flags here" }] : []),
    ...(mayEdit ? [{ id: "stop", text: isStopped ? "Lift the stop" : "Emergency stop" }] : []),
    ...(isOwner ? [{ id: "archive", text: isArchived ? "Bring back" : "Archive" }] : []),
  ];
  if (items.length === 0) return <>–</>;
  const act = (id: string) => {
    const refused = (fault: unknown) => tell("error", asProblem(fault).detail);
    Promise.resolve(does[id]?.()).catch(refused);
  };
  return (
    <ButtonDropdown
      items={items}
      variant="inline-icon"
      ariaLabel={`Actions for ${row.key}`}
      expandToViewport
      onItemClick={({ detail }) => act(detail.id)}
    />
  );
}
