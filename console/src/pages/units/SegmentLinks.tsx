import Link from "@cloudscape-design/components/link";
import { Fragment } from "react";
import { href } from "../../app/sections.js";

/** The segments that a unit is in; undefined while it is not known. */
export function SegmentLinks({ keys }: { keys: readonly string[] | undefined }) {
  if (keys === undefined) return <>…</>;
  if (keys.length === 0) return <>none</>;
  return keys.map((key, at) => (
    <Fragment key={key}>
      {at > 0 && ", "}
      <Link href={href(`/segments/${key}`)}>{key}</Link>
    </Fragment>
  ));
}
