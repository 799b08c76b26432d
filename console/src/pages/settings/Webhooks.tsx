import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { asProblem } from "../../api/problem.js";
import type { StoredWebhook, WebhookRow } from "../../api/types.js";
import { readWebhook, testWebhook, useWebhooks } from "../../api/webhooks.js";
import { KINDS } from "../../parts/actions.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { type Tell, useTell } from "../../parts/Messages.js";
import { Named } from "./Named.js";
import { ShownOnce } from "./ShownOnce.js";
import { WebhookForm } from "./WebhookForm.js";
import { archivingOf, rotationOf } from "./webhookChanges.js";

const HALF = 50;
const ABOUT = "Addresses that hear of each change: a chat, a ticket system, a pipeline.";

/** What the table's actions lead to. */
interface Doing {
  edit: (stored: StoredWebhook) => void;
  take: (secret: string) => void;
}

/** Webhooks: what there is; a new secret is shown once. */
export function Webhooks() {
  const pages = useWebhooks();
  const [form, setForm] = useState<{ stored: StoredWebhook | null } | null>(null);
  const [secret, take] = useState<string | null>(null);
  const doing: Doing = { edit: (stored) => setForm({ stored }), take };
  const add = <Button onClick={() => setForm({ stored: null })}>New webhook</Button>;
  return (
    <>
      <Listing
        label="webhooks"
        pages={pages}
        columns={columnsWith(doing)}
        keyOf={(row) => row.key}
        header={
          <Header description={ABOUT} actions={add}>
            Webhooks
          </Header>
        }
        empty={
          <Empty title="Nobody is told yet">
            A webhook is sent what changed, who did it and why, a few seconds later. It never holds
            values or rules.
          </Empty>
        }
      />
      {form && <WebhookForm stored={form.stored} take={take} close={() => setForm(null)} />}
      {secret && (
        <ShownOnce title="The new secret" secret={secret} close={() => take(null)}>
          With it the receiver verifies that a message is from Burgee.
        </ShownOnce>
      )}
    </>
  );
}

type Columns = [Column<WebhookRow>, ...Column<WebhookRow>[]];

function columnsWith(doing: Doing): Columns {
  return [
    { id: "key", header: "Webhook", minWidth: 180, cell: (row) => <Named of={row} /> },
    { id: "state", header: "State", cell: (row) => <State row={row} /> },
    { id: "hears", header: "Hears of", share: HALF, cell: ({ summary }) => hears(summary) },
    {
      id: "where",
      header: "Where",
      share: HALF,
      cell: ({ summary }) => summary.environments.join(", ") || "Everywhere",
    },
    {
      id: "actions",
      header: "Actions",
      cell: (row) => <Actions row={row} doing={doing} />,
    },
  ];
}

function State({ row: { summary } }: { row: WebhookRow }) {
  if (summary.is_archived) return <StatusIndicator type="stopped">Archived</StatusIndicator>;
  if (!summary.enabled) return <StatusIndicator type="stopped">Off</StatusIndicator>;
  return <StatusIndicator type="success">On</StatusIndicator>;
}

function hears({ kinds, actions }: WebhookRow["summary"]): string {
  const of = kinds.map((kind) => KINDS[kind].one).join(", ") || "everything";
  return actions.length === 0 ? of : `${of}: ${actions.join(", ").replaceAll("_", " ")}`;
}

const ITEMS = [
  { id: "test", text: "Send a test" },
  { id: "change", text: "Change" },
  { id: "rotate", text: "New secret" },
  { id: "archive", text: "Archive" },
];

function Actions({ row, doing }: { row: WebhookRow; doing: Doing }) {
  const make = useMake();
  const tell = useTell();
  const [isBusy, setIsBusy] = useState(false);
  if (row.summary.is_archived) return <>–</>;
  const does: Record<string, () => Promise<unknown>> = {
    test: () => test(row.key, tell),
    change: async () => doing.edit(await readWebhook(row.key)),
    rotate: () => make(rotationOf(row, doing.take)),
    archive: () => make(archivingOf(row)),
  };
  const act = async (id: string) => {
    setIsBusy(true);
    await does[id]?.().catch((fault: unknown) => tell("error", asProblem(fault).detail));
    setIsBusy(false);
  };
  return (
    <ButtonDropdown
      items={ITEMS}
      loading={isBusy}
      loadingText="It is being done"
      variant="inline-icon"
      ariaLabel={`Actions for ${row.key}`}
      expandToViewport
      onItemClick={({ detail }) => void act(detail.id)}
    />
  );
}

async function test(key: string, tell: Tell): Promise<void> {
  const { delivered, status, problem } = await testWebhook(key);
  if (delivered) tell("success", `${key} took the test message: status ${status}.`);
  else {
    const why = problem || `It answered with status ${status}.`;
    tell("error", `${key} did not take the test message.`, why);
  }
}
