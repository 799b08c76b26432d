import Link from "@cloudscape-design/components/link";
import { useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../../api/caller.js";
import { type StoredRollout, useRollout } from "../../api/rollouts.js";
import type { FieldProblem } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { RolloutForm } from "./RolloutForm.js";
import { writtenOf } from "./written.js";
import { editOf } from "./writing.js";

/** A form for a rollout that is pending. */
export function EditRolloutPage({ params: { key: rolloutKey } }: { params: { key: string } }) {
  const query = useRollout(rolloutKey);
  const above = [
    ["Rollouts", href("/rollouts")],
    [rolloutKey, href(`/rollouts/${rolloutKey}`)],
  ] as const;
  return (
    <Page title={`Edit ${rolloutKey}`} above={above}>
      <Loaded query={query}>{(stored) => <Editable stored={stored} />}</Loaded>
    </Page>
  );
}

/** The form where it may be changed; else why not. */
function Editable({ stored }: { stored: StoredRollout }) {
  const mayChange = useMay("editor")(stored.document.environment);
  const back = <Link href={href(`/rollouts/${stored.key}`)}>Look at it</Link>;
  if (!mayChange) {
    return (
      <Empty title="You may look at this rollout" action={back}>
        Ask somebody who may change {stored.document.environment}.
      </Empty>
    );
  }
  if (stored.document.status !== "pending") {
    return (
      <Empty title="It has started" action={back}>
        A rollout can be changed until it starts. Roll it back or abort it, then restart it.
      </Empty>
    );
  }
  return <Editing stored={stored} />;
}

function Editing({ stored }: { stored: StoredRollout }) {
  // The version that was read first: whoever wrote meanwhile is told of.
  const [seen] = useState(stored);
  const [written, setWritten] = useState(() => writtenOf(seen.document));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [, go] = useLocation();
  const make = useMake();
  return (
    <RolloutForm
      isNew={false}
      written={written}
      change={(parts) => setWritten((before) => ({ ...before, ...parts }))}
      problems={problems}
      word="Save"
      cancelHref={href(`/rollouts/${seen.key}`)}
      submit={() => make(editOf(seen, written, setProblems))}
      leave={() => go(`/rollouts/${seen.key}`)}
    />
  );
}
