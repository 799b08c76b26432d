/** What the clients' tests share: a real Burgee on this machine. Never published. */

export { BurgeeDev, type BurgeeDevOptions } from "./burgeeDev.js";
export { eventually } from "./eventually.js";
