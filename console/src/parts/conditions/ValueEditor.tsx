import FormField from "@cloudscape-design/components/form-field";
import type { FieldProblem, Json } from "../../api/types.js";
import { problemsIn, sentenceAt, sentenceIn } from "../fields/problems.js";
import { CONTROLS } from "./controls.js";
import { asObject } from "./nodes.js";
import { type JsonObject, OPERATORS, type OperatorName, type Part } from "./operators.js";

interface ValueEditorProps {
  operator: OperatorName;
  value: Json | undefined;
  name: string;
  /** Of the condition. */
  problems: readonly FieldProblem[];
  onChange: (value: Json) => void;
}

/** The value of a condition, as its operator takes it. */
export function ValueEditor({ operator, value, name, problems, onChange }: ValueEditorProps) {
  const input = OPERATORS[operator]?.input ?? "text";
  if (typeof input !== "string") {
    return (
      <Parts
        parts={input}
        value={asObject(value)}
        problems={problemsIn(problems, "value")}
        onChange={onChange}
      />
    );
  }
  const Control = CONTROLS[input];
  return (
    <FormField stretch errorText={sentenceIn(problems, "value")}>
      <Control
        input={input}
        value={value}
        label={name}
        onChange={(changed) => onChange(changed ?? null)}
      />
    </FormField>
  );
}

function Label({ part }: { part: Part }) {
  if (part.isNeeded) return <>{part.label}</>;
  return (
    <>
      {part.label} <i>(optional)</i>
    </>
  );
}

interface PartsProps {
  parts: readonly Part[];
  value: JsonObject;
  problems: readonly FieldProblem[];
  onChange: (value: JsonObject) => void;
}

/** A value with several parts, each with its label; one that is emptied is left out. */
function Parts({ parts, value, problems, onChange }: PartsProps) {
  const change = (part: Part, changed: Json | undefined) => {
    const { [part.name]: _, ...others } = value;
    const isGiven = changed !== undefined && changed !== null && changed !== "";
    onChange(isGiven || part.isNeeded ? { ...others, [part.name]: changed ?? null } : others);
  };
  return (
    <FormField stretch errorText={sentenceAt(problems, "")}>
      <div className="in-a-row">
        {parts.map((part) => {
          const Control = CONTROLS[part.input];
          return (
            <FormField
              key={part.name}
              stretch
              label={<Label part={part} />}
              errorText={sentenceIn(problems, part.name)}
            >
              <Control
                input={part.input}
                value={value[part.name]}
                label={part.label}
                onChange={(changed) => change(part, changed)}
              />
            </FormField>
          );
        })}
      </div>
    </FormField>
  );
}
