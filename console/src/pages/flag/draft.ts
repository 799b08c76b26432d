import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { Problem } from "../../api/problem.js";
import type { FieldProblem, Flag, Json, Stored } from "../../api/types.js";
import { isSame } from "../../parts/differences.js";
import { useMake } from "../../parts/Changes.js";
import { useParameter } from "../../parts/useParameter.js";
import { saveOf } from "./changing.js";
import { problemsOfFlag } from "./checking.js";

/** A flag as it is being edited, or as it is stored while nobody edits it. */
export interface FlagDraft {
  flag: Flag;
  isEditing: boolean;
  isChanged: boolean;
  /** What is wrong with it: what can be seen here, and what the API found when it was sent. */
  problems: readonly FieldProblem[];
  change: (edit: (flag: Flag) => Flag) => void;
  begin: () => void;
  discard: () => void;
  /** Whether it could be sent at all. */
  save: () => Promise<boolean>;
}

/** What was edited: `base` is the version that it was edited from. */
interface Edited {
  base: Stored<Flag>;
  flag: Flag;
}

/** What the API refused, with the flag that it refused it of. */
interface Refused {
  flag: Flag;
  errors: readonly FieldProblem[];
}

export const EDIT = "edit";

/** The draft of a flag. That it is edited is in the address; what was changed is not. */
export function useFlagDraft(stored: Stored<Flag>): FlagDraft {
  const [isEditing, setIsEditing] = useIsEditing(stored.document);
  const [edited, setEdited] = useState<Edited | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [isTried, setIsTried] = useState(false);
  const make = useMake();
  const flag = edited?.flag ?? stored.document;
  const end = () => {
    setEdited(null);
    setRefused(null);
    setIsTried(false);
    setIsEditing(false);
  };
  const save = async (): Promise<boolean> => {
    setIsTried(true);
    if (!edited || problemsOfFlag(flag).length > 0) return false;
    const keep = ({ errors }: Problem) => setRefused({ flag, errors });
    const isMade = await make(saveOf(edited.base, flag, keep));
    if (isMade) end();
    return true;
  };
  return {
    flag,
    isEditing,
    isChanged: edited !== null && !isSame(asJson(edited.base.document), asJson(flag)),
    problems: [...(isTried ? problemsOfFlag(flag) : []), ...standing(refused, flag)],
    change: (edit) =>
      setEdited((now) => ({
        base: now?.base ?? stored,
        flag: edit(now?.flag ?? stored.document),
      })),
    begin: () => setIsEditing(true),
    discard: end,
    save,
  };
}

/** Whether it is edited, by the address; only by who may, and not while it is archived. */
function useIsEditing(flag: Flag): [boolean, (isEditing: boolean) => void] {
  const [edit, set] = useParameter(EDIT);
  const may = useMayEdit(flag);
  return [may && edit !== null, (isEditing) => set(isEditing ? "" : null)];
}

/** Whether the caller may edit anything of a flag. */
export function useMayEdit(flag: Flag | undefined): boolean {
  const may = useMay("editor");
  if (!flag || flag.lifecycle === "archived") return false;
  return may() || Object.keys(flag.environments ?? {}).some((environment) => may(environment));
}

/** What was refused and has not been changed since. */
function standing(refused: Refused | null, flag: Flag): FieldProblem[] {
  if (!refused) return [];
  return refused.errors.filter(({ field }) =>
    isSame(at(asJson(refused.flag), field), at(asJson(flag), field)),
  );
}

function at(value: Json | undefined, field: string): Json | undefined {
  const parts = field === "" ? [] : field.split(".");
  return parts.reduce<Json | undefined>(
    (here, part) =>
      typeof here === "object" && here !== null ? (here as Record<string, Json>)[part] : undefined,
    value,
  );
}

function asJson(flag: Flag): Json {
  return flag as unknown as Json;
}
