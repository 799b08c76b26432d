/** Texts whose numbers are known beside what is read. */

/** A piece of a text, with the unrounded number where it shows one. */
export interface Piece {
  text: string;
  number?: number;
}

/** The whole text. */
export function plain(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join("");
}
