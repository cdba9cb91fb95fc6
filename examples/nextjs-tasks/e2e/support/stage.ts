/** What the tests play on: this application, one task API, their databases, a browser. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Browser, chromium } from "playwright-core";
import { freePort, Program } from "./program.js";
import { Visit } from "./visit.js";

/** Set by `cargo xtask test`. `E2E_API` is the program of the task API and its words, with tabs between them. */
const {
  E2E_APP = process.cwd(),
  E2E_API = "axum-tasks",
  E2E_API_CWD = process.cwd(),
  E2E_CHROMIUM = "/usr/bin/chromium",
  E2E_DATABASE_URL,
  E2E_OUTPUT = "e2e/dist/output",
} = process.env;

const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** What a test may switch in this application for a while. */
export type Switches = Partial<Record<"TOKEN_LIFE" | "RATE_LIMIT" | "TWO_FACTOR", string>>;

export class Stage {
  readonly output: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "bearward-e2e-"));
  #ports = { web: 0, api: 0 };
  #databases: { web?: string; api?: string } = {};
  #web: Program | undefined;
  #api: Program | undefined;
  #browser: Browser | undefined;
  #visits = new Set<Visit>();

  private constructor() {
    this.output = E2E_OUTPUT;
    rmSync(this.output, { recursive: true, force: true });
    mkdirSync(this.output, { recursive: true });
  }

  static async open(): Promise<Stage> {
    const stage = new Stage();
    stage.#ports = { web: await freePort(), api: await freePort() };
    await stage.#makeDatabases();
    stage.#browser = await chromium.launch({ executablePath: E2E_CHROMIUM, args: FLAGS.split(" ") });
    await Promise.all([stage.startWeb(), stage.startApi()]);
    return stage;
  }

  /** Where the browser goes. */
  get origin(): string {
    return `http://localhost:${this.#ports.web}`;
  }

  get apiOrigin(): string {
    return `http://127.0.0.1:${this.#ports.api}`;
  }

  /** Starts this application, or starts it again with other switches; its data stays. */
  async startWeb(switches: Switches = {}): Promise<void> {
    await this.stopWeb();
    const port = String(this.#ports.web);
    this.#web = new Program({
      name: "nextjs-tasks",
      command: [process.execPath, "node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", port],
      cwd: E2E_APP,
      env: {
        BETTER_AUTH_URL: this.origin,
        NEXT_PUBLIC_API_URL: this.apiOrigin,
        ...(this.#databases.web
          ? { DATABASE_URL: this.#databases.web, BETTER_AUTH_SECRET: "an end-to-end test's own secret, 45 characters" }
          : { DATA_DIR: join(this.#folder, "web") }),
        // Keys change all along.
        KEY_ROTATION: "5",
        ...switches,
      },
      log: join(this.output, "web.log"),
    });
    await this.#web.until(async () => (await fetch(`${this.origin}/api/auth/ok`)).ok);
  }

  async stopWeb(): Promise<void> {
    await this.#web?.stop();
  }

  /** Starts the task API, or starts it again: without a key in its memory. */
  async startApi(): Promise<void> {
    await this.#api?.stop();
    this.#api = new Program({
      name: "the task API",
      command: E2E_API.split("\t"),
      cwd: E2E_API_CWD,
      env: {
        PORT: String(this.#ports.api),
        AUTH_BASE_URL: this.origin,
        ALLOWED_ORIGINS: this.origin,
        DATABASE_URL: this.#databases.api ?? `sqlite://${join(this.#folder, "tasks.sqlite")}`,
      },
      log: join(this.output, "api.log"),
    });
    await this.#api.until(async () => (await fetch(`${this.apiOrigin}/health`)).ok);
  }

  /** Somebody at a browser of their own. */
  async visit(options: { dark?: boolean; width?: number; height?: number } = {}): Promise<Visit> {
    if (!this.#browser) throw new Error("the browser is closed");
    const context = await this.#browser.newContext({
      baseURL: this.origin,
      viewport: { width: options.width ?? 1100, height: options.height ?? 800 },
      colorScheme: options.dark ? "dark" : "light",
      locale: "en-GB",
    });
    const visit = new Visit(this, context, await context.newPage());
    this.#visits.add(visit);
    return visit;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await Promise.all([this.#web?.stop(), this.#api?.stop()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Two empty databases in the server that was given. */
  async #makeDatabases(): Promise<void> {
    if (!E2E_DATABASE_URL) return;
    const client = new pg.Client({ connectionString: E2E_DATABASE_URL });
    await client.connect();
    for (const one of ["web", "api"] as const) {
      const name = `e2e_${one}_${process.pid}`;
      await client.query(`CREATE DATABASE ${name}`);
      const url = new URL(E2E_DATABASE_URL);
      url.pathname = `/${name}`;
      this.#databases[one] = url.href;
    }
    await client.end();
  }
}
