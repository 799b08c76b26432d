import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Flag, Stored } from "../../api/types.js";
import { byWhom } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Tags } from "../../parts/Tags.js";
import { When } from "../../parts/When.js";

/** What a flag is, whatever it answers. */
export function Overview({ stored }: { stored: Stored<Flag> }) {
  const { document: flag, version, change } = stored;
  const pairs = [
    { label: "Kind", value: flag.kind },
    { label: "Purpose", value: flag.purpose },
    { label: "Owner", value: <Breakable text={flag.owner || "–"} /> },
    { label: "Team", value: flag.team || "–" },
    { label: "Tags", value: <Tags tags={flag.tags ?? []} /> },
    {
      label: `Version ${version}`,
      value: (
        <>
          <When at={change.at} /> {byWhom(change)}
        </>
      ),
    },
  ];
  return (
    <Container header={<Header variant="h2">Overview</Header>}>
      <SpaceBetween size="m">
        {flag.description}
        <KeyValuePairs columns={3} items={pairs} />
      </SpaceBetween>
    </Container>
  );
}
