import { Fragment } from "react";

/** Behind a sign, and anywhere in what goes on without one for longer than a word does. */
const PLACES = /(?<=[@._/-])|(?<=[^@._/\s-]{20})/u;

/** A word that may go on in the next line behind its signs: an address, a key. */
export function Breakable({ text }: { text: string }) {
  const parts = text.split(PLACES);
  return parts.map((part, at) => (
    <Fragment key={at}>
      {part}
      <wbr />
    </Fragment>
  ));
}
