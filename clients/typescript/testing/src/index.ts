/** What the clients' tests share: a real Burgee on this machine. Never published. */

export { BurgeeDev, type BurgeeDevOptions } from "./burgeeDev.js";
export { eventually } from "./eventually.js";
export {
  type Answering,
  type Asked,
  type Exchange,
  type Fault,
  FAULTS,
  Front,
  type Reply,
  through,
} from "./front.js";
export { compiled, type Program, programsOf } from "./documented.js";
