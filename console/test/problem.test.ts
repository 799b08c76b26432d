import assert from "node:assert/strict";
import { test } from "node:test";
import { may } from "../src/api/caller.js";
import { asProblem, problemOf, UNREACHABLE } from "../src/api/problem.js";
import type { Caller, Role } from "../src/api/types.js";

function answer(status: number, body: unknown): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
}

function aCaller(role: Role, environments: string[] | null = null): Caller {
  return { key_id: "k1", name: "Kim", role, environments };
}

test("a refusal keeps its code, its sentence and its fields", async () => {
  const errors = [{ field: "document.kind", detail: "is missing" }];
  const body = { code: "INVALID_DOCUMENT", detail: "The flag has a problem.", errors };

  const problem = await problemOf(answer(422, body));

  assert.deepEqual(
    [problem.code, problem.status, problem.detail, problem.errors],
    ["INVALID_DOCUMENT", 422, "The flag has a problem.", errors],
  );
});

test("a lost race is one, and says what to do", async () => {
  const body = { code: "VERSION_CONFLICT", detail: "Version 8 is newer.", errors: [] };

  const problem = await problemOf(answer(412, body));

  assert.equal(problem.isLostRace, true);
  assert.match(problem.advice, /newer version/);
});

test("what a gateway refuses by itself is a problem too", async () => {
  const codes = [];
  for (const status of [401, 403, 500, 502]) {
    codes.push((await problemOf(answer(status, { message: "No" }))).code);
  }

  assert.deepEqual(codes, ["UNAUTHENTICATED", "FORBIDDEN", "NOT_UNDERSTOOD", "NOT_UNDERSTOOD"]);
});

test("an answer that is no JSON is not understood", async () => {
  const problem = await problemOf(answer(504, "<h1>Gateway Time-out</h1>"));

  assert.equal(problem.detail, "Burgee answered with status 504.");
});

test("a request that never arrived may be made again", () => {
  const problem = asProblem(new TypeError("Failed to fetch"));

  assert.deepEqual([problem.code, problem.isPassing], [UNREACHABLE, true]);
});

test("each role may do what those before it may", () => {
  const roles: Role[] = ["viewer", "editor", "approver", "owner"];

  assert.deepEqual(
    roles.map((role) => may(aCaller(role), "approver")),
    [false, false, true, true],
  );
});

test("a limited key may change its environments, and nothing that all of them share", () => {
  const caller = aCaller("owner", ["staging"]);

  assert.deepEqual(
    [may(caller, "editor", "staging"), may(caller, "editor", "production"), may(caller, "editor")],
    [true, false, false],
  );
});
