/** Everything that changes a flag, but for its switch. Each names the version that was seen. */

import { answered, api, ifMatch } from "./client.js";
import { exactly } from "./exactNumbers.js";
import type { Flag, ScheduledChange } from "./types.js";

const LIST = "/api/v1/admin/flags";
const ONE = `${LIST}/{key}` as const;

const exactBody = (body: unknown) => exactly(body);

/** Which version is changed, and why. */
interface Changing {
  version: number;
  reason: string;
}

/** A flag that is not there yet. */
export function createFlag(document: Flag, reason: string) {
  return answered(api.POST(LIST, { body: { document, reason }, bodySerializer: exactBody }));
}

/** The whole flag as it is to be; its numbers in the form in which they were read. */
export function writeFlag(document: Flag, { version, reason }: Changing) {
  const params = { path: { key: document.key }, header: ifMatch(version) };
  return answered(
    api.PUT(ONE, { params, body: { document, reason }, bodySerializer: exactBody }),
  );
}

/** Go back to an earlier version of it. */
export function restoreFlag(key: string, earlier: number, { version, reason }: Changing) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/restore`, { params, body: { version: earlier, reason } }));
}

/** No longer serve it, or serve it again. */
export function archiveFlag(key: string, isArchived: boolean, { version, reason }: Changing) {
  const params = { path: { key }, header: ifMatch(version) };
  const body = { reason };
  return isArchived
    ? answered(api.POST(`${ONE}/archive`, { params, body }))
    : answered(api.POST(`${ONE}/unarchive`, { params, body }));
}

/** Copy what one environment shows of it to others. */
export function cloneFlag(
  key: string,
  { from, to }: { from: string; to: string[] },
  { version, reason }: Changing,
) {
  const params = { path: { key }, header: ifMatch(version) };
  return answered(api.POST(`${ONE}/clone`, { params, body: { from, to, reason } }));
}

/** Make a change of it at a time to come. */
export function scheduleFlag(
  key: string,
  { environment, change }: { environment: string; change: ScheduledChange },
  { version, reason }: Changing,
) {
  const params = { path: { key }, header: ifMatch(version) };
  const body = { environment, change, reason };
  return answered(api.POST(`${ONE}/schedule`, { params, body }));
}

/** Do not make the change that was to come at a time. */
export function cancelScheduled(
  key: string,
  { environment, at }: { environment: string; at: string },
  { version, reason }: Changing,
) {
  const params = { path: { key }, header: ifMatch(version) };
  const body = { environment, at, reason };
  return answered(api.POST(`${ONE}/schedule/cancel`, { params, body }));
}

/** Switch it off in an environment, and end its rollout and experiments there. It does not wait
 * for anybody else's change. */
export function stopFlag(key: string, environment: string, reason: string) {
  const params = { path: { key }, header: { "if-match": "*" } };
  return answered(api.POST(`${ONE}/emergency-stop`, { params, body: { environment, reason } }));
}
