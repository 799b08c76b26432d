import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useDeploymentSettings, useHotfix, useHotfixes } from "../../api/operations.js";
import type { HotfixRow } from "../../api/types.js";
import { whoSigned } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Loaded } from "../../parts/Loaded.js";
import { useParameter } from "../../parts/useParameter.js";
import { When } from "../../parts/When.js";

const HALF = 50;
const OPENED = "hotfix";
const ABOUT =
  "Repairs that cannot wait: how severe, until when, and who agreed to skip the canary. " +
  "They are reported and deployed from the command line.";
const STATES = {
  open: { type: "in-progress", words: "Open" },
  deployed: { type: "success", words: "Deployed" },
  closed: { type: "stopped", words: "Closed" },
} as const;

/** Hotfixes from report to end, and who may approve one. */
export function Hotfixes() {
  const pages = useHotfixes();
  const [opened, open] = useParameter(OPENED);
  return (
    <SpaceBetween size="m">
      <Listing
        label="hotfixes"
        pages={pages}
        columns={columnsWith(open)}
        keyOf={(row) => row.key}
        header={<Header description={ABOUT}>Hotfixes</Header>}
        empty={
          <Empty title="No hotfix so far">
            When production is down, a hotfix says what is broken and by when it is to be repaired.
            Two people who may approve can let it skip the canary.
          </Empty>
        }
      />
      <Approvers />
      {opened && <Hotfix name={opened} close={() => open(null)} />}
    </SpaceBetween>
  );
}

type Columns = [Column<HotfixRow>, ...Column<HotfixRow>[]];

function columnsWith(open: (name: string) => void): Columns {
  const title = ({ key, summary }: HotfixRow) => (
    <>
      <Button variant="inline-link" onClick={() => open(key)}>
        <Breakable text={key} />
      </Button>
      <Box variant="small" display="block">
        {summary.title}
      </Box>
    </>
  );
  return [
    { id: "key", header: "Hotfix", minWidth: 180, cell: title },
    { id: "severity", header: "Severity", cell: ({ summary }) => summary.severity },
    { id: "state", header: "State", share: HALF, cell: (row) => <State row={row} /> },
    {
      id: "function",
      header: "Function",
      share: HALF,
      cell: ({ summary }) => <Breakable text={summary.function ?? "–"} />,
    },
    {
      id: "deadline",
      header: "Repaired by",
      cell: ({ summary }) => <When at={summary.deadline} never="With the next release" />,
    },
  ];
}

function State({ row: { summary } }: { row: HotfixRow }) {
  const { type, words } = STATES[summary.status];
  return <StatusIndicator type={type}>{words}</StatusIndicator>;
}

function Approvers() {
  const query = useDeploymentSettings();
  return (
    <Loaded query={query}>
      {({ document }) => {
        const named = document.emergency_approvers ?? [];
        return (
          <Box color="text-body-secondary">
            {named.length === 0
              ? "Nobody may approve that a hotfix skips the canary: the owners named nobody."
              : `Two of these have to agree before one skips the canary: ${named.join(", ")}.`}
          </Box>
        );
      }}
    </Loaded>
  );
}

function Hotfix({ name, close }: { name: string; close: () => void }) {
  const query = useHotfix(name);
  return (
    <Modal visible header={name} closeAriaLabel="Close" onDismiss={close}>
      <Loaded query={query}>
        {({ document }) => (
          <KeyValuePairs
            items={[
              { label: "What is broken", value: document.title },
              { label: "In detail", value: document.issue || "–" },
              { label: "Cause", value: document.root_cause || "–" },
              { label: "Repair", value: document.fix || "–" },
              { label: "How it was tested", value: document.testing || "–" },
              { label: "If it fails", value: document.rollback_plan || "–" },
              {
                label: "Agreed to by",
                value: document.approvals?.map(whoSigned).join(", ") || "Nobody so far",
              },
            ]}
          />
        )}
      </Loaded>
    </Modal>
  );
}
