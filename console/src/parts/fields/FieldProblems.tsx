import Alert from "@cloudscape-design/components/alert";
import { createContext, type ReactNode, useContext } from "react";
import type { FieldProblem } from "../../api/types.js";
import { isIn, problemsIn, sentenceAt, sentenceOf } from "./problems.js";

const ProblemsContext = createContext<readonly FieldProblem[]>([]);

interface FieldProblemsProps {
  /** `errors` of a Problem. */
  of: readonly FieldProblem[];
  children: ReactNode;
}

/** Lets each field below it show what was found wrong with it. */
export function FieldProblems({ of, children }: FieldProblemsProps) {
  return <ProblemsContext value={of}>{children}</ProblemsContext>;
}

/** Fields below it are named from here on: `<Inside field="metrics.goals.0">`. */
export function Inside({ field, children }: { field: string; children: ReactNode }) {
  return <ProblemsContext value={useProblemsIn(field)}>{children}</ProblemsContext>;
}

/** What is wrong with a field and with anything in it, named from there on. */
export function useProblemsIn(field: string): FieldProblem[] {
  return problemsIn(useContext(ProblemsContext), field);
}

/** Whether anything is wrong with any of these fields, or in it. */
export function useIsWrong(fields: readonly string[]): boolean {
  const problems = useContext(ProblemsContext);
  return problems.some((problem) => fields.some((field) => isIn(problem.field, field)));
}

/** What is wrong with exactly this field; empty where nothing is. */
export function useProblemAt(field: string | undefined): string {
  const problems = useContext(ProblemsContext);
  return field === undefined ? "" : sentenceAt(problems, field);
}

/** What is wrong with something that has no field of its own, as a whole list or a part. */
export function ProblemsHere({ field = "" }: { field?: string }) {
  const here = useProblemsIn(field).filter((problem) => problem.field === "");
  if (here.length === 0) return null;
  const sentences = here.map(({ detail }) => sentenceOf(detail, field));
  return <Alert type="error">{sentences.join(" ")}</Alert>;
}
