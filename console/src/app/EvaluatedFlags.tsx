import { BurgeeProvider, useBooleanFlagValue, useNumberFlagValue } from "@burgee/react";
import { useEffect } from "react";
import { OWN_FLAGS, type OwnAnswers } from "../api/ownFlags.js";
import type { Caller } from "../api/types.js";

interface EvaluatedFlagsProps {
  clientKey: string;
  caller: Caller;
  tell: (answers: OwnAnswers) => void;
}

/** Evaluates the console's own flags for whoever is signed in, and tells each new answer. */
export function EvaluatedFlags({ clientKey, caller, tell }: EvaluatedFlagsProps) {
  const options = { url: location.origin, key: clientKey };
  const context = { targetingKey: caller.key_id, role: caller.role };
  return (
    <BurgeeProvider options={options} context={context}>
      <Read tell={tell} />
    </BurgeeProvider>
  );
}

function Read({ tell }: Pick<EvaluatedFlagsProps, "tell">) {
  const seconds = useNumberFlagValue(
    "console-refresh-seconds",
    OWN_FLAGS["console-refresh-seconds"],
  );
  const posterior = useBooleanFlagValue("console-posterior", OWN_FLAGS["console-posterior"]);
  useEffect(() => {
    tell({ "console-refresh-seconds": seconds, "console-posterior": posterior });
  }, [tell, seconds, posterior]);
  return null;
}
