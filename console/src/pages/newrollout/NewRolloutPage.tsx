import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useMay } from "../../api/caller.js";
import type { FieldProblem } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { Page } from "../../parts/Page.js";
import { RolloutForm } from "./RolloutForm.js";
import { blank } from "./written.js";
import { creationOf } from "./writing.js";

const ABOVE = [["Rollouts", href("/rollouts")]] as const;
const ABOUT = "It is only written down at first. You start it afterwards, or its clock does.";

/** A form for a new rollout; `flag` and `variant` of the address are filled in. */
export function NewRolloutPage() {
  const { environment } = useEnvironmentChoice();
  const [parameters] = useSearchParams();
  const [flag, variant] = [parameters.get("flag") ?? "", parameters.get("variant") ?? ""];
  const [written, setWritten] = useState(() => blank(environment, flag, variant));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [, go] = useLocation();
  const make = useMake();
  const isAllowed = useMay("editor")(environment);
  if (!isAllowed) return <MayNot environment={environment} />;
  return (
    <Page title="New rollout" description={ABOUT} above={ABOVE}>
      <RolloutForm
        isNew
        written={written}
        change={(parts) => setWritten((before) => ({ ...before, ...parts }))}
        problems={problems}
        word="Create rollout"
        cancelHref={href("/rollouts")}
        submit={() => make(creationOf(written, setProblems))}
        leave={() => go(`/rollouts/${written.key}`)}
      />
    </Page>
  );
}

function MayNot({ environment }: { environment: string }) {
  return (
    <Page title="New rollout" above={ABOVE}>
      <Empty title={`You may look at rollouts in ${environment}`}>
        Ask somebody who may change {environment}, or choose another environment above.
      </Empty>
    </Page>
  );
}
