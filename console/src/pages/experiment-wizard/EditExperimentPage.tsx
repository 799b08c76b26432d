import Link from "@cloudscape-design/components/link";
import { useMay } from "../../api/caller.js";
import { useExperiment } from "../../api/experiments.js";
import type { Experiment, Stored } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { DraftWizard } from "./DraftWizard.js";
import { draftOf } from "./draft.js";
import { NotYours } from "./NewExperimentPage.js";

/** The design of an experiment that has not started. */
export function EditExperimentPage({ params: { key } }: { params: { key: string } }) {
  const query = useExperiment(key);
  const own = href(`/experiments/${encodeURIComponent(key)}`);
  const above = [
    ["Experiments", href("/experiments")],
    [key, own],
  ] as const;
  return (
    <Page title={`Design of ${key}`} description={query.data?.document.name} above={above}>
      <Loaded query={query}>{(stored) => <Content stored={stored} own={own} />}</Loaded>
    </Page>
  );
}

function Content({ stored, own }: { stored: Stored<Experiment>; own: string }) {
  const { environment, status } = stored.document;
  const may = useMay("editor")(environment);
  if (!may) return <NotYours environment={environment} />;
  if (status !== "draft") {
    return (
      <Empty title={`It is ${status}`} action={<Link href={own}>Go to the experiment</Link>}>
        Only the design of a draft can be changed. What has ended becomes a draft by a restart; a
        copy makes a new experiment of it.
      </Empty>
    );
  }
  const first = draftOf(stored.document);
  return <DraftWizard first={first} newest={stored} place={`edit.${stored.key}`} />;
}
