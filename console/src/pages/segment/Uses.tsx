import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import { useSegmentUses } from "../../api/segments.js";
import type { SegmentUses } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";

const ABOUT = "What changes with it. While anything asks for it, it cannot be archived.";

/** What asks for a segment. */
export function Uses({ segmentKey }: { segmentKey: string }) {
  const query = useSegmentUses(segmentKey);
  return (
    <Container
      header={
        <Header variant="h2" description={ABOUT}>
          Used by
        </Header>
      }
    >
      <Loaded query={query}>{(uses) => <Found uses={uses} segmentKey={segmentKey} />}</Loaded>
    </Container>
  );
}

function Found({ uses, segmentKey }: { uses: SegmentUses; segmentKey: string }) {
  const found = linesOf(uses);
  if (found.length === 0) {
    return (
      <Empty title={`Nothing asks for ${segmentKey}`}>
        A rule of a flag asks for it by a condition: the unit is in the segment {segmentKey}.
      </Empty>
    );
  }
  return (
    <ul className="said">
      {found.map(({ what, key, path, where }) => (
        <li key={path}>
          {what} <Link href={href(path)}>{key}</Link>
          {where && ` in ${where}`}
        </li>
      ))}
    </ul>
  );
}

interface Line {
  what: string;
  key: string;
  path: string;
  where?: string;
}

function linesOf({ flags, segments, experiments, rollouts }: SegmentUses): Line[] {
  const line = (what: string, path: string) => (key: string) => ({ what, key, path: path + key });
  return [
    ...flags.map(({ key, environments }) => ({
      ...line("Flag", "/flags/")(key),
      where: environments.join(", "),
    })),
    ...experiments.map(line("Experiment", "/experiments/")),
    ...rollouts.map(line("Rollout", "/rollouts/")),
    ...segments.map(line("Segment", "/segments/")),
  ];
}
