import { type Axis, type Frame, Horizontal } from "./Axes.js";
import type { Tone } from "./inks.js";
import { type Extent, extentOf, linear } from "./scales.js";

/** One estimate with its interval; an end that is null is open. */
export interface IntervalRow {
  name: string;
  /** The numbers as text. */
  said: string;
  estimate: number | null;
  low: number | null;
  high: number | null;
  tone: Tone;
}

/** A value that means something: a line across all rows. */
export interface Mark {
  at: number;
  text: string;
  tone: Tone;
}

interface IntervalPlotProps {
  width: number;
  rows: readonly IntervalRow[];
  marks: readonly Mark[];
  axis: Omit<Axis, "extent">;
}

const ROW = 64;
const AXIS = 42;
const TOP = 18;
const BAR = 48;
const SAID = 32;
const NAME = 16;
const SIDE = 14;
const DOT = 5;
const AIR = 0.06;
const LETTER = 7.5;

/** How high the plot of so many rows is, in pixels. */
export function intervalHeight(rows: number): number {
  return TOP + ROW * rows + AXIS;
}

/** Estimates with their intervals below each other, beside 0 and other marks. */
export function IntervalPlot({ width, rows, marks, axis }: IntervalPlotProps) {
  const extent = extentOfAll(rows, marks);
  const frame = { left: SIDE, right: width - SIDE, top: TOP, bottom: TOP + ROW * rows.length };
  const place = linear(extent, [frame.left, frame.right]);
  return (
    <>
      <Horizontal frame={frame} axis={{ ...axis, extent }} />
      <line className="zero" x1={place(0)} x2={place(0)} y1={frame.top} y2={frame.bottom} />
      {marks.map((mark) => (
        <MarkLine key={mark.text} mark={mark} frame={frame} at={place(mark.at)} />
      ))}
      {rows.map((row, number) => (
        <Row key={row.name} row={row} top={TOP + ROW * number} frame={frame} place={place} />
      ))}
    </>
  );
}

function extentOfAll(rows: readonly IntervalRow[], marks: readonly Mark[]): Extent {
  const ends = rows.flatMap(({ estimate, low, high }) => [estimate, low, high]);
  const known = ends.filter((end) => end !== null);
  return extentOf([0, ...known, ...marks.map(({ at }) => at)], AIR);
}

function MarkLine({ mark, frame, at }: { mark: Mark; frame: Frame; at: number }) {
  const isRight = at > (frame.left + frame.right) / 2;
  return (
    <g className={mark.tone}>
      <line className="line dashed" x1={at} x2={at} y1={frame.top} y2={frame.bottom} />
      <text className="mark-text" x={at} y={TOP - 6} textAnchor={isRight ? "end" : "start"}>
        {mark.text}
      </text>
    </g>
  );
}

interface RowProps {
  row: IntervalRow;
  top: number;
  frame: Frame;
  place: (value: number) => number;
}

function Row({ row, top, frame, place }: RowProps) {
  const y = top + BAR;
  const { estimate, low, high, tone } = row;
  const room = Math.floor((frame.right - frame.left) / LETTER);
  return (
    <g className={tone}>
      <text className="name" x={frame.left} y={top + NAME}>
        {shortened(row.name, room)}
        {row.name.length > room && <title>{row.name}</title>}
      </text>
      <text className="said" x={frame.left} y={top + SAID}>
        {row.said}
      </text>
      {estimate !== null && (
        <>
          <Bar y={y} frame={frame} low={placed(low, place)} high={placed(high, place)} />
          <circle className="dot" cx={place(estimate)} cy={y} r={DOT} />
        </>
      )}
    </g>
  );
}

interface BarProps {
  y: number;
  frame: Frame;
  low: number | null;
  high: number | null;
}

/** An interval from end to end; an open one goes on to an arrow at the end of the axis. */
function Bar({ y, frame, low, high }: BarProps) {
  if (low === null && high === null) return null;
  const begin = low ?? frame.left;
  const end = high ?? frame.right;
  return (
    <>
      <line className="interval" x1={begin} x2={end} y1={y} y2={y} />
      <path className="end" d={low === null ? arrow(begin, y, 1) : stop(begin, y)} />
      <path className="end" d={high === null ? arrow(end, y, -1) : stop(end, y)} />
    </>
  );
}

function stop(x: number, y: number): string {
  return `M${x},${y - 6}v12`;
}

function arrow(x: number, y: number, towards: 1 | -1): string {
  return `M${x + 7 * towards},${y - 6}L${x},${y}l${7 * towards},6`;
}

function shortened(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, Math.max(most - 1, 1))}…` : name;
}

function placed(end: number | null, place: (value: number) => number): number | null {
  return end === null ? null : place(end);
}
