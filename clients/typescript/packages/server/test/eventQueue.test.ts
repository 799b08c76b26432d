import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { newCounters } from "../src/counters.js";
import { EventQueue, MOST_BYTES, MOST_IN_BATCH, type QueuedKind } from "../src/eventQueue.js";

describe("a queue of events", () => {
  function queueOf(limit: number, kinds: readonly QueuedKind[] = []) {
    const counters = newCounters();
    const queue = new EventQueue(limit, counters);
    kinds.forEach((kind, place) => queue.add(kind, `"${kind} ${place}"`));
    return { queue, counters };
  }

  function taken(queue: EventQueue): string[] {
    return queue.take().map(({ json }) => JSON.parse(json) as string);
  }

  it("gives exposures first, and each kind in its order", () => {
    const { queue } = queueOf(9, ["tracking", "exposure", "tracking", "exposure"]);
    assert.deepEqual(taken(queue), ["exposure 1", "exposure 3", "tracking 0", "tracking 2"]);
  });

  it("drops a tracking event that finds no room", () => {
    const { queue, counters } = queueOf(2, ["tracking", "tracking", "tracking"]);
    assert.deepEqual(taken(queue), ["tracking 0", "tracking 1"]);
    assert.equal(counters.dropped, 1);
  });

  it("gives up the newest tracking event for an exposure", () => {
    const { queue, counters } = queueOf(2, ["tracking", "tracking", "exposure"]);
    assert.deepEqual(taken(queue), ["exposure 2", "tracking 0"]);
    assert.equal(counters.dropped, 1);
  });

  it("drops an exposure only where there is nothing else to drop", () => {
    const { queue, counters } = queueOf(2, ["exposure", "exposure", "exposure"]);
    assert.deepEqual(taken(queue), ["exposure 0", "exposure 1"]);
    assert.equal(counters.dropped, 1);
  });

  it("keeps the place of what is in flight", () => {
    const { queue } = queueOf(2, ["tracking", "tracking"]);
    queue.take();
    assert.equal(queue.add("tracking", '"late"'), false);
  });

  it("gives no more than a request may carry", () => {
    const { queue } = queueOf(MOST_IN_BATCH + 1, []);
    for (let place = 0; place <= MOST_IN_BATCH; place += 1) queue.add("tracking", "1");
    assert.equal(queue.take().length, MOST_IN_BATCH);
    queue.settle([]);
    assert.equal(queue.take().length, 1);
  });

  it("gives no more bytes than a request may carry", () => {
    const { queue } = queueOf(9);
    const half = JSON.stringify("é".repeat(MOST_BYTES / 4 - 1));
    for (let place = 0; place < 3; place += 1) queue.add("tracking", half);
    assert.equal(queue.take().length, 2);
  });

  it("drops what is larger than any request", () => {
    const { queue, counters } = queueOf(9);
    assert.equal(queue.add("exposure", "x".repeat(MOST_BYTES + 1)), false);
    assert.equal(counters.dropped, 1);
  });

  it("puts back in front what has to be sent again, and remembers that", () => {
    const { queue } = queueOf(9, ["tracking", "tracking", "tracking"]);
    const [, second] = queue.take();
    queue.settle([second!]);
    queue.add("tracking", '"new"');
    assert.deepEqual(
      queue.take().map(({ json, isAgain }) => [JSON.parse(json), isAgain]),
      [
        ["tracking 1", true],
        ["new", false],
      ],
    );
  });

  it("is settled up to a number once all before it have arrived", () => {
    const { queue } = queueOf(9, ["tracking", "exposure"]);
    const { newest } = queue;
    assert.equal(queue.isSettled(newest), false);
    queue.take();
    assert.equal(queue.isSettled(newest), false);
    queue.add("tracking", '"later"');
    queue.settle([]);
    assert.equal(queue.isSettled(newest), true);
  });
});
