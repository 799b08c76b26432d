import Button from "@cloudscape-design/components/button";
import { Empty } from "../Empty.js";

interface NoneFoundProps {
  /** What was searched, one of it: `flag`. */
  of: string;
  /** Searches for nothing any more. */
  clear: () => void;
  /** Whether each environment has its own. */
  isPerEnvironment?: boolean;
}

/** What stands where a search found nothing, and the way back to everything. */
export function NoneFound({ of, clear, isPerEnvironment = false }: NoneFoundProps) {
  const all = <Button onClick={clear}>Show all {of}s</Button>;
  return (
    <Empty title={`No ${of} is like that`} action={all}>
      Look for less, or for a part of the key or name.
      {isPerEnvironment && " Other environments have their own: choose one above."}
    </Empty>
  );
}
