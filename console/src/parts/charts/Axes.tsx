import { type Extent, linear, ticksOf, tickText } from "./scales.js";

/** The frame of a plot: which pixels it has, and which numbers stand at its axes. */
export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** What an axis is of: its numbers, and what they are, with their unit. */
export interface Axis {
  extent: Extent;
  label: string;
  /** What ticks are apart at least. */
  leastStep?: number;
  /** A tick as text; otherwise as a plain number. */
  text?: (tick: number, ticks: readonly number[]) => string;
}

const TICK_WIDTH = 72;
const TICK_HEIGHT = 36;
const LABEL_GAP = 34;
const TEXT_GAP = 16;

/** The horizontal axis below a frame, with lines up through it. */
export function Horizontal({ frame, axis }: { frame: Frame; axis: Axis }) {
  const { left, right, top, bottom } = frame;
  const place = linear(axis.extent, [left, right]);
  const most = Math.max(2, (right - left) / TICK_WIDTH);
  const ticks = ticksOf(axis.extent, most, axis.leastStep);
  const text = axis.text ?? tickText;
  return (
    <g>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={place(tick)} x2={place(tick)} y1={top} y2={bottom} />
          <text className="tick" x={place(tick)} y={bottom + TEXT_GAP} textAnchor="middle">
            {text(tick, ticks)}
          </text>
        </g>
      ))}
      <line className="axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      <text className="label" x={(left + right) / 2} y={bottom + LABEL_GAP} textAnchor="middle">
        {axis.label}
      </text>
    </g>
  );
}

/** The vertical axis left of a frame, with lines through it; its label stands above it. */
export function Vertical({ frame, axis }: { frame: Frame; axis: Axis }) {
  const { left, right, top, bottom } = frame;
  const place = linear(axis.extent, [bottom, top]);
  const most = Math.max(2, (bottom - top) / TICK_HEIGHT);
  const ticks = ticksOf(axis.extent, most, axis.leastStep);
  const text = axis.text ?? tickText;
  return (
    <g>
      <text className="label" x={0} y={top - TEXT_GAP / 2}>
        {axis.label}
      </text>
      {ticks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={left} x2={right} y1={place(tick)} y2={place(tick)} />
          <text className="tick" x={left - 6} y={place(tick) + 4} textAnchor="end">
            {text(tick, ticks)}
          </text>
        </g>
      ))}
    </g>
  );
}
