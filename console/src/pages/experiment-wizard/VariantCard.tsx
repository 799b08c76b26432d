import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useFlag } from "../../api/flags.js";
import type { Json } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { Inside, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { JsonField } from "../../parts/fields/JsonField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { valueInWords } from "../../parts/words.js";
import {
  type DraftVariant,
  withoutVariant,
  withShown,
  withVariant,
  withVariantKey,
} from "./draft.js";
import type { StepProps } from "./step.js";
import { variantKeyProblem } from "./variantKeys.js";

interface VariantCardProps extends StepProps {
  variantKey: string;
  flagKeys: readonly string[];
}

/** One variant of the experiment: what it is called, and what its units see. */
export function VariantCard(props: VariantCardProps) {
  const { draft, edit, variantKey, flagKeys } = props;
  const variant = draft.variants[variantKey];
  if (variant === undefined) return null;
  const isControl = variantKey === draft.control;
  const change = (changed: Partial<DraftVariant>) =>
    edit((before) => withVariant(before, variantKey, changed));
  return (
    <Container header={<CardHeader {...props} title={variant.name || variantKey} />}>
      <Inside field={`variants.${variantKey}`}>
        <SpaceBetween size="m">
          <ProblemsHere />
          <div className="side-by-side">
            <TextField
              label="Name"
              field="name"
              value={variant.name}
              longest={256}
              onChange={(name) => change({ name })}
            />
            <VariantKeyField {...props} />
          </div>
          {flagKeys.length === 0 && (
            <Box color="text-status-inactive">
              No flag is chosen yet: choose one in the step Audience, then what this variant shows
              of it.
            </Box>
          )}
          {flagKeys.map((flagKey) => (
            <Shown key={flagKey} {...props} variant={variant} flagKey={flagKey} />
          ))}
          <More variant={variant} change={change} isControl={isControl} />
        </SpaceBetween>
      </Inside>
    </Container>
  );
}

function CardHeader({ draft, edit, variantKey, title }: VariantCardProps & { title: string }) {
  const isControl = variantKey === draft.control;
  const isOneOfTwo = Object.keys(draft.variants).length <= 2;
  const actions = !isControl && (
    <SpaceBetween direction="horizontal" size="xs">
      <Button
        ariaLabel={`Make it the control: ${variantKey}`}
        onClick={() => edit((before) => ({ ...before, control: variantKey }))}
      >
        Make it the control
      </Button>
      {!isOneOfTwo && (
        <Button
          iconName="remove"
          ariaLabel={`Remove ${variantKey}`}
          onClick={() => edit((before) => withoutVariant(before, variantKey))}
        />
      )}
    </SpaceBetween>
  );
  const info = isControl ? <Badge color="blue">Control</Badge> : <Badge>Treatment</Badge>;
  return (
    <Header variant="h2" info={info} actions={actions}>
      {title}
    </Header>
  );
}

/** A variant's key, taken when it is written to its end: each letter of it would be another key. */
function VariantKeyField({ draft, edit, variantKey }: VariantCardProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const others = Object.keys(draft.variants).filter((key) => key !== variantKey);
  const problem = typed === null ? "" : variantKeyProblem(typed, others);
  const take = () => {
    if (typed !== null && problem === "") {
      edit((before) => withVariantKey(before, variantKey, typed));
      setTyped(null);
    }
  };
  return (
    <TextField
      label="Key"
      constraint="What results and applications call it."
      value={typed ?? variantKey}
      problem={problem}
      onChange={setTyped}
      onLeave={take}
    />
  );
}

interface ShownProps extends VariantCardProps {
  variant: DraftVariant;
  flagKey: string;
}

/** What the units of a variant see of a flag. */
function Shown({ edit, variantKey, variant, flagKey }: ShownProps) {
  const flag = useFlag(flagKey).data?.document;
  const override = variant.configuration[flagKey];
  if (override !== undefined && typeof override !== "string") return null;
  const choices = Object.entries(flag?.variants ?? {}).map(([key, { value, name }]) => ({
    value: key,
    label: name ? `${key}: ${name}` : key,
    description: valueInWords(value as Json).slice(0, LONGEST_VALUE),
  }));
  const known = variant.flags[flagKey] ?? override ?? null;
  return (
    <ChoiceField
      label={`Shows of ${flagKey}`}
      field={`flags.${flagKey}`}
      placeholder="Its ordinary answer"
      choices={choices}
      value={known}
      onChange={(shown) => edit((before) => withShown(before, variantKey, flagKey, shown))}
    />
  );
}

const LONGEST_VALUE = 100;

const OF_CONFIGURATION =
  'Of flags with the purpose configuration, as {"texts": {"value": {"headline": "Hello"}}}.';

interface MoreProps {
  variant: DraftVariant;
  isControl: boolean;
  change: (changed: Partial<DraftVariant>) => void;
}

function More({ variant, isControl, change }: MoreProps) {
  const count = Object.keys(variant.configuration).length;
  const { configuration } = variant;
  return (
    <Further
      title={`Description and values of its own${count > 0 ? ` (${count})` : ""}`}
      fields={["description", "configuration"]}
    >
      <SpaceBetween size="m">
        <TextField
          label="Description"
          field="description"
          isOptional
          rows={2}
          placeholder={isControl ? "What everybody sees today" : "What is different in it"}
          value={variant.description}
          longest={2048}
          onChange={(description) => change({ description })}
        />
        <JsonField
          label="Values of configuration flags"
          field="configuration"
          isOptional
          description={OF_CONFIGURATION}
          rows={3}
          value={count > 0 ? (configuration as Json) : undefined}
          onChange={(now) =>
            change({ configuration: (now ?? {}) as DraftVariant["configuration"] })
          }
        />
      </SpaceBetween>
    </Further>
  );
}
