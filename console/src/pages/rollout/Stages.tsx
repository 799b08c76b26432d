import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { durationInWords } from "../../parts/fields/durations.js";
import { audienceInWords, type Place, type PlannedStage, placeOf } from "./plan.js";
import "./stages.css";

const MARKS: Record<Place, readonly [StatusIndicatorProps.Type, string]> = {
  done: ["success", "Done"],
  now: ["in-progress", "Now"],
  "to come": ["pending", "To come"],
};
const TAKEN_BACK = ["stopped", "Taken back"] as const;
const MARKS_OVER: typeof MARKS = {
  done: TAKEN_BACK,
  now: TAKEN_BACK,
  "to come": ["stopped", "Not reached"],
};

interface StagesProps {
  stages: readonly PlannedStage[];
  /** The one that is reached; null before the first. */
  reached: number | null;
  /** Whether it went back: then none of them is served. */
  isOver?: boolean;
}

/** The stages of a rollout as a picture: done, now and to come, each with its share. */
export function Stages({ stages, reached, isOver = false }: StagesProps) {
  return (
    <ol className="stages">
      {stages.map((stage, at) => {
        const place = placeOf(at, reached);
        return (
          <li key={at} aria-current={place === "now" && !isOver ? "step" : undefined}>
            <Mark place={place} isOver={isOver} number={at + 1} />
            <Box fontWeight={place === "now" ? "bold" : "normal"}>{audienceInWords(stage)}</Box>
            <Share stage={stage} isServed={place !== "to come" && !isOver} />
            <Box variant="small">{afterwards(stage, at === stages.length - 1)}</Box>
          </li>
        );
      })}
    </ol>
  );
}

function Mark({ place, isOver, number }: { place: Place; isOver: boolean; number: number }) {
  const [type, word] = isOver ? MARKS_OVER[place] : MARKS[place];
  return (
    <StatusIndicator type={type}>
      Stage {number}: {word}
    </StatusIndicator>
  );
}

interface DashesProps {
  /** How many stages there are. */
  count: number;
  reached: number;
}

/** How many stages are reached, as a row of dashes; what it says stands beside it. */
export function Dashes({ count, reached }: DashesProps) {
  return (
    <div className="stage-dashes" aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} className={at <= reached ? "reached" : ""} />
      ))}
    </div>
  );
}

/** The share of everybody, or of the audience, as a bar. */
function Share({ stage, isServed }: { stage: PlannedStage; isServed: boolean }) {
  return (
    <div className={isServed ? "stage-share served" : "stage-share"} aria-hidden="true">
      <div style={{ inlineSize: `${stage.percentage}%` }} />
    </div>
  );
}

function afterwards({ wait }: PlannedStage, isLast: boolean): string {
  if (wait === "0s") return isLast ? "Complete at once" : "Goes on at once";
  const words = durationInWords(wait);
  return isLast ? `Complete after ${words}` : `Waits at least ${words}`;
}
