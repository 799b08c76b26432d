import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useGuardedFunction, useGuardedFunctions } from "../../api/operations.js";
import type { GuardedFunctionRow } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Loaded } from "../../parts/Loaded.js";
import { useParameter } from "../../parts/useParameter.js";
import { When } from "../../parts/When.js";

const HALF = 50;
const OPENED = "function";
const ABOUT =
  "Lambda functions that alarms may move back to the version before. " +
  "They are registered from the command line.";

/** Guarded functions, and how their versions moved. */
export function Functions() {
  const pages = useGuardedFunctions();
  const [opened, open] = useParameter(OPENED);
  return (
    <>
      <Listing
        label="guarded functions"
        pages={pages}
        columns={columnsWith(open)}
        keyOf={(row) => row.key}
        header={<Header description={ABOUT}>Guarded functions</Header>}
        empty={
          <Empty title="No function is guarded yet">
            Whoever owns a Lambda function of this account registers it with its alarms. When one of
            them fires after a deployment, the version before serves again within seconds.
          </Empty>
        }
      />
      {opened && <GuardedFunction name={opened} close={() => open(null)} />}
    </>
  );
}

type Columns = [Column<GuardedFunctionRow>, ...Column<GuardedFunctionRow>[]];

function columnsWith(open: (name: string) => void): Columns {
  const name = ({ key }: GuardedFunctionRow) => (
    <Button variant="inline-link" onClick={() => open(key)}>
      <Breakable text={key} />
    </Button>
  );
  return [
    { id: "key", header: "Function", minWidth: 180, cell: name },
    { id: "alias", header: "Alias", cell: ({ summary }) => summary.alias },
    {
      id: "alarms",
      header: "Alarms",
      share: HALF,
      cell: ({ summary }) => <Breakable text={Object.keys(summary.alarms).join(", ") || "None"} />,
    },
    { id: "state", header: "State", share: HALF, cell: (row) => <State row={row} /> },
  ];
}

function State({ row: { summary } }: { row: GuardedFunctionRow }) {
  if (summary.is_archived) return <StatusIndicator type="stopped">Archived</StatusIndicator>;
  return <StatusIndicator type="success">Guarded</StatusIndicator>;
}

function GuardedFunction({ name, close }: { name: string; close: () => void }) {
  const query = useGuardedFunction(name);
  return (
    <Modal visible header={name} closeAriaLabel="Close" onDismiss={close}>
      <Loaded query={query}>
        {({ document: { moves = [] } }) => (
          <SpaceBetween size="s">
            <Box variant="h3">How its version moved</Box>
            {moves.length === 0 && <Box>It was never moved.</Box>}
            {moves.toReversed().map((move) => (
              <Box key={move.at}>
                From version {move.moved_from} to {move.moved_to} <When at={move.at} />
                {move.reason && `: ${move.reason}`}
                {!move.done && " (not finished)"}
                {move.healthy === false && " It was not healthy afterwards."}
              </Box>
            ))}
          </SpaceBetween>
        )}
      </Loaded>
    </Modal>
  );
}
