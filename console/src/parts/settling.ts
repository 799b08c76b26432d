import { useEffect, useState } from "react";

const SETTLED_MS = 400;
const SLOW_MS = 1_000;

/** A value once it has not changed for a moment: what is asked of it is not asked at every key. */
export function useSettled<Value>(value: Value): Value {
  const written = JSON.stringify(value);
  const [settled, settle] = useState(written);
  useEffect(() => {
    const timer = setTimeout(() => settle(written), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [written]);
  return JSON.parse(settled) as Value;
}

/** Whether something takes longer than a second, which deserves to be said. */
export function useIsSlow(isGoingOn: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return undefined;
    const timer = setTimeout(() => setIsSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isGoingOn]);
  return isSlow;
}
