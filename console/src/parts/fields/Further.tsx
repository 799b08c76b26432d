import ExpandableSection from "@cloudscape-design/components/expandable-section";
import { type ReactNode, useState } from "react";
import { useIsWrong } from "./FieldProblems.js";

interface FurtherProps {
  title: string;
  description: string;
  /** The places of its fields in the document. */
  fields: readonly string[];
  children: ReactNode;
}

/** Fields that most leave as they are: folded up, unless something is wrong with one of them. */
export function Further({ title, description, fields, children }: FurtherProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isWrong = useIsWrong(fields);
  return (
    <ExpandableSection
      headerText={title}
      headerDescription={description}
      expanded={isOpen || isWrong}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      {children}
    </ExpandableSection>
  );
}
