import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import { useMay } from "../../api/caller.js";
import { DetailsEditor } from "./DetailsEditor.js";
import type { FlagTabProps } from "./tabs.js";

/** What a flag is, whatever it answers: to be edited by who may change what all environments
 * share. */
export function Details({ draft }: FlagTabProps) {
  const mayEdit = useMay("editor")();
  if (!mayEdit) {
    return (
      <Alert type="info">
        What all environments share, such as the flag's name and variants, is changed by editors who
        are not limited to some environments.
      </Alert>
    );
  }
  return (
    <Container>
      <DetailsEditor flag={draft.flag} change={draft.change} />
    </Container>
  );
}
