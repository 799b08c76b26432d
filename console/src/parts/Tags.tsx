import Badge from "@cloudscape-design/components/badge";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Breakable } from "./Breakable.js";

/** By which words a thing is found. */
export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <>–</>;
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {tags.map((tag) => (
        <Badge key={tag}>
          <Breakable text={tag} />
        </Badge>
      ))}
    </SpaceBetween>
  );
}
