/** What is wrong with a document, at the fields that it is wrong with. */

import type { FieldProblem } from "../api/types.js";

/** Those of one field and of all inside of it, with paths from there on. */
export function problemsBelow(problems: readonly FieldProblem[], field: string): FieldProblem[] {
  return problems
    .filter((problem) => problem.field === field || problem.field.startsWith(`${field}.`))
    .map((problem) => ({ ...problem, field: problem.field.slice(field.length + 1) }));
}

/** What is wrong with a field itself, to stand below it; undefined where nothing is. */
export function problemAt(
  problems: readonly FieldProblem[],
  field: string,
): string | undefined {
  const own = problems.filter((problem) => problem.field === field);
  return own.length > 0 ? own.map((problem) => problem.detail).join(" ") : undefined;
}

/** What is wrong with a field or with anything inside of it. */
export function problemIn(
  problems: readonly FieldProblem[],
  field: string,
): string | undefined {
  return problemsBelow(problems, field)[0]?.detail;
}
