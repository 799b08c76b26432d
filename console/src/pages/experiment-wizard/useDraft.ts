import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { createDraft, writeDraft } from "../../api/experimentDrafts.js";
import { readExperiment } from "../../api/experiments.js";
import { asProblem, Problem } from "../../api/problem.js";
import { KEYS } from "../../api/queries.js";
import type { Experiment, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { changeOf } from "../../parts/changes.js";
import { type Draft, draftOf, mergedInto } from "./draft.js";
import { forgetUnsaved, keepUnsaved, readUnsaved } from "./unsaved.js";

type StoredExperiment = Stored<Experiment>;

/** A design that somebody works at. */
export interface DraftInWork {
  draft: Draft;
  edit: (edit: (draft: Draft) => Draft) => void;
  /** The version that was saved last; null as long as there is none. */
  stored: StoredExperiment | null;
  isDirty: boolean;
  isSaving: boolean;
  /** Whether it began with what was written before and not saved. */
  isBack: boolean;
  /** Why it could not be saved; what is wrong with which field. */
  problem: Problem | null;
  /** The version that holds what is written: a new one if anything differs. Null if it could not
   * be saved, which `problem` then says. */
  save: () => Promise<StoredExperiment | null>;
  /** Go back to what was saved, or to the beginning. */
  discard: () => void;
}

/** What one begins with. */
export interface Beginning {
  first: Draft;
  /** The newest version that is stored; null for a new experiment. */
  newest: StoredExperiment | null;
  /** Under which name the tab keeps what is not saved. */
  place: string;
}

const EXISTS = "ALREADY_EXISTS";

/** A design from its first words on. It is saved as the experiment's own document, a draft. A
 * newer version by somebody else, as with a sign-off, is taken as long as nothing is written. */
export function useDraft({ first, newest, place }: Beginning): DraftInWork {
  const [back] = useState(() => readUnsaved(place, newest?.version ?? 0));
  const [draft, setDraft] = useState(back ?? first);
  const [stored, setStored] = useState(newest);
  const [isBack, setIsBack] = useState(back !== null);
  const [isSaving, setIsSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const keep = useKeeping();
  const write = useWriting();
  const saved = stored === null ? first : draftOf(stored.document);
  const isDirty = !isSame(draft, saved);
  useRemembering(place, stored?.version ?? 0, isDirty ? draft : null);
  useEffect(() => {
    const isNewer = stored !== null && newest !== null && newest.version > stored.version;
    if (!isNewer || isDirty) return;
    setStored(newest);
    setDraft(draftOf(newest.document));
  }, [newest, stored, isDirty]);

  const take = (written: StoredExperiment) => {
    forgetUnsaved(place);
    keep(written);
    setStored(written);
    begin(draftOf(written.document));
  };
  const begin = (from: Draft) => {
    setDraft(from);
    setProblem(null);
    setIsBack(false);
  };
  const save = async () => {
    if (stored !== null && !isDirty) return stored;
    setIsSaving(true);
    try {
      const written = stored === null ? await createDraft(draft) : await write(draft, stored);
      if (written !== null) take(written);
      return written;
    } catch (fault) {
      setProblem(withField(asProblem(fault)));
      return null;
    } finally {
      setIsSaving(false);
    }
  };
  const discard = () => {
    forgetUnsaved(place);
    begin(saved);
  };
  return { draft, edit: setDraft, stored, isDirty, isSaving, isBack, problem, save, discard };
}

/** Keeps in this tab what is not saved; null where nothing is. */
function useRemembering(place: string, version: number, draft: Draft | null): void {
  useEffect(() => {
    if (draft === null) forgetUnsaved(place);
    else keepUnsaved(place, { version, draft });
  }, [place, version, draft]);
}

/** Writes over a version. Whoever lost a race is asked whether to go on from the newer one; null
 * if they do not. A draft has an effect nowhere, so that no reason is asked for it. */
function useWriting() {
  const make = useMake();
  return async (draft: Draft, seen: StoredExperiment): Promise<StoredExperiment | null> => {
    try {
      return await writeDraft({ document: draft, version: seen.version, reason: "" });
    } catch (fault) {
      if (!asProblem(fault).isLostRace) throw fault;
    }
    let written: StoredExperiment | null = null;
    const before = { ...seen, document: draftOf(seen.document) };
    const words = {
      title: `Save the draft of ${draft.key}`,
      action: "Save",
      done: `The draft of ${draft.key} is saved.`,
      environments: [],
      touches: [],
    };
    const change = changeOf(words, before, {
      edit: (theirs) => mergedInto(theirs, before.document, draft),
      newest: async () => {
        const newest = await readExperiment(draft.key);
        return { ...newest, document: draftOf(newest.document) };
      },
      send: async (writing) => {
        written = await writeDraft(writing);
      },
    });
    await make(change);
    return written;
  };
}

/** Puts a version where pages look for it, so that they need not ask. */
function useKeeping() {
  const client = useQueryClient();
  return useCallback(
    (stored: StoredExperiment) => {
      client.setQueryData(KEYS.experiment(stored.key), stored);
      const isOther = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[1] !== "one";
      void client.invalidateQueries({ queryKey: KEYS.experiments(), predicate: isOther });
    },
    [client],
  );
}

/** A key that is taken is wrong in its field. */
function withField(problem: Problem): Problem {
  if (problem.code !== EXISTS) return problem;
  const taken = { field: "key", detail: "is taken by another experiment; write another" };
  return new Problem(problem.code, problem.status, problem.detail, [taken]);
}

function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
