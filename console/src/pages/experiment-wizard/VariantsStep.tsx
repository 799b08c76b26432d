import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ProblemsHere, useProblemsIn } from "../../parts/fields/FieldProblems.js";
import { WeightsEditor } from "../../parts/WeightsEditor.js";
import { flagKeysOf, weightsOf, withTreatment, withWeights } from "./draft.js";
import type { StepProps } from "./step.js";
import { VariantCard } from "./VariantCard.js";

const MOST_VARIANTS = 20;

/** What each group sees, and how the units are shared among them. */
export function VariantsStep(props: StepProps) {
  const { draft, edit } = props;
  const keys = Object.keys(draft.variants);
  const flagKeys = flagKeysOf(draft);
  return (
    <SpaceBetween size="l">
      <ProblemsHere field="variants" />
      <ProblemsHere field="control" />
      {keys.map((variantKey, at) => (
        <VariantCard key={at} {...props} variantKey={variantKey} flagKeys={flagKeys} />
      ))}
      {keys.length < MOST_VARIANTS && (
        <Button iconName="add-plus" onClick={() => edit(withTreatment)}>
          Add a treatment
        </Button>
      )}
      <Shares {...props} />
    </SpaceBetween>
  );
}

function Shares({ draft, edit }: StepProps) {
  const keys = Object.keys(draft.variants);
  const problems = useProblemsIn("variants").filter(({ field }) => field.endsWith(".weight"));
  const own = problems.map((problem) => ({
    ...problem,
    field: problem.field.replace(/\.weight$/, ""),
  }));
  const description = "How the units are shared. Equal shares find an effect soonest.";
  return (
    <Container
      header={
        <Header variant="h2" description={description}>
          Weights
        </Header>
      }
    >
      <WeightsEditor
        value={weightsOf(draft)}
        of={keys}
        unit="weight"
        problems={own}
        onChange={(weights) => edit((before) => withWeights(before, weights))}
      />
    </Container>
  );
}
