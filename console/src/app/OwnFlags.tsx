import { lazy, type ReactNode, Suspense, useState } from "react";
import { useCaller } from "../api/caller.js";
import { useDeploymentSettings } from "../api/operations.js";
import { OWN_FLAGS, type OwnAnswers, OwnAnswersContext } from "../api/ownFlags.js";
import { Failsafe } from "./Failsafe.js";

/** Loaded only where the deployment says where the console's flags are. */
const Evaluated = lazy(async () => ({
  default: (await import("./EvaluatedFlags.js")).EvaluatedFlags,
}));

/** Gives what is below it the console's own flags. Nothing waits for them. */
export function OwnFlags({ children }: { children: ReactNode }) {
  const [answers, setAnswers] = useState<OwnAnswers>(OWN_FLAGS);
  const found = useDeploymentSettings().data?.document.console;
  const caller = useCaller();
  return (
    <OwnAnswersContext value={answers}>
      {children}
      {found && caller && (
        <Failsafe place={found.client_key} instead={null}>
          <Suspense fallback={null}>
            <Evaluated clientKey={found.client_key} caller={caller} tell={setAnswers} />
          </Suspense>
        </Failsafe>
      )}
    </OwnAnswersContext>
  );
}
