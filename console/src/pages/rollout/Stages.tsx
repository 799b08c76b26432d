import Box from "@cloudscape-design/components/box";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { durationInWords } from "../../parts/durations.js";
import { audienceInWords, type Place, type PlannedStage, placeOf } from "./plan.js";
import "./stages.css";

const MARKS: Record<Place, readonly [StatusIndicatorProps.Type, string]> = {
  done: ["success", "Done"],
  now: ["in-progress", "Now"],
  "to come": ["pending", "To come"],
};

interface StagesProps {
  stages: readonly PlannedStage[];
  /** The one that is reached; null before the first. */
  reached: number | null;
  /** Whether it went back: then none of them is served. */
  isOver?: boolean;
  /** What is said below the one that is reached. */
  children?: ReactNode;
}

/** The stages of a rollout as a picture: done, now and to come, each with its share. */
export function Stages({ stages, reached, isOver = false, children }: StagesProps) {
  return (
    <ol className="stages">
      {stages.map((stage, at) => {
        const place = placeOf(at, reached);
        return (
          <li key={at} aria-current={place === "now" && !isOver ? "step" : undefined}>
            <Mark place={place} isOver={isOver} number={at + 1} />
            <Share stage={stage} isServed={place !== "to come" && !isOver} />
            <Box fontWeight={place === "now" ? "bold" : "normal"}>{audienceInWords(stage)}</Box>
            <Box variant="small">{afterwards(stage, at === stages.length - 1)}</Box>
            {place === "now" && children}
          </li>
        );
      })}
    </ol>
  );
}

function Mark({ place, isOver, number }: { place: Place; isOver: boolean; number: number }) {
  const wasReached = place !== "to come";
  const [type, word] = isOver && wasReached ? (["stopped", "Taken back"] as const) : MARKS[place];
  return (
    <StatusIndicator type={type}>
      Stage {number}: {word}
    </StatusIndicator>
  );
}

/** The share of everybody, or of the audience, as a bar. */
function Share({ stage, isServed }: { stage: PlannedStage; isServed: boolean }) {
  return (
    <div className={isServed ? "share served" : "share"} aria-hidden="true">
      <div style={{ inlineSize: `${stage.percentage}%` }} />
    </div>
  );
}

function afterwards({ wait }: PlannedStage, isLast: boolean): string {
  if (wait === "0s") return isLast ? "Complete at once" : "Goes on at once";
  const words = durationInWords(wait);
  return isLast ? `Complete after ${words}` : `Waits at least ${words}`;
}
