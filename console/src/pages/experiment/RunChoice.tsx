import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import type { Experiment, Run } from "../../api/types.js";
import { written } from "../../parts/moments.js";
import { useParameter } from "../../parts/useParameter.js";

/** Which run is looked at, where there were several. */
export function RunChoice({ experiment, run }: { experiment: Experiment; run: Run }) {
  const [, choose] = useParameter("run");
  const runs = experiment.runs ?? [];
  if (runs.length < 2) return null;
  const options = runs.map(({ number, started_at }) => ({
    value: String(number),
    label: `Run ${number}`,
    description: `started ${written(started_at)}`,
  }));
  const selected = options.find(({ value }) => value === String(run.number)) ?? null;
  return (
    <FormField label="Run" description="Each start was a run of its own, drawn anew.">
      <Select
        options={options}
        selectedOption={selected}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? null)}
      />
    </FormField>
  );
}
