import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { Flag } from "../../api/types.js";

/** What a flag can answer. */
export function Variants({ flag }: { flag: Flag }) {
  const variants = Object.entries(flag.variants ?? {});
  const items = variants.map(([key, { value, name, description }]) => ({
    label: name ? `${key}: ${name}` : key,
    value: (
      <>
        <code>{JSON.stringify(value)}</code>
        {description && <Box variant="small">{description}</Box>}
      </>
    ),
  }));
  const header = (
    <Header variant="h2" counter={`(${variants.length})`}>
      Variants
    </Header>
  );
  return (
    <Container header={header}>
      <KeyValuePairs columns={2} items={items} />
    </Container>
  );
}
