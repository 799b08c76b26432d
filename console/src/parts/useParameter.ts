import { useCallback } from "react";
import { useSearchParams } from "wouter";

/** A part of the address as a page shows it, and how to change it; null where it is not there. A
 * link then shows the same to everybody. */
export function useParameter(name: string): [string | null, (value: string | null) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = useCallback(
    (value: string | null) =>
      setParameters(
        (before) => {
          if (value === null) before.delete(name);
          else before.set(name, value);
          return before;
        },
        { replace: true },
      ),
    [name, setParameters],
  );
  return [parameters.get(name), set];
}
