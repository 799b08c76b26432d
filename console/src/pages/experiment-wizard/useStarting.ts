import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { startExperiment, takeStep } from "../../api/experiments.js";
import { KEYS } from "../../api/queries.js";
import type { Checklist, Experiment, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import type { Change } from "../../parts/changes.js";
import { missingItems } from "./checklist.js";

type StoredExperiment = Stored<Experiment>;

/** The way from a design to its start. */
export interface Starting {
  /** Also where events of its metrics never came in. */
  acceptsUnseen: boolean;
  acceptUnseen: (accepts: boolean) => void;
  isStarting: boolean;
  /** Whether somebody wanted to start while something was open. */
  isRefused: boolean;
  /** Start a version, unless its checklist, asked anew, is open; whether it was started. */
  start: (stored: StoredExperiment) => Promise<boolean>;
  /** Agree to a version; whether it was done. */
  signOff: (stored: StoredExperiment) => Promise<boolean>;
}

export function useStarting(): Starting {
  const client = useQueryClient();
  const [acceptsUnseen, acceptUnseen] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const [isRefused, setIsRefused] = useState(false);
  const make = useMake();
  const start = async (saved: StoredExperiment) => {
    const queryKey = KEYS.experimentChecklist(saved.key);
    await client.refetchQueries({ queryKey });
    const checklist = client.getQueryData<Checklist>(queryKey);
    const isOpen = !checklist || missingItems(checklist, acceptsUnseen).length > 0;
    setIsRefused(isOpen);
    if (isOpen) return false;
    setIsStarting(true);
    const isMade = await make(startOf(saved, acceptsUnseen));
    setIsStarting(false);
    return isMade;
  };
  const accept = (accepts: boolean) => {
    acceptUnseen(accepts);
    setIsRefused(false);
  };
  const signOff = (saved: StoredExperiment) => make(signOffOf(saved));
  return { acceptsUnseen, acceptUnseen: accept, isStarting, isRefused, start, signOff };
}

function startOf({ key, version, document }: StoredExperiment, acceptsUnseen: boolean): Change {
  const { environment, traffic = 100 } = document;
  const flags = Object.values(document.variants ?? {}).flatMap(({ flags: shown = {} }) =>
    Object.keys(shown),
  );
  return {
    title: `Start ${key} in ${environment}`,
    action: "Start",
    done: `${key} is running in ${environment}.`,
    environments: [environment],
    asks: "whether",
    warning:
      "From now on units see their variants, and metrics, weights and plan are fixed. It can be " +
      "paused or ended at any time.",
    touches: [KEYS.experiments(), KEYS.flags()],
    shows: [
      { field: "status", before: "draft", after: "running" },
      { field: "takes part", before: "nobody", after: `of the eligible units ${traffic} %` },
      { field: "decides", before: undefined, after: [...new Set(flags)].join(", ") },
    ],
    send: (reason) => startExperiment(key, acceptsUnseen, { version, reason }),
  };
}

function signOffOf({ key, version, document }: StoredExperiment): Change {
  return {
    title: `Sign off the design of ${key}`,
    action: "Sign off",
    done: `You signed off the design of ${key}.`,
    environments: [document.environment],
    asks: "whether",
    warning: "The next edit of the design takes your sign-off away.",
    touches: [KEYS.experiments()],
    shows: [{ field: "design", before: undefined, after: `signed off as version ${version}` }],
    send: (reason) => takeStep(key, "sign-off", { version, reason }),
  };
}

