import { Fragment } from "react";
import type { Piece } from "./pieces.js";

/** A text whose numbers carry what they were rounded from. */
export function Told({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map(({ text, number }, at) =>
    number === undefined ? (
      <Fragment key={at}>{text}</Fragment>
    ) : (
      <data key={at} value={number}>
        {text}
      </data>
    ),
  );
}
