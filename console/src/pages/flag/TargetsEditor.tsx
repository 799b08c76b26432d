import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { EntryList } from "../../parts/EntryList.js";
import { useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { sentenceIn } from "../../parts/fields/problems.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";

/** Which units get which variant by name. */
export function TargetsEditor({ settings, variants, change }: SettingsEditorProps) {
  const targets = settings.targets ?? {};
  const problems = useProblemsIn("targets");
  const set = (variant: string, units: string[]) => {
    const { [variant]: _, ...others } = targets;
    change({ targets: units.length > 0 ? { ...others, [variant]: units } : others });
  };
  const all = [...new Set([...variants, ...Object.keys(targets)])];
  return (
    <SpaceBetween size="m">
      {all.map((variant) => (
        <FormField
          key={variant}
          label={`Units that get ${variant}`}
          errorText={sentenceIn(problems, variant)}
          stretch
        >
          <EntryList
            values={(Object.hasOwn(targets, variant) && targets[variant]) || []}
            label={`Units that get ${variant}`}
            placeholder="The key of a unit; paste several at once"
            onChange={(units) => set(variant, units)}
          />
        </FormField>
      ))}
    </SpaceBetween>
  );
}
