import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Wizard from "@cloudscape-design/components/wizard";
import { type ComponentType, useLayoutEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { Experiment, Stored } from "../../api/types.js";
import { FieldProblems } from "../../parts/fields/FieldProblems.js";
import { AudienceStep } from "./AudienceStep.js";
import { ChecklistStep } from "./ChecklistStep.js";
import type { Draft } from "./draft.js";
import { HypothesisStep } from "./HypothesisStep.js";
import { MetricsStep } from "./MetricsStep.js";
import { SizeStep } from "./SizeStep.js";
import { StepProblem } from "./StepProblem.js";
import type { StepProps } from "./step.js";
import { STEP, type StepKey, STEPS, stepAt } from "./steps.js";
import { useDraft } from "./useDraft.js";
import { useLeaving } from "./useLeaving.js";
import { useStarting } from "./useStarting.js";
import { VariantsStep } from "./VariantsStep.js";
import "./wizard.css";

type EditStep = Exclude<StepKey, "checklist">;

const EDITORS: Record<EditStep, ComponentType<StepProps>> = {
  hypothesis: HypothesisStep,
  audience: AudienceStep,
  variants: VariantsStep,
  metrics: MetricsStep,
  size: SizeStep,
};
const LAST = STEPS.length - 1;

interface DraftWizardProps {
  first: Draft;
  /** The newest version; null for a new experiment. */
  stored: Stored<Experiment> | null;
}

/** A design from its hypothesis to its start, step by step. Each step onwards saves it. */
export function DraftWizard({ first, stored: newest }: DraftWizardProps) {
  const work = useDraft(first, newest);
  const { draft, stored, isSaving, problem } = work;
  const [at, turnTo] = useStep(stored !== null);
  const [, go] = useLocation();
  const { leave, question } = useLeaving(work);
  const starting = useStarting();
  const isBefore = useIsBefore();

  const navigate = async (requested: number) => {
    if (requested < at) return turnTo(requested);
    const saved = await work.save();
    if (saved === null) return;
    if (stored === null) go(`${pathOf(saved.key)}/edit?${STEP}=${STEPS[requested]?.key ?? ""}`);
    else turnTo(requested);
  };
  const submit = async () => {
    const saved = await work.save();
    if (saved !== null && (await starting.start(saved))) go(pathOf(saved.key));
  };
  const steps = STEPS.map(({ key, title, description }) => ({
    title,
    description,
    errorText: problem && <StepProblem problem={problem} here={key} />,
    content: (
      <SpaceBetween size="l">
        {work.isBack && <Back discard={work.discard} />}
        {key === "checklist" ? (
          stored && <ChecklistStep stored={stored} isDirty={work.isDirty} starting={starting} />
        ) : (
          <Editor name={key} draft={draft} edit={work.edit} isStored={stored !== null} />
        )}
      </SpaceBetween>
    ),
  }));
  return (
    <FieldProblems of={problem?.errors ?? []}>
      <Wizard
        steps={isBefore ? steps.map((step) => ({ ...step, content: null })) : steps}
        // People may go to steps where they have been: in a design that is stored, to all of them.
        activeStepIndex={isBefore && stored !== null ? LAST : at}
        isLoadingNextStep={isSaving || starting.isStarting}
        submitButtonText="Start"
        secondaryActions={stored && <Saved work={work} version={stored.version} />}
        i18nStrings={LABELS}
        onNavigate={({ detail }) => void navigate(detail.requestedStepIndex)}
        onSubmit={() => void submit()}
        onCancel={() => leave(stored === null ? "/experiments" : pathOf(stored.key))}
      />
      {question}
    </FieldProblems>
  );
}

const LABELS = {
  stepNumberLabel: (number: number) => `Step ${number}`,
  collapsedStepsLabel: (number: number, count: number) => `Step ${number} of ${count}`,
  navigationAriaLabel: "Steps of the design",
  cancelButton: "Close",
  previousButton: "Previous",
  nextButton: "Next",
};

function pathOf(key: string): string {
  return `/experiments/${encodeURIComponent(key)}`;
}

function Editor({ name, ...props }: StepProps & { name: EditStep }) {
  const Step = EDITORS[name];
  return <Step {...props} />;
}

/** The step of the address. A new design begins with the first one, in which it gets its key. */
function useStep(isStored: boolean): [number, (at: number) => void] {
  const [parameters, setParameters] = useSearchParams();
  const turnTo = (at: number) =>
    setParameters((before) => {
      before.set(STEP, STEPS[at]?.key ?? "");
      return before;
    });
  return [isStored ? stepAt(parameters.get(STEP)) : 0, turnTo];
}

/** Whether nothing was painted yet. */
function useIsBefore(): boolean {
  const [isBefore, setIsBefore] = useState(true);
  useLayoutEffect(() => setIsBefore(false), []);
  return isBefore;
}

function Back({ discard }: { discard: () => void }) {
  const action = <Button onClick={discard}>Discard it</Button>;
  return (
    <Alert type="info" action={action}>
      What you wrote here before and did not save is back.
    </Alert>
  );
}

interface SavedProps {
  work: ReturnType<typeof useDraft>;
  version: number;
}

/** Whether everything is saved, and the button that does it. */
function Saved({ work, version }: SavedProps) {
  if (!work.isDirty) {
    return (
      <Box padding={{ vertical: "xxs" }}>
        <StatusIndicator type="success">Saved as version {version}</StatusIndicator>
      </Box>
    );
  }
  return (
    <Button loading={work.isSaving} onClick={() => void work.save()}>
      Save the draft
    </Button>
  );
}
