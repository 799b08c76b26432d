import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AuditRow } from "../../api/types.js";
import { DocumentLink } from "../../app/DocumentLink.js";
import { isPage } from "../../app/pages.js";
import { href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Empty } from "../../parts/Empty.js";
import { When } from "../../parts/When.js";
import { DONE, KINDS } from "../../parts/actions.js";
import { byWhom } from "../../parts/actors.js";

const AUDIT = "/audit";
const SHOWN = 8;

/** What changed last, here or for all environments. */
export function RecentChanges({ changes }: { changes: readonly AuditRow[] }) {
  const all = isPage(AUDIT) && <Link href={href(AUDIT)}>All changes</Link>;
  const header = (
    <Header variant="h2" actions={all}>
      Recent changes
    </Header>
  );
  return (
    <Container header={header} fitHeight>
      {changes.length === 0 ? <None /> : <List changes={changes.slice(0, SHOWN)} />}
    </Container>
  );
}

function List({ changes }: { changes: readonly AuditRow[] }) {
  return (
    <SpaceBetween size="s">
      {changes.map((row) => (
        <One key={`${row.kind}/${row.key}/${row.version}`} row={row} />
      ))}
    </SpaceBetween>
  );
}

function One({ row }: { row: AuditRow }) {
  const { kind, key, change } = row;
  return (
    <div>
      The {KINDS[kind].one} {calledOf(row) ?? <DocumentLink kind={kind} of={key} />}{" "}
      {DONE[change.action]}
      <Box variant="small" display="block">
        <When at={change.at} /> <Breakable text={byWhom(change)} />
        {change.reason && `: ${change.reason}`}
      </Box>
    </div>
  );
}

/** Nobody knows a key by its id. */
function calledOf({ kind, summary }: AuditRow): string | null {
  const name: unknown = "name" in summary ? summary.name : undefined;
  return kind === "key" && typeof name === "string" && name !== "" ? `“${name}”` : null;
}

function None() {
  return (
    <Empty title="Nothing has changed yet">
      Each change is kept for good: what was changed, by whom, when and why.
    </Empty>
  );
}
