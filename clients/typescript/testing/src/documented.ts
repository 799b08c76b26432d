/** Programs of the documentation, compiled as they stand there. */

import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const WORKSPACE = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
const BLOCK = /^```(tsx?)(?: title="(.+?)\.tsx?")?\n(.*?)^```$/gms;
const PRINTED = /console\.log\(.*\/\/ (.*)$/gm;

export interface Program {
  name: string;
  code: string;
  /** The comments behind its `console.log`, in their order. */
  prints: string[];
}

/** The `ts` and `tsx` blocks of a page of docs/clients, by their titles or else by number. */
export async function programsOf(page: string): Promise<Program[]> {
  const text = await readFile(join(WORKSPACE, "..", "..", "docs", "clients", page), "utf8");
  return [...text.matchAll(BLOCK)].map(([, , title, code = ""], place) => ({
    name: title ?? `program${place + 1}`,
    code,
    prints: [...code.matchAll(PRINTED)].map(([, printed = ""]) => printed),
  }));
}

/** Compiles programs into a folder of a package, as strictly as the package itself; rejects with
 * what the compiler says. `changed` makes them fit for a test. The folder of what comes out. */
export async function compiled(
  programs: Program[],
  packageName: string,
  changed = (code: string) => code,
): Promise<string> {
  const folder = join(WORKSPACE, "packages", packageName, "dist", "documented");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, code } of programs) {
    await writeFile(join(folder, `${name}.tsx`), changed(code));
  }
  const compilerOptions = {
    composite: false,
    rootDir: ".",
    outDir: "out",
    jsx: "react-jsx",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
  };
  const config = { extends: "../../../../tsconfig.base.json", compilerOptions };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(WORKSPACE, "node_modules", ".bin", "tsc");
  await promisify(execFile)(compiler, ["-p", folder]).catch((fault: { stdout: string }) => {
    throw new Error(fault.stdout);
  });
  return join(folder, "out");
}
