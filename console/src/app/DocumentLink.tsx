import Link from "@cloudscape-design/components/link";
import type { Kind } from "../api/types.js";
import { Breakable } from "../parts/Breakable.js";
import { KINDS } from "../parts/actions.js";
import { href } from "./sections.js";

/** The key of a document, which leads to its page where there is one. */
export function DocumentLink({ kind, of: key }: { kind: Kind; of: string }) {
  const { path } = KINDS[kind];
  if (path === null) return <Breakable text={key} />;
  return (
    <Link href={href(path(key))} fontSize="inherit">
      <Breakable text={key} />
    </Link>
  );
}
