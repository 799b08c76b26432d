import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import { readFlag, useFlag, useFlags } from "../../api/flags.js";
import { asProblem } from "../../api/problem.js";
import type { Flag } from "../../api/types.js";
import { FORMS, href } from "../../app/sections.js";
import { Breakable } from "../../parts/Breakable.js";
import { Field } from "../../parts/fields/Field.js";
import { useTell } from "../../parts/Messages.js";
import { flagKeysOf, withFlag, withoutFlag } from "./draft.js";
import type { StepProps } from "./step.js";

const WHAT =
  "Each variant of the experiment shows one of its variants, the control what is answered today.";

/** The flags by which variants differ. */
export function FlagPicker(props: StepProps) {
  const { draft, edit } = props;
  const chosen = flagKeysOf(draft);
  return (
    <Container
      header={
        <Header variant="h2" description={WHAT}>
          Flag
        </Header>
      }
    >
      <SpaceBetween size="m">
        {chosen.map((flagKey) => (
          <Chosen
            key={flagKey}
            flagKey={flagKey}
            environment={draft.environment}
            remove={() => edit((before) => withoutFlag(before, flagKey))}
          />
        ))}
        <Adding {...props} chosen={chosen} />
      </SpaceBetween>
    </Container>
  );
}

/** Searches flags, and takes the one that is chosen. */
function Adding({ edit, chosen }: StepProps & { chosen: readonly string[] }) {
  const [query, search] = useState("");
  const flags = useFlags({ lifecycle: "active", ...(query && { query }) });
  const tell = useTell();
  const take = async (flagKey: string) => {
    try {
      const { document } = await readFlag(flagKey);
      edit((draft) => withFlag(draft, document));
    } catch (fault) {
      const { detail, advice } = asProblem(fault);
      tell("error", detail, advice);
    }
  };
  const options = flags.items
    .filter(({ key }) => !chosen.includes(key))
    .map(({ key, summary }) => ({ value: key, label: key, description: summary.name }));
  const noFlag = (
    <>
      No flag is like that. <Link href={href(FORMS.flag)}>Make a new one</Link> first.
    </>
  );
  return (
    <Field label={chosen.length > 0 ? "One more flag" : "Flag"} isOptional={chosen.length > 0}>
      <Select
        selectedOption={null}
        options={options}
        placeholder="Find a flag by key or name"
        filteringType="manual"
        filteringAriaLabel="Find a flag"
        filteringPlaceholder="Find a flag"
        statusType={flags.isLoading ? "loading" : "finished"}
        loadingText="Loading flags"
        empty={noFlag}
        onLoadItems={({ detail }) => search(detail.filteringText)}
        onChange={({ detail }) => void take(detail.selectedOption.value ?? "")}
      />
    </Field>
  );
}

interface ChosenProps {
  flagKey: string;
  environment: string;
  remove: () => void;
}

function Chosen({ flagKey, environment, remove }: ChosenProps) {
  const flag = useFlag(flagKey).data?.document;
  return (
    <div className="chosen-flag">
      <div>
        <Link href={href(`/flags/${encodeURIComponent(flagKey)}?environment=${environment}`)}>
          <Breakable text={flagKey} />
        </Link>
        <div>{flag && <Readiness flag={flag} environment={environment} />}</div>
      </div>
      <Button iconName="close" ariaLabel={`Remove ${flagKey}`} onClick={remove} variant="icon" />
    </div>
  );
}

/** Whether anybody could meet the experiment by this flag. */
function Readiness({ flag, environment }: { flag: Flag; environment: string }) {
  const settings = flag.environments?.[environment];
  if (!settings) {
    return (
      <StatusIndicator type="error">
        It is not in {environment} yet: add it there on its page.
      </StatusIndicator>
    );
  }
  if (!settings.enabled) {
    return (
      <StatusIndicator type="warning">
        It is switched off in {environment}: switch it on before the start.
      </StatusIndicator>
    );
  }
  return (
    <StatusIndicator type="success">
      It is on in {environment}. Without a rule it answers {settings.default_variant}.
    </StatusIndicator>
  );
}
