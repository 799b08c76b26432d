/** A function's sandbox: reads a unit a line, and writes what its handler answers. */

import { createInterface } from "node:readline";

import { LocalClient } from "../src/index.js";
import { ENVIRONMENT, SERVER_KEY } from "./fakeServer.js";

const [, , url, how] = process.argv;
const isFlushing = how === "flushing";

const client = new LocalClient({
  url: url!,
  key: SERVER_KEY,
  environment: ENVIRONMENT,
  sender: isFlushing ? "none" : "timer",
});

async function decide(unit: string) {
  const answer = await client.evaluate("checkout", { targetingKey: unit });
  return { unit, shown: answer.variant };
}

const handler = isFlushing ? client.flushing(decide) : decide;

for await (const unit of createInterface({ input: process.stdin })) {
  const answer = await handler(unit, { getRemainingTimeInMillis: () => 3_000 });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
