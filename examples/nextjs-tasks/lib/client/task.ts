/** The task API as the pages use it. */

import type { ApiClient } from "bearward/client";

export type Priority = "low" | "medium" | "high";

export interface Task {
  id: string;
  user_id: string;
  title: string;
  description: string | null;
  completed: boolean;
  priority: Priority;
  created_at: string;
  updated_at: string;
}

export type TaskFields = Pick<Task, "title" | "description" | "completed" | "priority">;

export interface TaskPage {
  data: Task[];
  count: number;
  next: string | null;
}

/** The tasks of one user: the path names the owner, and the API lets nobody else in. */
export class Tasks {
  readonly #api: ApiClient;
  readonly #path: string;

  constructor(api: ApiClient, userId: string) {
    this.#api = api;
    this.#path = `/api/${encodeURIComponent(userId)}/tasks`;
  }

  list(cursor?: string): Promise<TaskPage> {
    return this.#api.json(cursor === undefined ? this.#path : `${this.#path}?cursor=${encodeURIComponent(cursor)}`);
  }

  create(fields: TaskFields): Promise<Task> {
    return this.#api.json(this.#path, { json: fields });
  }

  replace(id: string, fields: TaskFields): Promise<Task> {
    return this.#api.json(this.#one(id), { method: "PUT", json: fields });
  }

  /** Done, or not done again. */
  toggle(id: string): Promise<Task> {
    return this.#api.json(`${this.#one(id)}/complete`, { method: "PATCH" });
  }

  async delete(id: string): Promise<void> {
    await this.#api.json(this.#one(id), { method: "DELETE" });
  }

  #one(id: string): string {
    return `${this.#path}/${encodeURIComponent(id)}`;
  }
}
