import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import type { Condition, Json } from "../../api/types.js";
import { sentenceAt } from "../fields/problems.js";
import type { NodeEditorProps } from "./NodeEditor.js";
import { NodeMenu } from "./NodeMenu.js";
import { withOperator } from "./nodes.js";
import { OPERATORS, type OperatorName, takesAttribute } from "./operators.js";
import { useAttributeOptions } from "./suggestions.js";
import { ValueEditor } from "./ValueEditor.js";
import "../editors.css";

interface ConditionRowProps extends Omit<NodeEditorProps, "node"> {
  condition: Condition;
}

/** One comparison: attribute, operator, value. Operators that read something fixed have no
 * attribute. */
export function ConditionRow({ condition, name, isNew, problems, ...does }: ConditionRowProps) {
  const { operator, attribute } = condition;
  const change = (changed: Partial<Condition>) => does.onChange({ ...condition, ...changed });
  const hasAttribute = takesAttribute(operator);
  return (
    <FormField stretch errorText={sentenceAt(problems, "")}>
      <div className="in-a-row" role="group" aria-label={name}>
        {hasAttribute && (
          <FormField stretch errorText={sentenceAt(problems, "attribute")}>
            <AttributeField
              name={name}
              isNew={isNew}
              attribute={attribute ?? ""}
              onChange={(written) => change({ attribute: written })}
            />
          </FormField>
        )}
        <FormField stretch errorText={sentenceAt(problems, "operator")}>
          <Select
            selectedOption={{ value: operator, label: OPERATORS[operator]?.words ?? operator }}
            options={CHOICES}
            filteringType="auto"
            autoFocus={isNew && !hasAttribute}
            ariaLabel={`${name}: operator`}
            onChange={({ detail }) =>
              does.onChange(withOperator(condition, detail.selectedOption.value as OperatorName))
            }
          />
        </FormField>
        <div className="wide">
          <ValueEditor
            operator={operator}
            value={condition.value as Json}
            name={`${name}: value`}
            problems={problems}
            onChange={(value) => change({ value })}
          />
        </div>
        <NodeMenu node={condition} name={name} {...does} />
      </div>
    </FormField>
  );
}

interface AttributeFieldProps {
  name: string;
  isNew: boolean;
  attribute: string;
  onChange: (attribute: string) => void;
}

function AttributeField({ name, isNew, attribute, onChange }: AttributeFieldProps) {
  return (
    <Autosuggest
      value={attribute}
      options={useAttributeOptions()}
      autoFocus={isNew}
      ariaLabel={`${name}: attribute`}
      placeholder="Attribute"
      enteredTextLabel={(value) => `Use ${value}`}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}

const CHOICES: SelectProps.OptionGroup[] = groupsOf();

function groupsOf(): SelectProps.OptionGroup[] {
  const groups = new Map<string, SelectProps.Option[]>();
  for (const [value, { words, group }] of Object.entries(OPERATORS)) {
    const choice = { value, label: words, filteringTags: [value] };
    groups.set(group, [...(groups.get(group) ?? []), choice]);
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}
