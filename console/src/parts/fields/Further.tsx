import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { type ReactNode, useState } from "react";
import { useIsWrong } from "./FieldProblems.js";

interface FurtherProps {
  title: string;
  description?: string;
  /** The places of its fields in the document. */
  fields: readonly string[];
  /** How many things they hold, where that is told; with any it is open to begin with. */
  count?: number;
  /** Whether it is open to begin with. */
  startsOpen?: boolean;
  /** Whether it stands by itself, between containers. */
  isContainer?: boolean;
  children: ReactNode;
}

/** Fields that most leave as they are: folded up, until something is wrong with one of them. */
export function Further({ title, fields, children, ...given }: FurtherProps) {
  const { description, count, isContainer = false } = given;
  const { startsOpen = count !== undefined && count > 0 } = given;
  const [isOpen, setIsOpen] = useState(startsOpen);
  const isWrong = useIsWrong(fields);
  // It stays open when what was wrong is mended: somebody writes in it.
  if (isWrong && !isOpen) setIsOpen(true);
  return (
    <ExpandableSection
      variant={isContainer ? "container" : "default"}
      headerText={title}
      {...(description !== undefined && { headerDescription: description })}
      {...(count !== undefined && { headerCounter: `(${count})` })}
      expanded={isOpen}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      {children}
    </ExpandableSection>
  );
}
