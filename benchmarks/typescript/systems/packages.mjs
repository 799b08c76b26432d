/** What the systems are loaded from. */

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A system's own documents. */
export function documentOf(folder, name) {
  return JSON.parse(readFileSync(join(folder, "documents", `${name}.json`), "utf8"));
}

/** The version of a package that is installed here. */
export function versionOf(name) {
  const described = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(described, "utf8")).version;
}

/** The attributes that conditions read of a user. */
export function attributesOf({ country, plan, age, platform }) {
  return { country, plan, age, platform };
}
