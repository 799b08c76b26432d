import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { useCaller } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import { useKeys } from "../../api/keys.js";
import type { KeyRow } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { When } from "../../parts/When.js";
import { KeyForm } from "./KeyForm.js";
import { revocationOf } from "./keyChanges.js";
import { reachOf } from "./roles.js";
import { ShownOnce } from "./ShownOnce.js";

const HALF = 50;
const ABOUT =
  "Who or what may ask Burgee, and what for. A key's text is shown once, when it is made.";

const COLUMNS: [Column<KeyRow>, ...Column<KeyRow>[]] = [
  { id: "name", header: "Key", minWidth: 180, cell: (row) => <Name row={row} /> },
  {
    id: "kind",
    header: "Kind",
    cell: ({ summary }) => <Badge>{summary.kind}</Badge>,
  },
  { id: "reach", header: "Reaches", share: HALF, cell: ({ summary }) => reachOf(summary) },
  { id: "made", header: "Made", share: HALF, cell: (row) => <When at={row.created_at} /> },
  { id: "state", header: "State", cell: (row) => <State row={row} /> },
];

/** Keys: what there is; a new one shows its text once. */
export function Keys() {
  const pages = useKeys();
  const [isNew, setIsNew] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  const add = <Button onClick={() => setIsNew(true)}>New key</Button>;
  return (
    <>
      <Listing
        label="keys"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => row.key}
        header={
          <Header description={ABOUT} actions={add}>
            Keys
          </Header>
        }
        empty={
          <Empty title="There is no key yet">
            An application asks with a client or server key of its environment.
          </Empty>
        }
      />
      {isNew && <KeyForm take={setToken} close={() => setIsNew(false)} />}
      {token && (
        <ShownOnce title="The new key" secret={token} close={() => setToken(null)}>
          Send it as “Authorization: Bearer …”, or give it to one of the clients.
        </ShownOnce>
      )}
    </>
  );
}

function Name({ row }: { row: KeyRow }) {
  return (
    <>
      <Breakable text={row.summary.name || row.key} />
      <Box variant="small" display="block">
        <Breakable text={row.key} />
      </Box>
    </>
  );
}

function State({ row }: { row: KeyRow }) {
  const make = useMake();
  const everywhere = (useEnvironments().data ?? []).map(({ key }) => key);
  const isOwn = useCaller()?.key_id === row.key;
  if (row.summary.revoked) return <StatusIndicator type="stopped">Revoked</StatusIndicator>;
  const revoke = () => void make(revocationOf(row, everywhere, isOwn));
  const called = row.summary.name || row.key;
  return (
    <SpaceBetween direction="horizontal" size="s">
      <StatusIndicator type="success">Valid</StatusIndicator>
      <Button variant="inline-link" ariaLabel={`Revoke ${called}`} onClick={revoke}>
        Revoke
      </Button>
    </SpaceBetween>
  );
}
