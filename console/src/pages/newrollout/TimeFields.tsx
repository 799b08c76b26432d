import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useNames } from "../../api/names.js";
import { EntryList } from "../../parts/EntryList.js";
import { Field } from "../../parts/fields/Field.js";
import { Further } from "../../parts/fields/Further.js";
import { MomentField } from "../../parts/fields/MomentField.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { WhoseFields } from "../../parts/fields/WhoseFields.js";
import type { Writing } from "./written.js";

const KEY_OF_UNITS = "targetingKey";

/** When it starts, and how long it may take. */
export function TimeFields({ written, change }: Writing) {
  return (
    <Container header={<Header variant="h2">Time</Header>}>
      <SpaceBetween size="l">
        <MomentField
          label="Starts by itself at"
          field="start_at"
          isOptional
          description="Without a time it waits until somebody starts it."
          value={written.start_at ?? null}
          onChange={(start_at) => change({ start_at })}
        />
        <NumberField
          label="Taken back after at most"
          field="maximum_days"
          unit="days"
          isWhole
          description="If it is not complete by then."
          value={written.maximum_days}
          onChange={(maximum_days) => change({ maximum_days })}
        />
      </SpaceBetween>
    </Container>
  );
}

const MORE = ["description", "excluded", "bucket_by", "owner", "team", "tags"];

/** What most leave as it is. */
export function MoreFields({ written, change }: Writing) {
  const { attributes } = useNames();
  return (
    <Further title="More" fields={MORE} isContainer>
      <SpaceBetween size="l">
        <TextField
          label="Description"
          field="description"
          isOptional
          rows={3}
          longest={4096}
          value={written.description ?? ""}
          onChange={(description) => change({ description })}
        />
        <Field
          label="Excluded units"
          field="excluded"
          isOptional
          description="They keep the old variant, whatever the share."
        >
          <EntryList
            label="Excluded units"
            placeholder="visitor-13"
            values={written.excluded ?? []}
            onChange={(excluded) => change({ excluded })}
          />
        </Field>
        <SuggestField
          label="Units by"
          field="bucket_by"
          description="The attribute that tells units apart: targetingKey, or one as company."
          suggestions={[...new Set([KEY_OF_UNITS, ...attributes])]}
          value={written.bucket_by ?? KEY_OF_UNITS}
          onChange={(bucket_by) => change({ bucket_by })}
        />
        <WhoseFields whose={written} change={change} />
      </SpaceBetween>
    </Further>
  );
}
