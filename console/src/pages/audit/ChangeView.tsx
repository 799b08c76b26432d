import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ChangeAddress, useDocumentDifference } from "../../api/audit.js";
import type { DocumentDifference } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { DONE, KINDS } from "../../parts/actions.js";
import { byWhom } from "../../parts/actors.js";
import { DifferenceList } from "../../parts/DifferenceList.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import { changed } from "./changed.js";

/** One change in full: who made it, why, and what was before and after. */
export function ChangeView({ of, close }: { of: ChangeAddress; close: () => void }) {
  const query = useDocumentDifference(of);
  const { one, path } = KINDS[of.kind];
  const way = path && (
    <Box float="right">
      <Link href={href(path(of.key))}>Open the {one} as it is now</Link>
    </Box>
  );
  return (
    <Modal
      visible
      size="large"
      header={`The ${one} ${of.key}, version ${of.version}`}
      closeAriaLabel="Close"
      onDismiss={close}
      footer={way || undefined}
    >
      <Loaded query={query}>{(found) => <Change found={found} />}</Loaded>
    </Modal>
  );
}

function Change({ found }: { found: DocumentDifference }) {
  const { change, is_shortened: isShortened } = found;
  return (
    <SpaceBetween size="s">
      <Box>
        It {DONE[change.action]} {byWhom(change)} <When at={change.at} />
        {change.reason && `: ${change.reason}`}
      </Box>
      <DifferenceList label="What it changed" of={changed(found)} />
      {isShortened && (
        <Alert>More members came or went than can be shown: here are the first thousand.</Alert>
      )}
    </SpaceBetween>
  );
}
