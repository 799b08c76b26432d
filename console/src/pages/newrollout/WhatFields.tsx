import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useDeferredValue } from "react";
import { useEnvironments } from "../../api/environments.js";
import { useFlag, useFlags } from "../../api/flags.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TextField } from "../../parts/fields/TextField.js";
import type { Writing } from "./written.js";

const ABOUT = "Which variant of which flag comes, and where.";

interface WhatFieldsProps extends Writing {
  /** Of one that exists the key stays. */
  isNew: boolean;
}

/** What is rolled out: the flag, its variant, the environment. */
export function WhatFields({ written, change, isNew }: WhatFieldsProps) {
  const rows = useEnvironments().data ?? [];
  const environments = rows.map(({ key, summary }) => ({
    value: key,
    label: key,
    ...(summary.is_production && { description: "Production" }),
  }));
  const chooseFlag = (flag: string) => {
    const follows = isNew && ["", `${written.flag}-rollout`].includes(written.key);
    change({ flag, variant: "", ...(follows && { key: flag && `${flag}-rollout` }) });
  };
  const header = (
    <Header variant="h2" description={ABOUT}>
      What
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <ChoiceField
          label="Environment"
          field="environment"
          choices={environments}
          value={written.environment}
          onChange={(environment) => change({ environment, variant: "" })}
        />
        <FlagField value={written.flag} onChange={chooseFlag} />
        <VariantField {...{ written, change }} />
        {isNew && (
          <KeyField
            label="Key"
            value={written.key}
            onChange={(key) => change({ key })}
            placeholder="new-checkout-rollout"
          />
        )}
        <TextField
          label="Name"
          field="name"
          isOptional
          longest={256}
          value={written.name ?? ""}
          onChange={(name) => change({ name })}
        />
      </SpaceBetween>
    </Container>
  );
}

function FlagField({ value, onChange }: { value: string; onChange: (flag: string) => void }) {
  const query = useDeferredValue(value);
  const flags = useFlags({ lifecycle: "active", ...(query && { query }) });
  return (
    <SuggestField
      label="Flag"
      field="flag"
      placeholder="Find a flag by its key"
      suggestions={flags.brought.map(({ key }) => key)}
      value={value}
      onChange={onChange}
    />
  );
}

/** The variants that come into question: all but the one that everybody has already. Whoever opens
 * it before they are here sees them come. */
function VariantField({ written, change }: Writing) {
  const found = useFlags({ query: useDeferredValue(written.flag), lifecycle: "active" }).brought;
  const exists = found.some(({ key }) => key === written.flag);
  const flag = useFlag(written.flag, exists).data?.document;
  const settings = flag?.environments?.[written.environment];
  const old = settings?.default_variant;
  const choices = Object.entries(flag?.variants ?? {})
    .filter(([key]) => key !== old)
    .map(([value, { name }]) => ({ value, label: value, ...(name && { description: name }) }));
  const today = old === undefined ? "" : `Today everybody else gets ${old}.`;
  const missing = flag && !settings ? `It is not in ${written.environment} yet.` : undefined;
  const isOff = settings?.enabled === false;
  return (
    <ChoiceField
      label="New variant"
      field="variant"
      description={today}
      choices={choices}
      {...(!exists && { empty: "Choose a flag first." })}
      value={written.variant || null}
      problem={missing}
      warning={isOff ? `The flag is off in ${written.environment}: nobody sees it.` : undefined}
      onChange={(variant) => change({ variant })}
    />
  );
}
