import { Fragment } from "react";
import type { WatchedAlarm } from "../../api/types.js";
import { DocumentLink } from "../../app/DocumentLink.js";
import { KINDS } from "../../parts/actions.js";

/** Everything that names an alarm, and is taken back when it goes on. */
export function AlarmNamings({ of: { named_by: namings } }: { of: WatchedAlarm }) {
  return namings.map(({ kind, key, environment }, at) => (
    <Fragment key={`${kind}/${key}/${environment}`}>
      {at > 0 && ", "}the {KINDS[kind].one} <DocumentLink kind={kind} of={key} />
      {environment && ` in ${environment}`}
    </Fragment>
  ));
}
