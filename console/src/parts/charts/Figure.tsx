import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { type ReactNode, useId } from "react";
import "./charts.css";
import { useWidth } from "./useWidth.js";

const AS_TABLE = "The numbers as a table";

interface FigureProps {
  /** What the plot is of; also who cannot see it is told. */
  title: string;
  /** How to read it. */
  about?: ReactNode;
  /** What the lines are. */
  legend?: readonly LegendEntry[];
  height: number;
  /** The same numbers as a table. */
  table: ReactNode;
  /** What is drawn, for a width in pixels. */
  children: (width: number) => ReactNode;
}

interface LegendEntry {
  name: string;
  ink: string;
  isDashed?: boolean;
}

/** One plot: its title, what its lines are, the drawing as wide as there is room, and the numbers
 * in it as a table for whoever wants to read them. */
export function Figure({ title, about, legend = [], height, table, children }: FigureProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const id = useId();
  return (
    <figure className="plot" aria-labelledby={id}>
      <figcaption id={id}>{title}</figcaption>
      {legend.length > 0 && <Legend entries={legend} />}
      <div ref={box} className="plot-box" style={{ blockSize: height }}>
        {width > 0 && (
          <svg role="img" aria-label={title} width={width} height={height}>
            {children(width)}
          </svg>
        )}
      </div>
      {about && <p className="plot-about">{about}</p>}
      <ExpandableSection headerText={AS_TABLE} headerAriaLabel={`${AS_TABLE}: ${title}`}>
        {table}
      </ExpandableSection>
    </figure>
  );
}

function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className="plot-legend">
      {entries.map(({ name, ink, isDashed }) => (
        <li key={name}>
          <svg width="20" height="10" aria-hidden="true">
            <line
              x1="0"
              x2="20"
              y1="5"
              y2="5"
              className={`line ${ink}${isDashed ? " dashed" : ""}`}
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
