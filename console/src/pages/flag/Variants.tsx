import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import { useMay } from "../../api/caller.js";
import { spelled } from "../../api/exactNumbers.js";
import type { Flag } from "../../api/types.js";
import type { FlagTabProps } from "./tabs.js";
import { VariantsEditor } from "./VariantsEditor.js";

/** What a flag can answer: to be read, or edited by who may change what all environments share. */
export function Variants({ draft }: FlagTabProps) {
  const mayEdit = useMay("editor")();
  if (draft.isEditing && mayEdit) {
    return (
      <Container header={<Heading flag={draft.flag} />}>
        <VariantsEditor flag={draft.flag} change={draft.change} />
      </Container>
    );
  }
  return <VariantsRead flag={draft.flag} />;
}

function VariantsRead({ flag }: { flag: Flag }) {
  const items = Object.entries(flag.variants ?? {}).map(([key, variant]) => ({
    label: variant.name ? `${key}: ${variant.name}` : key,
    value: (
      <>
        <code>{spelled(variant, "value")}</code>
        {variant.description && <Box variant="small">{variant.description}</Box>}
      </>
    ),
  }));
  return (
    <Container header={<Heading flag={flag} />}>
      <KeyValuePairs columns={2} items={items} />
    </Container>
  );
}

function Heading({ flag }: { flag: Flag }) {
  const count = Object.keys(flag.variants ?? {}).length;
  return (
    <Header variant="h2" counter={`(${count})`} description="What the flag can answer.">
      Variants
    </Header>
  );
}
