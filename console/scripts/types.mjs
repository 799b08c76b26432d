/** Writes `src/api/schema.ts`, the types of our admin API, from its OpenAPI description.
 *
 * `node scripts/types.mjs --check` writes nothing and fails where the file is not current. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FILE = fileURLToPath(new URL("../src/api/schema.ts", import.meta.url));
const HEAD = "// Written by `npm run types` from the admin API's own description. Do not edit.\n\n";
const DESCRIBE = "from functions.admin.application import openapi; print(openapi())";

/** The description, as the admin function would answer it; no server is started. */
function described() {
  const python = process.env.BURGEE_PYTHON ?? join(ROOT, ".venv", "bin", "python");
  const path = [join(ROOT, "layers", "core", "python"), ROOT].join(":");
  const env = { ...process.env, PYTHONPATH: path };
  return execFileSync(python, ["-c", DESCRIBE], { env, encoding: "utf8", maxBuffer: 2 ** 26 });
}

/** What a page needs to know of it: refusals are all problem details, and a title in a schema only
 * says the field's name again. */
function shortened(text) {
  const api = JSON.parse(text, (name, value) =>
    name === "title" && typeof value === "string" ? undefined : value,
  );
  for (const operation of Object.values(api.paths).flatMap(Object.values)) {
    for (const status of Object.keys(operation.responses)) {
      if (!status.startsWith("2")) delete operation.responses[status];
    }
  }
  return api;
}

const options = { alphabetize: true, defaultNonNullable: false };
const written = HEAD + astToString(await openapiTS(shortened(described()), options));
if (!process.argv.includes("--check")) writeFileSync(FILE, written);
else if (readFileSync(FILE, "utf8") !== written) {
  console.error("src/api/schema.ts is not what the API says; run: npm run types");
  process.exitCode = 1;
}
