/** The secret that Better Auth signs its cookies with. */

import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settings, text } from "./settings";

let known: string | undefined;

/** Throws an error of one sentence where there is none. */
export function secret(): string {
  known ??= given() ?? kept();
  return known;
}

function given(): string | undefined {
  const value = text("BETTER_AUTH_SECRET");
  if (value !== undefined && value.length < 32) {
    throw new Error("BETTER_AUTH_SECRET must have at least 32 characters: openssl rand -base64 32");
  }
  return value;
}

/** With the embedded database one is made at the first start and kept beside it. */
function kept(): string {
  const { databaseUrl, dataDir } = settings();
  if (databaseUrl !== undefined) throw new Error("BETTER_AUTH_SECRET is missing: openssl rand -base64 32");
  const file = join(/* turbopackIgnore: true */ dataDir, "secret");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(file, "utf8");
}
