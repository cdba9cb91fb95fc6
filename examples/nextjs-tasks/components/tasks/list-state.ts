/** The list on the page: what the API has confirmed, and what is expected to be confirmed. */

import type { Problem } from "@/lib/client/problem";
import type { Task, TaskPage } from "@/lib/client/task";

export interface ListState {
  phase: "loading" | "ready" | "failed";
  tasks: Task[];
  /** How many there are in all, also on pages not loaded yet. */
  count: number;
  next: string | null;
  /** The tasks that a request is under way for. */
  busy: ReadonlySet<string>;
  /** Those that were changed after the list was last asked for: the answer may not know of it yet. */
  fresh: ReadonlySet<string>;
  problem: Problem | null;
}

export type Change =
  | { kind: "loading" }
  | { kind: "loaded"; page: TaskPage }
  | { kind: "more"; page: TaskPage }
  | { kind: "failed"; problem: Problem }
  | { kind: "added"; task: Task }
  | { kind: "changed"; task: Task }
  | { kind: "removed"; id: string }
  | { kind: "restored"; task: Task; index: number }
  | { kind: "confirmed"; id: string; task: Task | null }
  | { kind: "told"; problem: Problem | null };

const NONE: ReadonlySet<string> = new Set();

export const EMPTY: ListState = { phase: "loading", tasks: [], count: 0, next: null, busy: NONE, fresh: NONE, problem: null };

export function listReducer(state: ListState, change: Change): ListState {
  switch (change.kind) {
    case "loading":
      return { ...state, phase: state.tasks.length > 0 ? "ready" : "loading", fresh: NONE, problem: null };
    case "loaded":
      return { ...state, ...loaded(state, change.page), phase: "ready", next: change.page.next };
    case "more":
      return { ...state, tasks: joined(state.tasks, change.page.data), count: change.page.count, next: change.page.next };
    case "failed":
      return { ...state, phase: state.tasks.length > 0 ? "ready" : "failed", problem: change.problem };
    case "added":
      return { ...begun(state, change.task.id), tasks: [change.task, ...state.tasks], count: state.count + 1 };
    case "changed":
      return { ...begun(state, change.task.id), tasks: state.tasks.map((task) => (task.id === change.task.id ? change.task : task)) };
    case "removed":
      return { ...begun(state, change.id), tasks: without(state.tasks, change.id), count: state.count - 1 };
    case "restored":
      return { ...ended(state, change.task.id), ...put(state, change.task, change.index) };
    case "confirmed":
      return { ...ended(state, change.id, change.task?.id), ...confirmed(state, change.id, change.task) };
    case "told":
      return { ...state, problem: change.problem };
  }
}

function begun(state: ListState, id: string): ListState {
  return { ...state, busy: new Set([...state.busy, id]), problem: null };
}

/** A new task has another id now than the one that it was shown with. */
function ended(state: ListState, id: string, idNow: string = id): ListState {
  return { ...state, busy: new Set([...state.busy].filter((busy) => busy !== id)), fresh: new Set([...state.fresh, id, idNow]) };
}

/** The answer, but for what is newer here: it was given before that. */
function loaded(state: ListState, page: TaskPage): Pick<ListState, "tasks" | "count"> {
  const newer = (id: string): boolean => state.busy.has(id) || state.fresh.has(id);
  const ours = new Map(state.tasks.filter(({ id }) => newer(id)).map((task) => [task.id, task]));
  const listed = new Set(page.data.map(({ id }) => id));
  const added = [...ours.values()].filter(({ id }) => !listed.has(id));
  const kept = page.data.filter(({ id }) => ours.has(id) || !newer(id)).map((task) => ours.get(task.id) ?? task);
  return { tasks: [...added, ...kept], count: page.count + added.length - (page.data.length - kept.length) };
}

/** The API's own copy takes the place of ours; null takes it away. */
function confirmed(state: ListState, id: string, task: Task | null): Pick<ListState, "tasks" | "count"> {
  if (task !== null) return { tasks: state.tasks.map((one) => (one.id === id ? task : one)), count: state.count };
  const tasks = without(state.tasks, id);
  return { tasks, count: state.count - (state.tasks.length - tasks.length) };
}

/** As it was before, where it was before. */
function put(state: ListState, task: Task, index: number): Pick<ListState, "tasks" | "count"> {
  const rest = without(state.tasks, task.id);
  const count = state.count + (rest.length === state.tasks.length ? 1 : 0);
  return { tasks: [...rest.slice(0, index), task, ...rest.slice(index)], count };
}

function without(tasks: Task[], id: string): Task[] {
  return tasks.filter((task) => task.id !== id);
}

/** A page may bring a task again that was added meanwhile. */
function joined(tasks: Task[], more: Task[]): Task[] {
  const known = new Set(tasks.map((task) => task.id));
  return [...tasks, ...more.filter((task) => !known.has(task.id))];
}
