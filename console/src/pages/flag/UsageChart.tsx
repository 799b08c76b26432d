import BarChart from "@cloudscape-design/components/bar-chart";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import type { Usage } from "../../api/types.js";
import { type Range, type Series, seriesOf, sharesOf } from "./usage.js";

const HEIGHT = 260;
const UNIT: Record<Range["step"], string> = {
  hour: "Hour (UTC)",
  day: "Day (UTC)",
  week: "Week from (UTC)",
};

interface UsageChartProps {
  usage: Usage;
  range: Range;
}

/** The variants that a flag answered, moment by moment: as numbers or as shares. */
export function UsageChart({ usage, range }: UsageChartProps) {
  const [isShare, setIsShare] = useState(false);
  const counted = seriesOf(usage, range, Date.now());
  const shown = isShare ? sharesOf(counted) : counted;
  const format = isShare ? percent : count;
  const moments = (counted[0]?.points ?? []).map(({ x }) => x);
  return (
    <SpaceBetween size="m">
      <Toggle checked={isShare} onChange={({ detail }) => setIsShare(detail.checked)}>
        Show shares
      </Toggle>
      <BarChart
        series={shown.map(({ title, points }) => ({
          type: "bar" as const,
          title,
          data: points,
          valueFormatter: format,
        }))}
        xDomain={moments}
        {...(isShare && { yDomain: [0, 100] as const })}
        xScaleType="categorical"
        stackedBars
        hideFilter
        height={HEIGHT}
        xTitle={UNIT[range.step]}
        yTitle={isShare ? "Share of evaluations" : "Evaluations"}
        ariaLabel={isShare ? "Share of each variant" : "Evaluations of each variant"}
        i18nStrings={{ yTickFormatter: format }}
      />
      <ExpandableSection headerText="The same as a table">
        <Numbers series={counted} moments={moments} unit={UNIT[range.step]} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

interface NumbersProps {
  series: readonly Series[];
  moments: readonly string[];
  unit: string;
}

/** A row: a moment, and where it is among the points. */
interface Place {
  x: string;
  at: number;
}

function Numbers({ series, moments, unit }: NumbersProps) {
  const columns = series.map(({ variant, title, points }) => ({
    id: variant || "none",
    header: title,
    cell: ({ at }: Place) => count(points[at]?.y ?? 0),
  }));
  const first = { id: "moment", header: unit, isRowHeader: true, cell: ({ x }: Place) => x };
  const rows = moments.map((x, at) => ({ x, at })).reverse();
  return (
    <Table
      variant="embedded"
      items={rows}
      columnDefinitions={[first, ...columns]}
      ariaLabels={{ tableLabel: "Evaluations of each variant" }}
    />
  );
}

function count(value: number): string {
  return value.toLocaleString("en");
}

function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}
