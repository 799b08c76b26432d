import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { asProblem } from "../../api/problem.js";
import type { Unit } from "../../api/types.js";
import { exportUnit, type UnitName } from "../../api/units.js";
import { useMake } from "../../parts/Changes.js";
import { useTell } from "../../parts/Messages.js";
import { erasureOf, participationOf } from "./changing.js";

/** What can be done for a unit: let it opt out and in, export and erase what rests of it. */
export function UnitActions({ unit, asked }: { unit: Unit; asked: UnitName }) {
  const mayErase = useMay("owner")(asked.environment);
  const make = useMake();
  const participation = participationOf(unit, asked);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Export asked={asked} />
      {!unit.erased && (
        <Button onClick={() => void make(participation)}>{participation.action}</Button>
      )}
      {mayErase && <Button onClick={() => void make(erasureOf(unit, asked))}>Erase</Button>}
    </SpaceBetween>
  );
}

function Export({ asked }: { asked: UnitName }) {
  const [isBringing, setIsBringing] = useState(false);
  const tell = useTell();
  const bring = async () => {
    setIsBringing(true);
    try {
      save(await exportUnit(asked), asked);
    } catch (fault) {
      const { detail, advice } = asProblem(fault);
      tell("error", detail, advice);
    } finally {
      setIsBringing(false);
    }
  };
  return (
    <Button iconName="download" loading={isBringing} onClick={() => void bring()}>
      Export
    </Button>
  );
}

/** Keep it as a file of this browser's. */
function save(whole: unknown, { environment, unit }: UnitName): void {
  const { cursor: _, ...content } = whole as { cursor: unknown };
  const file = new Blob([JSON.stringify(content, null, 2)], { type: "application/json" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${environment}-${unit.replaceAll(/[^\w.-]/g, "_")}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
