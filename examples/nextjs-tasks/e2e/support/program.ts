/** A program that the tests start: its words go to a log, and it ends with the tests. */

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";

const running = new Set<ChildProcess>();

// Whatever ends the tests ends what they have started.
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

export interface Start {
  name: string;
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  log: string;
}

export class Program {
  readonly #child: ChildProcess;
  readonly #start: Start;

  constructor(start: Start) {
    const [program = "", ...words] = start.command;
    const log = openSync(start.log, "a");
    this.#start = start;
    this.#child = spawn(program, words, { cwd: start.cwd, env: { ...bare(), ...start.env }, stdio: ["ignore", log, log] });
    closeSync(log);
    running.add(this.#child);
    this.#child.on("exit", () => running.delete(this.#child));
  }

  /** Asks until the answer is a yes; throws with the last words of a program that has ended. */
  async until(ready: () => Promise<boolean>, seconds = 60): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (await ready().catch(() => false)) return;
      if (this.#child.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(`${this.#start.name} is not ready:\n${this.log().split("\n").slice(-30).join("\n")}`);
  }

  log(): string {
    return readFileSync(this.#start.log, "utf8");
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 3_000);
    await ended;
    clearTimeout(late);
  }
}

/** The environment without what a person has set for a server of their own. */
function bare(): Record<string, string> {
  const names = ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
