import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { useEnvironments } from "../api/environments.js";
import { asProblem, type Problem } from "../api/problem.js";
import { ChangeDialog } from "./ChangeDialog.js";
import type { Change } from "./changes.js";
import { useTell } from "./Messages.js";

/** Makes a change, after it was asked about where that is needed. Whether it was made. */
export type Make = (change: Change) => Promise<boolean>;

/** A change that somebody is asked about; `problem`: why it could not be made at first. */
interface Asked {
  change: Change;
  needsReason: boolean;
  problem: Problem | null;
  answer: (isMade: boolean) => void;
}

const MakeContext = createContext<Make>(() => Promise.resolve(false));

/** How a page changes anything: `const make = useMake()`, then `await make({...})`. */
export function useMake(): Make {
  return useContext(MakeContext);
}

/** Lets everything below it make changes, and shows the one dialog that asks about them. */
export function Changes({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const isProduction = useIsProduction();
  const perform = usePerform();
  const tell = useTell();

  const make = useCallback(
    async (change: Change): Promise<boolean> => {
      const needsReason = change.asks === "why" || change.environments.some(isProduction);
      const ask = (problem: Problem | null) =>
        new Promise<boolean>((answer) => setAsked({ change, needsReason, problem, answer }));
      if (needsReason || change.asks) return ask(null);
      const problem = await perform(change, "");
      if (problem?.isLostRace) return ask(problem);
      if (problem) tell("error", problem.detail, problem.advice);
      return problem === null;
    },
    [isProduction, perform, tell],
  );

  const close = (isMade: boolean) => {
    asked?.answer(isMade);
    setAsked(null);
  };
  return (
    <MakeContext value={make}>
      {children}
      {asked && <ChangeDialog {...asked} perform={perform} close={close} />}
    </MakeContext>
  );
}

/** Sends a change: null when it was made, else what stood in the way. */
function usePerform(): (change: Change, reason: string) => Promise<Problem | null> {
  const client = useQueryClient();
  const tell = useTell();
  return useCallback(
    async (change, reason) => {
      try {
        await change.send(reason);
      } catch (fault) {
        return asProblem(fault);
      } finally {
        const again = change.touches.map((queryKey) => client.invalidateQueries({ queryKey }));
        await Promise.all(again);
      }
      tell("success", change.done);
      return null;
    },
    [client, tell],
  );
}

/** Whether an environment is marked as production; one that is not known counts as one. */
function useIsProduction(): (environment: string) => boolean {
  const { data } = useEnvironments();
  return useCallback(
    (environment) => data?.find((row) => row.key === environment)?.summary.is_production ?? true,
    [data],
  );
}
