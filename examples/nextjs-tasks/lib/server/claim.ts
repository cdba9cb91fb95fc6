/** The embedded database belongs to one process at a time: two would spoil its files. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Throws an error of one sentence if another process that still runs has this folder. */
export function claim(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(/* turbopackIgnore: true */ dataDir, "process");
  const owner = Number(read(file));
  if (owner > 0 && owner !== process.pid && runs(owner)) {
    throw new Error(`${dataDir} is in use by process ${owner}: end it, choose another DATA_DIR, or delete ${file} if it is none of yours.`);
  }
  writeFileSync(file, String(process.pid));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Signal 0 asks and does nothing. */
function runs(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
