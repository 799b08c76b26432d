/** The programs of a page of documentation, compiled and run as they stand there. */

import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** `clients/typescript`, from `packages/server/dist/test`. */
const WORKSPACE = resolve(fileURLToPath(new URL("../../../..", import.meta.url)));
const PROGRAM = /^```ts\n(.*?)^```\n\n```text\n(.*?)^```$/gms;

export interface Snippet {
  readonly name: string;
  readonly code: string;
  readonly output: string;
}

/** What a page has, in its order: each `ts` block with the `text` block below it. */
export async function snippetsOf(page: string): Promise<Snippet[]> {
  const text = await readFile(join(WORKSPACE, "..", "..", "docs", "clients", page), "utf8");
  return [...text.matchAll(PROGRAM)].map(([, code, output], place) => ({
    name: `snippet${place + 1}`,
    code: code!,
    output: output!,
  }));
}

/** Compile them together, as strictly as this package; the folder of what comes out. */
export async function compiled(snippets: readonly Snippet[]): Promise<string> {
  const folder = join(WORKSPACE, "packages", "server", "dist", "snippets");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const { name, code } of snippets) await writeFile(join(folder, `${name}.ts`), code);
  const options = { composite: false, rootDir: ".", outDir: "out", sourceMap: false };
  const config = { extends: "../../../../tsconfig.base.json", compilerOptions: options };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const compiler = join(WORKSPACE, "node_modules", ".bin", "tsc");
  try {
    await promisify(execFile)(compiler, ["-p", folder]);
  } catch (fault) {
    throw new Error((fault as { stdout: string }).stdout);
  }
  return join(folder, "out");
}

/** What one prints. One that waits for SIGTERM gets it after its first line. */
export async function outputOf(
  folder: string,
  { name, code }: Snippet,
  variables: Readonly<Record<string, string>>,
): Promise<string> {
  const program = spawn(process.execPath, [join(folder, `${name}.js`)], {
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const line of createInterface({ input: program.stdout })) {
    if (output === "" && code.includes('"SIGTERM"')) program.kill("SIGTERM");
    output += `${line}\n`;
  }
  return output;
}
