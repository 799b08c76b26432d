/** A process that shows something, reports something, and comes to its end. */

import { LocalClient } from "../src/index.js";
import { ENVIRONMENT, SERVER_KEY } from "./fakeServer.js";

const [, , url, events] = process.argv;
const client = new LocalClient({ url: url!, key: SERVER_KEY, environment: ENVIRONMENT });
await client.ready();
client.valueSync("checkout", { targetingKey: "u1" }, false);
for (let count = 0; count < Number(events); count += 1) client.track("click", { user_id: count });
