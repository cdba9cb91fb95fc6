"use client";

/** The tasks of the signed-in user: every change is shown at once, and taken back if the API refuses it. */

import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import { apiAt } from "@/lib/client/api";
import { type Problem, problemOf } from "@/lib/client/problem";
import { type Task, type TaskFields, Tasks } from "@/lib/client/task";
import { EMPTY, type ListState, listReducer } from "./list-state";

/** Null when all went well. */
export type Done = Promise<Problem | null>;

export interface TaskActions {
  load(): Promise<void>;
  more(): Promise<void>;
  add(fields: TaskFields): Done;
  change(task: Task, fields: TaskFields): Done;
  toggle(task: Task): Done;
  remove(task: Task): Done;
  dismiss(): void;
}

export function useTasks(apiUrl: string, userId: string): [ListState, TaskActions] {
  const [state, dispatch] = useReducer(listReducer, EMPTY);
  // The client lives in the browser alone; asked for in an effect or an event it is always there.
  const tasks = useCallback(() => new Tasks(apiAt(apiUrl), userId), [apiUrl, userId]);
  const { next, tasks: shown } = state;
  const creating = useRef(new Set<Promise<Task>>());

  const load = useCallback(async () => {
    dispatch({ kind: "loading" });
    try {
      let page = await tasks().list();
      // A list made beside a new task may have it or not, under an id that is not known here yet: asked for again.
      while (creating.current.size > 0) {
        await Promise.allSettled(creating.current);
        page = await tasks().list();
      }
      dispatch({ kind: "loaded", page });
    } catch (error) {
      dispatch({ kind: "failed", problem: await problemOf(error) });
    }
  }, [tasks]);

  useEffect(() => void load(), [load]);

  const actions = useMemo((): TaskActions => {
    /** What was there comes back if the request fails, unless the API says that it is gone. */
    const settle = async (request: Promise<Task | null>, before: Task): Done => {
      const index = shown.findIndex((task) => task.id === before.id);
      try {
        dispatch({ kind: "confirmed", id: before.id, task: await request });
        return null;
      } catch (error) {
        const problem = await problemOf(error);
        if (problem.gone) dispatch({ kind: "confirmed", id: before.id, task: null });
        else dispatch({ kind: "restored", task: before, index: Math.max(index, 0) });
        return problem;
      }
    };
    const told = async (done: Done): Done => {
      const problem = await done;
      if (problem !== null) dispatch({ kind: "told", problem });
      return problem;
    };
    return {
      load,
      async more() {
        if (next === null) return;
        try {
          dispatch({ kind: "more", page: await tasks().list(next) });
        } catch (error) {
          dispatch({ kind: "told", problem: await problemOf(error) });
        }
      },
      async add(fields) {
        const draft = drafted(userId, fields);
        dispatch({ kind: "added", task: draft });
        const request = tasks().create(fields);
        creating.current.add(request);
        try {
          dispatch({ kind: "confirmed", id: draft.id, task: await request });
          return null;
        } catch (error) {
          dispatch({ kind: "confirmed", id: draft.id, task: null });
          return problemOf(error);
        } finally {
          creating.current.delete(request);
        }
      },
      change(task, fields) {
        dispatch({ kind: "changed", task: { ...task, ...fields } });
        return settle(tasks().replace(task.id, fields), task);
      },
      toggle(task) {
        dispatch({ kind: "changed", task: { ...task, completed: !task.completed } });
        return told(settle(tasks().toggle(task.id), task));
      },
      remove(task) {
        dispatch({ kind: "removed", id: task.id });
        const request = tasks().delete(task.id);
        return told(settle(request.then(() => null), task));
      },
      dismiss: () => dispatch({ kind: "told", problem: null }),
    };
  }, [load, next, shown, tasks, userId]);

  return [state, actions];
}

/** A task as the API will make it, but for the id. */
function drafted(userId: string, fields: TaskFields): Task {
  const now = new Date().toISOString();
  return { ...fields, id: `draft-${crypto.randomUUID()}`, user_id: userId, created_at: now, updated_at: now };
}
