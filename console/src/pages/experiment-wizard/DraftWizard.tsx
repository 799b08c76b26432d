import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Wizard from "@cloudscape-design/components/wizard";
import { type ComponentType, useLayoutEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { FieldProblems } from "../../parts/fields/FieldProblems.js";
import { AudienceStep } from "./AudienceStep.js";
import { ChecklistStep } from "./ChecklistStep.js";
import { HypothesisStep } from "./HypothesisStep.js";
import { MetricsStep } from "./MetricsStep.js";
import { SizeStep } from "./SizeStep.js";
import { StepProblem } from "./StepProblem.js";
import type { StepProps } from "./step.js";
import { STEP, type StepKey, STEPS, stepAt } from "./steps.js";
import { type Beginning, type DraftInWork, useDraft } from "./useDraft.js";
import { useLeaving } from "./useLeaving.js";
import { type Starting, useStarting } from "./useStarting.js";
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

/** A design from its hypothesis to its start, step by step. Each step onwards saves it. */
export function DraftWizard(beginning: Beginning) {
  const work = useDraft(beginning);
  const { stored, isSaving, problem } = work;
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
  return (
    <FieldProblems of={problem?.errors ?? []}>
      <Wizard
        steps={isBefore ? NOTHING_YET : stepsOf(work, starting)}
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

const NOTHING_YET = STEPS.map(({ title, description }) => ({ title, description, content: null }));

function stepsOf(work: DraftInWork, starting: Starting) {
  return STEPS.map(({ key, title, description }) => ({
    title,
    description,
    errorText: errorOf(key, work, starting),
    content: (
      <SpaceBetween size="l">
        {work.isBack && <Back discard={work.discard} />}
        <Content name={key} work={work} starting={starting} />
      </SpaceBetween>
    ),
  }));
}

function errorOf(key: StepKey, { problem }: DraftInWork, { isRefused }: Starting) {
  if (problem) return <StepProblem problem={problem} here={key} />;
  return key === "checklist" && isRefused && STILL_OPEN;
}

interface ContentProps {
  name: StepKey;
  work: DraftInWork;
  starting: Starting;
}

function Content({ name, work, starting }: ContentProps) {
  const { draft, edit, stored, isDirty } = work;
  if (name === "checklist") {
    return stored && <ChecklistStep stored={stored} isDirty={isDirty} starting={starting} />;
  }
  const Step = EDITORS[name];
  return <Step draft={draft} edit={edit} isStored={stored !== null} />;
}

const STILL_OPEN = "It cannot start while something is open: the checklist says what.";
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
  work: DraftInWork;
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
