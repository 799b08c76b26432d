/** What can be done for a unit, as changes that say what they do. */

import { KEYS } from "../../api/queries.js";
import type { Unit } from "../../api/types.js";
import { eraseUnit, optIn, optOut, type UnitName } from "../../api/units.js";
import type { Change } from "../../parts/changes.js";

const TOUCHED = [KEYS.units()];
const REASON = "The reason goes into the log under the pseudonym: name nobody in it.";

/** The unit out of all experiments, or in them again. */
export function participationOf(unit: Unit, name: UnitName): Change {
  const isOut = !unit.takes_part;
  const [before, after] = isOut ? ["opted out", "may take part"] : ["may take part", "opted out"];
  const shared = {
    environments: [name.environment],
    asks: "whether" as const,
    touches: TOUCHED,
    shows: [{ field: "experiments", before, after }],
  };
  if (isOut) {
    return {
      ...shared,
      title: `Let ${name.unit} take part again`,
      action: "Opt in",
      done: `${name.unit} may take part in experiments.`,
      warning: `Its numbers are in the sums of all runs again within seconds. ${REASON}`,
      send: (reason) => optIn(name, reason),
    };
  }
  return {
    ...shared,
    title: `Take ${name.unit} out of all experiments`,
    action: "Opt out",
    done: `${name.unit} takes part in no experiment.`,
    warning:
      "It gets ordinary answers within a minute, and its numbers leave the sums of all runs " +
      `within seconds. It can opt in again. ${REASON}`,
    send: (reason) => optOut(name, reason),
  };
}

/** Everything that was observed of the unit, deleted. */
export function erasureOf(unit: Unit, name: UnitName): Change {
  const rests = [
    [unit.events, "tracking events"],
    [unit.exposures.length, "exposures"],
    [Object.keys(unit.profile).length, "kinds of events in its profile"],
  ] as const;
  const known = rests.filter(([count]) => count > 0);
  const shows = known.map(([count, field]) => ({ field, before: count, after: 0 }));
  const nothing = { field: "what was observed", before: "nothing", after: "erased for 8 days" };
  return {
    title: `Erase ${name.unit} in ${name.environment}`,
    action: "Erase for good",
    done: `What was observed of ${name.unit} is erased.`,
    environments: [name.environment],
    asks: "why",
    warning:
      "This cannot be taken back: everything that was observed of it is deleted, and its numbers " +
      `leave all sums. What people wrote into documents, as named units, stays. ${REASON}`,
    touches: TOUCHED,
    shows: shows.length > 0 ? shows : [nothing],
    send: (reason) => eraseUnit(name, reason),
  };
}
