/** Before the first request: the configuration is judged, and the database has the tables that Better Auth wants. */

import { getMigrations } from "better-auth/db/migration";
import { options } from "./auth";
import { claim } from "./claim";
import { settings } from "./settings";

/** Ends the process with one line where it cannot serve. */
export async function prepare(): Promise<void> {
  try {
    const { databaseUrl, dataDir } = settings();
    if (databaseUrl === undefined) claim(dataDir);
    const { toBeCreated, toBeAdded, runMigrations } = await getMigrations(options());
    await runMigrations();
    const place = databaseUrl === undefined ? `embedded, in ${dataDir}` : "PostgreSQL";
    const changed = toBeCreated.length + toBeAdded.length;
    console.log(`database: ${place}; ${changed === 0 ? "up to date" : `${changed} tables made or changed`}`);
  } catch (error) {
    console.error(`nextjs-tasks: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  }
}
