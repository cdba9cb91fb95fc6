/** Where Better Auth keeps its users: PostgreSQL if DATABASE_URL says so, else the embedded database. */

import { Pool } from "pg";
import { EmbeddedPool } from "./embedded";
import { settings } from "./settings";

export type Database = Pool | EmbeddedPool;

/** Next loads a module once for each of its bundles; the embedded database may be opened only once in a process. */
const shared = globalThis as typeof globalThis & { nextjsTasksDatabase?: Database };

export function database(): Database {
  shared.nextjsTasksDatabase ??= open();
  return shared.nextjsTasksDatabase;
}

function open(): Database {
  const { databaseUrl, dataDir } = settings();
  if (databaseUrl === undefined) return new EmbeddedPool(dataDir);
  const pool = new Pool({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  // An idle connection that breaks is replaced by the pool; unheard, it would end the process.
  pool.on("error", (error) => console.warn(`database: ${error.message}`));
  return pool;
}
