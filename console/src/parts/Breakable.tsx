import { Fragment } from "react";

/** A word that may go on in the next line behind its signs: an address, a key. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(/(?<=[@._/-])/);
  return parts.map((part, at) => (
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}
