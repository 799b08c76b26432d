import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useSearchParams } from "wouter";
import { type ChangeAddress, useAudit } from "../../api/audit.js";
import { hasRole, useCaller } from "../../api/caller.js";
import type { AuditFilter, AuditRow, Kind } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { DONE, KINDS } from "../../parts/actions.js";
import { whoMade } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { Page } from "../../parts/Page.js";
import { useParameter } from "../../parts/useParameter.js";
import { When } from "../../parts/When.js";
import { AuditFilters } from "./AuditFilters.js";
import { ChangeView } from "./ChangeView.js";
import { filterOf, known, NAMES } from "./filters.js";

const HALF = 50;
const CHANGE = "change";
const HERE = "here";
const ABOUT =
  "Every change of every document: who made it, when and why, and what it changed. " +
  "Nothing is ever removed from here.";
/** Only owners see what keys and webhooks were. */
const OF_OWNERS: readonly Kind[] = ["key", "webhook"];

/** Every change that was ever made, newest first. */
export function AuditPage() {
  const { environment } = useEnvironmentChoice();
  const [filter, choose, clear] = useFilter();
  const [here, setHere] = useParameter(HERE);
  const [opened, open] = useParameter(CHANGE);
  const caller = useCaller();
  const isOwner = caller !== undefined && hasRole(caller, "owner");
  const pages = useAudit({ ...filter, ...(here && { environment }) });
  const address = opened ? addressOf(opened) : null;
  const isFiltered = Object.keys(filter).length > 0 || here !== null;
  return (
    <Page title="Audit log" description={ABOUT}>
      <Listing
        label="changes"
        pages={pages}
        columns={columnsWith(isOwner, open)}
        keyOf={textOf}
        filter={
          <SpaceBetween size="s">
            <AuditFilters filter={filter} rows={pages.brought} choose={choose} />
            <Toggle checked={here !== null} onChange={() => setHere(here ? null : "yes")}>
              Only what touched {environment}, or all environments
            </Toggle>
          </SpaceBetween>
        }
        empty={<Nothing isFiltered={isFiltered} all={clear} />}
      />
      {address && <ChangeView of={address} close={() => open(null)} />}
    </Page>
  );
}

/** What is looked for: in the address, so that a link finds the same. */
function useFilter(): [AuditFilter, (filter: AuditFilter) => void, () => void] {
  const [parameters, setParameters] = useSearchParams();
  const named = NAMES.map((name) => ({ propertyKey: name, value: parameters.get(name) }));
  const write = (gone: readonly string[], filter: AuditFilter) =>
    setParameters(
      (before) => {
        for (const name of gone) before.delete(name);
        for (const [name, value] of Object.entries(filter)) before.set(name, String(value));
        return before;
      },
      { replace: true },
    );
  const tokens = named.map((one) => ({ ...one, operator: "=" }));
  const choose = (filter: AuditFilter) => write(NAMES, filter);
  return [known(filterOf({ tokens })), choose, () => write([...NAMES, HERE], {})];
}

type Columns = [Column<AuditRow>, ...Column<AuditRow>[]];

function columnsWith(isOwner: boolean, open: (change: string) => void): Columns {
  const title = (row: AuditRow) => (
    <Title row={row} open={isOwner || !OF_OWNERS.includes(row.kind) ? open : null} />
  );
  return [
    { id: "change", header: "Change", minWidth: 240, cell: title },
    { id: "where", header: "Where", cell: ({ change }) => where(change.environments) },
    { id: "who", header: "Who", share: HALF, cell: ({ change }) => whoMade(change) },
    { id: "at", header: "When", share: HALF, cell: ({ change }) => <When at={change.at} /> },
    {
      id: "why",
      header: "Why",
      cell: ({ change }) => <Breakable text={change.reason || "–"} />,
    },
  ];
}

function Title({ row, open }: { row: AuditRow; open: ((change: string) => void) | null }) {
  // A key's id says nothing to anybody.
  const called = row.kind === "key" ? String(row.summary["name"] || row.key) : row.key;
  const name = <Breakable text={called} />;
  const show = (event: CustomEvent) => {
    event.preventDefault();
    open?.(textOf(row));
  };
  return (
    <>
      {open ? (
        <Link href={`?${CHANGE}=${textOf(row)}`} fontSize="inherit" onFollow={show}>
          {name}
        </Link>
      ) : (
        name
      )}
      <Box variant="small" display="block">
        {KINDS[row.kind].one} {DONE[row.change.action]}
      </Box>
    </>
  );
}

function where(environments: readonly string[] | null): string {
  return environments === null ? "All environments" : environments.join(", ") || "–";
}

/** `flag/new-gallery/3`, as the address of the page holds it. */
function textOf({ kind, key, version }: ChangeAddress): string {
  return `${kind}/${key}/${version}`;
}

function addressOf(text: string): ChangeAddress | null {
  const [kind, key, version] = text.split("/");
  if (!kind || !(kind in KINDS) || !key || !Number(version)) return null;
  return { kind: kind as Kind, key, version: Number(version) };
}

function Nothing({ isFiltered, all }: { isFiltered: boolean; all: () => void }) {
  if (!isFiltered) {
    return (
      <Empty title="Nothing was changed yet">
        As soon as somebody makes a flag, switches one or starts something, it stands here.
      </Empty>
    );
  }
  return (
    <Empty title="No change is like that" action={<Button onClick={all}>Show all changes</Button>}>
      Look for less, for another time, or for a part of a name.
    </Empty>
  );
}
