import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { FieldProblem } from "../api/types.js";
import { sentenceAt } from "./fields/problems.js";
import { NumberInput } from "./NumberInput.js";
import { alike, percentOf, problemOfShares, type Unit } from "./weights.js";
import "./editors.css";

interface WeightsEditorProps {
  /** Variant -> its share. One that is not in it gets nothing. */
  value: Record<string, number>;
  /** Who can have a share, in their order. */
  of: readonly string[];
  unit: Unit;
  onChange: (shares: Record<string, number>) => void;
  /** At paths from the shares on: `blue`. */
  problems?: readonly FieldProblem[];
}

/** How variants share the units, and what that is in percent. */
export function WeightsEditor({ value, of, unit, onChange, problems = [] }: WeightsEditorProps) {
  const gone = Object.keys(value).filter((key) => !of.includes(key));
  const keys = [...of, ...gone];
  const change = (key: string, share: number | null) => {
    const { [key]: _, ...others } = value;
    const given = share === null ? others : { ...others, [key]: share };
    onChange(inOrder(given, keys));
  };
  const own = sentenceAt(problems, "") || problemOfShares(value, unit);
  return (
    <FormField stretch errorText={own}>
      <SpaceBetween size="xs">
        {keys.map((key) => (
          <FormField key={key} stretch errorText={sentenceAt(problems, key)}>
            <div className="share">
              <span>{key}</span>
              <NumberInput
                value={value[key] ?? null}
                label={`${unit === "weight" ? "Weight" : "Percentage"} of ${key}`}
                {...(unit === "percentage" && { suffix: "%" })}
                onChange={(share) => change(key, share)}
              />
              <Box color="text-body-secondary">{inPercent(value, key, unit)}</Box>
            </div>
          </FormField>
        ))}
        <Button formAction="none" onClick={() => onChange(alike(of, unit))}>
          Share equally
        </Button>
      </SpaceBetween>
    </FormField>
  );
}

function inPercent(shares: Record<string, number>, key: string, unit: Unit): string {
  const percent = percentOf(shares, key);
  if (!(key in shares) || percent === null) return "nothing";
  return unit === "weight" ? `${percent} %` : "";
}

function inOrder(shares: Record<string, number>, keys: readonly string[]): Record<string, number> {
  const given = keys.filter((key) => key in shares);
  return Object.fromEntries(given.map((key) => [key, shares[key] ?? 0]));
}
