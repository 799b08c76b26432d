import Box from "@cloudscape-design/components/box";
import { Breakable } from "../../parts/Breakable.js";

interface NamedProps {
  of: { key: string; summary: { name: string } };
}

/** The key of what stands in a row, and its name below. */
export function Named({ of: { key, summary } }: NamedProps) {
  return (
    <>
      <Breakable text={key} />
      <Box variant="small" display="block">
        {summary.name}
      </Box>
    </>
  );
}
