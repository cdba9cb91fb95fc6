/** PGlite, a PostgreSQL inside this process, in the form of a pool: one connection that is handed from one user to the next. */

import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";

type Command = "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE";

interface Answer<Row> {
  command: Command;
  rowCount: number;
  rows: Row[];
}

export interface Client {
  query<Row>(sql: string, values?: readonly unknown[]): Promise<Answer<Row>>;
  release(): void;
}

export class EmbeddedPool {
  readonly #database: PGlite;
  #last: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.#database = new PGlite(join(/* turbopackIgnore: true */ dataDir, "pglite"));
  }

  /** Waits for its turn: a transaction must not be mixed with the statements of others. */
  async connect(): Promise<Client> {
    const before = this.#last;
    let release = (): void => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      await this.#database.waitReady;
    } catch (error) {
      release();
      throw error;
    }
    return { query: (sql, values) => this.#query(sql, values), release };
  }

  async end(): Promise<void> {
    await this.#database.close();
  }

  async #query<Row>(sql: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    const { rows, affectedRows } = await this.#database.query<Row>(sql, [...values]);
    return { command: commandOf(sql), rowCount: affectedRows ?? rows.length, rows };
  }
}

/** The first word of a statement. */
function commandOf(sql: string): Command {
  const word = sql.trimStart().split(/\s/, 1)[0]?.toUpperCase();
  return word === "INSERT" || word === "UPDATE" || word === "DELETE" || word === "MERGE" ? word : "SELECT";
}
