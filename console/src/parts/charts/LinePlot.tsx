import { useId } from "react";
import { type Axis, type Frame, Horizontal, Vertical } from "./Axes.js";
import { linear } from "./scales.js";

export interface Spot {
  x: number;
  y: number;
}

/** Spots joined by a line. */
export interface Line {
  name: string;
  ink: string;
  spots: readonly Spot[];
  isDashed?: boolean;
  /** Also a dot at each spot. */
  hasDots?: boolean;
}

/** What lies between two lines. */
export interface Area {
  ink: string;
  spots: readonly { x: number; low: number; high: number }[];
}

interface LinePlotProps {
  width: number;
  height: number;
  x: Axis;
  /** `isBare`: its numbers say nothing by themselves. */
  y: Axis & { isBare?: boolean };
  lines: readonly Line[];
  areas?: readonly Area[];
}

const AXIS = 42;
const TOP = 24;
const SIDE = 14;
const NUMBERS = 60;
const DOT = 3.5;
/** Of an area that is one spot wide. */
const NARROW = 8;

type Place = (value: number) => number;

/** Lines and areas over one axis. What lies beyond the axes is not drawn. */
export function LinePlot({ width, height, x, y, lines, areas = [] }: LinePlotProps) {
  const clip = useId();
  const left = y.isBare ? SIDE : NUMBERS;
  const frame: Frame = { left, right: width - SIDE, top: TOP, bottom: height - AXIS };
  const across = linear(x.extent, [frame.left, frame.right]);
  const up = linear(y.extent, [frame.bottom, frame.top]);
  return (
    <>
      <clipPath id={clip}>
        <rect x={left} y={TOP} width={frame.right - left} height={frame.bottom - TOP} />
      </clipPath>
      {!y.isBare && <Vertical frame={frame} axis={y} />}
      <Horizontal frame={frame} axis={x} />
      <g clipPath={`url(#${clip})`}>
        <Zero frame={frame} across={across} up={up} isUpright={y.isBare ?? false} />
        {areas.map((area, number) => (
          <path key={number} className={`area ${area.ink}`} d={areaPath(area, across, up)} />
        ))}
        {lines.map((line) => (
          <path key={line.name} className={classOf(line)} d={linePath(line.spots, across, up)} />
        ))}
      </g>
      {lines.map((line) => line.hasDots && <Dots key={line.name} {...{ line, across, up }} />)}
    </>
  );
}

interface ZeroProps {
  frame: Frame;
  across: Place;
  up: Place;
  isUpright: boolean;
}

function Zero({ frame, across, up, isUpright }: ZeroProps) {
  const { left, right, top, bottom } = frame;
  const [x, y] = [across(0), up(0)];
  const upright = { x1: x, x2: x, y1: top, y2: bottom };
  const ends = isUpright ? upright : { x1: left, x2: right, y1: y, y2: y };
  return <line className="zero" {...ends} />;
}

function Dots({ line, across, up }: { line: Line; across: Place; up: Place }) {
  return (
    <g className={line.ink}>
      {line.spots.map(({ x, y }) => (
        <circle key={x} className="dot" cx={across(x)} cy={up(y)} r={DOT} />
      ))}
    </g>
  );
}

function classOf({ ink, isDashed }: Line): string {
  return `line ${ink}${isDashed ? " dashed" : ""}`;
}

/** A line through spots; a spot alone is a short stroke. */
function linePath(spots: readonly Spot[], across: Place, up: Place): string {
  const [only, second] = spots;
  if (only && !second) return `M${across(only.x) - NARROW},${up(only.y)}h${2 * NARROW}`;
  return spots.map(({ x, y }, at) => `${at ? "L" : "M"}${across(x)},${up(y)}`).join("");
}

function areaPath({ spots }: Area, across: Place, up: Place): string {
  const [only, second] = spots;
  if (only === undefined) return "";
  if (second === undefined) {
    const [x, low, high] = [across(only.x), up(only.low), up(only.high)];
    return `M${x - NARROW},${low}V${high}H${x + NARROW}V${low}Z`;
  }
  const above = spots.map(({ x, high }) => `${across(x)},${up(high)}`);
  const below = spots.map(({ x, low }) => `${across(x)},${up(low)}`).reverse();
  return `M${[...above, ...below].join("L")}Z`;
}
