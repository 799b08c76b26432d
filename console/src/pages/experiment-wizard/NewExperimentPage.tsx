import { useSearchParams } from "wouter";
import { useMay } from "../../api/caller.js";
import { useExperiment } from "../../api/experiments.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { href } from "../../app/sections.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { DraftWizard } from "./DraftWizard.js";
import { copyOf, draftOf, newDraft } from "./draft.js";

const ABOVE = [["Experiments", href("/experiments")]] as const;
/** Names an experiment whose design it begins with. */
const FROM = "from";

/** A new experiment: from nothing, or as a copy of another one. */
export function NewExperimentPage() {
  const { environment } = useEnvironmentChoice();
  const [parameters] = useSearchParams();
  const from = parameters.get(FROM);
  const may = useMay("editor")(environment);
  const description = from === null ? undefined : `Begins with the design of ${from}.`;
  return (
    <Page title="New experiment" description={description} above={ABOVE}>
      <Content may={may} environment={environment} from={from} />
    </Page>
  );
}

interface ContentProps {
  may: boolean;
  environment: string;
  from: string | null;
}

function Content({ may, environment, from }: ContentProps) {
  if (!may) return <NotYours environment={environment} />;
  if (from !== null) return <Copy from={from} />;
  return <DraftWizard first={newDraft(environment)} newest={null} place="new" />;
}

function Copy({ from }: { from: string }) {
  return (
    <Loaded query={useExperiment(from)}>
      {({ document }) => (
        <DraftWizard first={copyOf(draftOf(document))} newest={null} place={`copy.${from}`} />
      )}
    </Loaded>
  );
}

/** That the caller may not design experiments there. */
export function NotYours({ environment }: { environment: string }) {
  return (
    <Empty title={`You may not design experiments in ${environment}`}>
      Editors of {environment} do. Ask an owner to make you one, or choose another environment
      above.
    </Empty>
  );
}
