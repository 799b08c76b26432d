// Drives one of the real npm clients against a server. Reads what is expected on stdin, writes a
// line `{"check": {name, holds, detail, level}}` for each check. Started by clients/node.py.
import { readFileSync } from "node:fs";

const CLIENTS = {
  server: "./server_client.mjs",
  web: "./web_client.mjs",
  react: "./react_client.mjs",
};

const task = JSON.parse(readFileSync(0, "utf8"));
const { drive } = await import(CLIENTS[task.client]);
await drive(task);
process.exit(0); // the clients' own timers would keep the process
