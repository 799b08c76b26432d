import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { Experiment, Stored } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { isPage } from "../../app/pages.js";
import { useMake } from "../../parts/Changes.js";
import { StartDialog } from "./StartDialog.js";
import { STEPS, type StepName, stepOf, stepsFrom } from "./steps.js";
import { TrafficDialog } from "./TrafficDialog.js";

const EDIT = "/experiments/:key/edit";

/** What the caller may do with an experiment from where it stands. */
export function StepButtons({ stored }: { stored: Stored<Experiment> }) {
  const { status = "draft", environment } = stored.document;
  const [asked, ask] = useState<StepName | null>(null);
  const roles = { editor: useMay("editor"), approver: useMay("approver") };
  const make = useMake();
  const steps = stepsFrom(status).filter((name) => roles[STEPS[name].role](environment));
  const take = (name: StepName) => {
    if (name === "start" || name === "traffic") ask(name);
    else void make(stepOf(stored, name));
  };
  if (steps.length === 0) return null;
  const [main] = steps.filter((name) => STEPS[name].isMain);
  const others = steps.filter((name) => name !== main);
  const close = () => ask(null);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {status === "draft" && isPage(EDIT) && roles.editor(environment) && (
        <Button href={href(`/experiments/${stored.key}/edit`)}>Edit the design</Button>
      )}
      <ButtonDropdown
        items={others.map((name) => ({ id: name, text: STEPS[name].action }))}
        onItemClick={({ detail }) => take(detail.id as StepName)}
      >
        Actions
      </ButtonDropdown>
      {main && (
        <Button variant={main === "pause" ? "normal" : "primary"} onClick={() => take(main)}>
          {STEPS[main].action}
        </Button>
      )}
      {asked === "start" && <StartDialog stored={stored} close={close} />}
      {asked === "traffic" && <TrafficDialog stored={stored} close={close} />}
    </SpaceBetween>
  );
}
