import { fromHour, fromNow, written } from "./moments.js";

interface WhenProps {
  at: string | null | undefined;
  never?: string;
}

/** How long ago something was, with its date and time where one points at it; `never` without a
 * moment. */
export function When({ at, never = "never" }: WhenProps) {
  if (!at) return <>{never}</>;
  return (
    <time dateTime={at} title={written(at)}>
      {fromNow(at, Date.now())}
    </time>
  );
}

/** The same of what is known by its hour: it was at any time in the hour that began `at`. */
export function WhenByHour({ at, never = "never" }: WhenProps) {
  if (!at) return <>{never}</>;
  return (
    <time dateTime={at} title={`in the hour from ${written(at)} on`}>
      {fromHour(at, Date.now())}
    </time>
  );
}
