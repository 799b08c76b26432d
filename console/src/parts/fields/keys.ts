/** Keys: what the API and applications call a thing, made from what people call it. */

const LONGEST = 128;
const KEY = /^[A-Za-z0-9._~-]{1,128}$/;

export interface Named {
  name: string;
  key: string;
}

/** `free-delivery-from-50` of `Free delivery from 50 €`. */
export function keyOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, LONGEST)
    .replace(/-$/, "");
}

/** With another name, and with its key as long as nobody wrote another one. */
export function renamed({ name, key }: Named, newName: string): Named {
  const follows = key === "" || key === keyOf(name);
  return { name: newName, key: follows ? keyOf(newName) : key };
}

/** Why a text can be no key; empty for one that can, and for none yet. */
export function keyProblem(key: string): string {
  if (key === "." || key === "..") return "An address cannot hold it: write more than dots.";
  if (key === "" || KEY.test(key)) return "";
  return `Write 1 to ${LONGEST} letters, digits or any of . _ ~ -`;
}
