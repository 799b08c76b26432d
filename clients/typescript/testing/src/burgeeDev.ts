/** `burgee dev` as somebody would start it: a process of its own, its address and its keys. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, from `clients/typescript/testing/dist/src`. */
const ROOT = resolve(fileURLToPath(new URL("../../../../..", import.meta.url)));
const START_MS = 60_000;
const COMMAND = "from burgee.cli.main import main; main()";
const LAUNCH = "import sys; from local.launch import launch; launch(*sys.argv[1:])";
const UNLIMITED = { RATE_LIMIT_PER_SECOND: "1000000", RATE_LIMIT_BURST: "1000000" };

export interface BurgeeDevOptions {
  /** Whose keys it prints; `development` unless said otherwise. */
  environment?: string;
  /** Further words of the command, for example `--no-examples`. */
  words?: string[];
  /** Environment variables besides the few that it needs. */
  variables?: Record<string, string>;
}

interface Ended {
  code: number | null;
  output: string;
}

/** A `burgee dev` that answers. Call `stop` in the end; it also ends with this process. */
export class BurgeeDev {
  private constructor(
    private readonly child: ChildProcess,
    private readonly home: string,
    private readonly variables: NodeJS.ProcessEnv,
    readonly environment: string,
    /** What it has printed. */
    readonly welcome: string,
  ) {}

  /** Start one on a free port, with the shop's example flags and without limits per key. */
  static async start(options: BurgeeDevOptions = {}): Promise<BurgeeDev> {
    const environment = options.environment ?? "development";
    const home = await mkdtemp(join(tmpdir(), "burgee-dev-"));
    const variables = { ...variablesOf(home), ...UNLIMITED, ...options.variables };
    const words = ["dev", "--port", "0", "--environment", environment, ...(options.words ?? [])];
    const child = spawn(python(), ["-c", COMMAND, ...words], { cwd: home, env: variables });
    const end = () => void child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.removeListener("exit", end));
    try {
      const welcome = await welcomeOf(child);
      return new BurgeeDev(child, home, variables, environment, welcome);
    } catch (fault) {
      end();
      await rm(home, { recursive: true, force: true });
      throw fault;
    }
  }

  /** Why none can be started here, for a test's `skip`; false where one can. In CI it is never
   * skipped. */
  static obstacle(): string | false {
    if (process.env["CI"] === "true" || existsSync(python())) return false;
    return "no Python environment: make one, or set BURGEE_PYTHON";
  }

  get url(): string {
    return this.find(/http:\/\/127\.0\.0\.1:\d+/);
  }

  get adminKey(): string {
    return this.find(/burgee\.admin\.\S+/);
  }

  get clientKey(): string {
    return this.find(/burgee\.client\.\S+/);
  }

  get serverKey(): string {
    return this.find(/burgee\.server\.\S+/);
  }

  /** The answer of the admin API, at a path below `/api/v1/admin`; rejects unless it is 2xx. A
   * write to what exists takes `*` for its version. */
  async admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/api/v1/admin${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.adminKey}`,
        "Content-Type": "application/json",
        "If-Match": "*",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  }

  /** Create a flag, or make it what `document` says where it exists. */
  async putFlag(document: Record<string, unknown> & { key: string }): Promise<void> {
    const reason = "A test";
    const path = `/flags/${document.key}`;
    const exists = await this.admin("GET", path).then(
      () => true,
      () => false,
    );
    await (exists
      ? this.admin("PUT", path, { document, reason })
      : this.admin("POST", "/flags", { document, reason }));
  }

  /** Start the shop's experiment `try-on-sells`, which decides `virtual-try-on`, in production;
   * `designed` names others that are there already and start with it. */
  async launchExperiment(...designed: string[]): Promise<void> {
    const words = ["-c", LAUNCH, this.url, this.adminKey, ...designed];
    const ended = await ran(spawn(python(), words, { cwd: ROOT, env: this.variables }));
    if (ended.code !== 0) throw new Error(`the experiment was not started: ${ended.output}`);
  }

  /** End it as Ctrl-C would, and wait until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = new Promise((resolve) => this.child.once("exit", resolve));
      this.child.kill("SIGTERM");
      await exited;
    }
    await rm(this.home, { recursive: true, force: true });
  }

  private find(pattern: RegExp): string {
    const found = pattern.exec(this.welcome);
    if (found === null) throw new Error(`${pattern} is not in: ${this.welcome}`);
    return found[0];
  }
}

function python(): string {
  return process.env["BURGEE_PYTHON"] ?? join(ROOT, ".venv", "bin", "python");
}

function variablesOf(home: string): NodeJS.ProcessEnv {
  const path = [join(ROOT, "layers", "core", "python"), ROOT].join(":");
  return { PATH: process.env["PATH"], HOME: home, PYTHONPATH: path };
}

/** What it prints up to the command that ends its welcome. */
function welcomeOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    let complained = "";
    const fail = () => reject(new Error(`burgee dev did not start: ${said}${complained}`));
    const timer = setTimeout(fail, START_MS);
    child.once("error", reject);
    child.once("exit", fail);
    child.stderr?.on("data", (piece) => (complained += String(piece)));
    child.stdout?.on("data", (piece) => {
      said += String(piece);
      if (!/^ {4}-d .*enabled.*$/m.test(said)) return;
      clearTimeout(timer);
      child.removeListener("exit", fail);
      resolve(said);
    });
  });
}

function ran(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.on("data", (piece) => (output += String(piece)));
    child.stderr?.on("data", (piece) => (output += String(piece)));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
