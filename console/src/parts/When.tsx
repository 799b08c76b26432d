import { fromNow, written } from "./moments.js";

/** How long ago something was, with its date and time where one points at it; `never` without a
 * moment. */
export function When({ at, never = "never" }: { at: string | null | undefined; never?: string }) {
  if (!at) return <>{never}</>;
  return (
    <time dateTime={at} title={written(at)}>
      {fromNow(at, Date.now())}
    </time>
  );
}
