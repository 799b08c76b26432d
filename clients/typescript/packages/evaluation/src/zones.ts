/** Wall clocks of time zones, by the zones that the JavaScript engine knows. */

import { DAY_SECONDS } from "./timestamps.js";

/** A time zone. A wall clock's time is told in seconds, as if it showed UTC. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  #second = NaN;
  #wall = NaN;

  /** Throws RangeError for a name that is no time zone. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      hourCycle: "h23",
      era: "narrow",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What the clock on the wall shows at a whole second; the last one is remembered. */
  wallAt(second: number): number {
    if (second !== this.#second) {
      this.#wall = this.#shown(second);
      this.#second = second;
    }
    return this.#wall;
  }

  /**
   * When the wall shows a time. The earlier moment where it does so twice; where it never does,
   * as if the clock had not been put forward yet.
   */
  momentOf(wall: number): number {
    const before = this.#offsetAt(wall - DAY_SECONDS);
    const after = this.#offsetAt(wall + DAY_SECONDS);
    const early = wall - before;
    const late = wall - after;
    const isAfter = this.#offsetAt(early) !== before && this.#offsetAt(late) === after;
    return isAfter ? late : early;
  }

  #offsetAt(seconds: number): number {
    return this.#shown(Math.floor(seconds)) - Math.floor(seconds);
  }

  #shown(second: number): number {
    const parts = new Map<string, string>();
    for (const { type, value } of this.#format.formatToParts(second * 1000)) parts.set(type, value);
    const [year, month, day, hour, minute, rest] = NUMBERS.map((type) => Number(parts.get(type)));
    const date = new Date(0);
    date.setUTCFullYear(parts.get("era") === "B" ? 1 - year! : year!, month! - 1, day!);
    return date.getTime() / 1000 + hour! * 3600 + minute! * 60 + rest!;
  }
}

const NUMBERS = ["year", "month", "day", "hour", "minute", "second"] as const;
