/** The configuration: environment variables, read when first needed; `.env.example` says what each means. */

import { resolve } from "node:path";

export interface Settings {
  /** Where browsers reach this application: the issuer of its tokens. */
  baseUrl: string;
  /** The task API that the pages talk to. */
  apiUrl: string;
  /** PostgreSQL; without it the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  dataDir: string;
  /** How long a token is good, as Better Auth writes it. */
  tokenLife: string;
  /** Seconds after which tokens are signed by a new key. */
  keyRotation: number;
  rateLimit: boolean;
  twoFactor: boolean;
}

let known: Settings | undefined;

/** Throws an error of one sentence where a value is of no use. */
export function settings(): Settings {
  known ??= read();
  return known;
}

function read(): Settings {
  return {
    baseUrl: origin("BETTER_AUTH_URL", "http://localhost:3000"),
    apiUrl: apiUrl(),
    databaseUrl: text("DATABASE_URL"),
    // A folder of the machine that it runs on, nothing that a bundler should look into.
    dataDir: resolve(/* turbopackIgnore: true */ text("DATA_DIR") ?? ".data"),
    tokenLife: life("TOKEN_LIFE", "15m"),
    keyRotation: seconds("KEY_ROTATION", 30 * 86_400),
    rateLimit: flag("RATE_LIMIT"),
    twoFactor: flag("TWO_FACTOR"),
  };
}

/** Looked up by name, since Next writes `process.env.NEXT_PUBLIC_...` into the build as it was then. An empty value counts as absent. */
export function text(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** What runs now goes before what was built in. */
function apiUrl(): string {
  const url = text("NEXT_PUBLIC_API_URL") ?? (process.env.NEXT_PUBLIC_API_URL || "http://localhost:8000");
  if (!URL.canParse(url)) throw new Error("NEXT_PUBLIC_API_URL must be a URL such as http://localhost:8000.");
  return url.replace(/\/+$/, "");
}

function origin(name: string, fallback: string): string {
  const url = text(name) ?? fallback;
  if (!URL.canParse(url) || new URL(url).origin !== url.replace(/\/$/, "")) {
    throw new Error(`${name} must be an origin such as ${fallback}.`);
  }
  return new URL(url).origin;
}

function life(name: string, fallback: string): string {
  const value = text(name) ?? fallback;
  // A bare number would be taken for a moment of 1970.
  if (!/^[1-9][0-9]* ?(s|m|h|d)$/.test(value)) throw new Error(`${name} must be a time such as 15m (s, m, h, d).`);
  return value;
}

function seconds(name: string, fallback: number): number {
  const value = text(name) ?? String(fallback);
  if (!/^[1-9][0-9]{0,8}$/.test(value)) throw new Error(`${name} must be a whole number of seconds.`);
  return Number(value);
}

function flag(name: string): boolean {
  const value = text(name) ?? "0";
  if (!["0", "1"].includes(value)) throw new Error(`${name} must be 1 or 0.`);
  return value === "1";
}
