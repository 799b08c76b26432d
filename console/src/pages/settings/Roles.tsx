import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCaller } from "../../api/caller.js";
import type { Caller } from "../../api/types.js";
import { Breakable } from "../../parts/Breakable.js";
import { KEY_KINDS, ROLES } from "./roles.js";

const ABOUT = "Each role may also do what those above it may.";

/** What roles and kinds of keys may do. */
export function Roles() {
  const caller = useCaller();
  const where = caller?.environments ? `in ${caller.environments.join(", ")}` : "everywhere";
  return (
    <SpaceBetween size="l">
      <Container header={<Header description={ABOUT}>Roles</Header>}>
        <SpaceBetween size="m">
          {caller && (
            <Box>
              You are signed in as {caller.name || caller.key_id}, with the role {caller.role},{" "}
              {where}.
              <Id of={caller} />
            </Box>
          )}
          {ROLES.map(({ value, label, description, may }) => (
            <div key={value}>
              <Box variant="h3">{label}</Box>
              <Box color="text-body-secondary">{description}</Box>
              <ul className="plain-list">
                {may.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </div>
          ))}
        </SpaceBetween>
      </Container>
      <Container header={<Header>Keys</Header>}>
        <SpaceBetween size="m">
          {KEY_KINDS.map(({ value, label, description }) => (
            <div key={value}>
              <Box variant="h3">{label}</Box>
              <Box color="text-body-secondary">{description}</Box>
            </div>
          ))}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}

/** By which id the owners name somebody as an approver of hotfixes. */
function Id({ of: { name, key_id: id } }: { of: Caller }) {
  if (!name) return null;
  return (
    <Box variant="small" display="block">
      Your id: <Breakable text={id} />
    </Box>
  );
}
