"use client";

/** The list of tasks with everything around it. */

import { useState } from "react";
import type { Problem } from "@/lib/client/problem";
import type { Task } from "@/lib/client/task";
import { Alert } from "../alert";
import type { ListState } from "./list-state";
import { TaskForm } from "./task-form";
import { TaskItem } from "./task-item";
import { type TaskActions, useTasks } from "./use-tasks";

const VIEWS = {
  all: { name: "All", shows: () => true },
  open: { name: "Open", shows: (task: Task) => !task.completed },
  done: { name: "Done", shows: (task: Task) => task.completed },
};

type View = keyof typeof VIEWS;

export function TaskBoard({ apiUrl, userId }: { apiUrl: string; userId: string }) {
  const [state, actions] = useTasks(apiUrl, userId);
  const [view, setView] = useState<View>("all");
  const [news, setNews] = useState("");
  const tell = (done: Promise<Problem | null>, text: string): Promise<Problem | null> =>
    done.then((problem) => {
      if (problem === null) setNews(text);
      return problem;
    });
  const telling: TaskActions = {
    ...actions,
    add: (fields) => tell(actions.add(fields), `Added ${fields.title}`),
    change: (task, fields) => tell(actions.change(task, fields), `Saved ${fields.title}`),
    toggle: (task) => tell(actions.toggle(task), `${task.title} is ${task.completed ? "open again" : "done"}`),
    remove: (task) => tell(actions.remove(task), `Deleted ${task.title}`),
  };
  return (
    <>
      <section className="card">
        <TaskForm submit={telling.add} />
      </section>
      <div role="status" className="unseen">
        {news}
      </div>
      {state.problem && (
        <Alert
          problem={state.problem}
          retry={() => void actions.load()}
          dismiss={state.phase === "failed" ? undefined : actions.dismiss}
        />
      )}
      <Listing state={state} actions={telling} view={view} setView={setView} />
    </>
  );
}

interface ListingProps {
  state: ListState;
  actions: TaskActions;
  view: View;
  setView: (view: View) => void;
}

function Listing({ state, actions, view, setView }: ListingProps) {
  if (state.tasks.length === 0 && state.phase === "loading") return <Loading />;
  if (state.tasks.length === 0 && state.phase === "failed") return null;
  if (state.tasks.length === 0) return <p className="empty">Nothing to do. Write down your first task above.</p>;
  const shown = state.tasks.filter(VIEWS[view].shows);
  const done = state.tasks.filter((task) => task.completed).length;
  return (
    <section aria-label="Your tasks">
      <div className="row spread">
        <fieldset className="choice">
          <legend className="unseen">Which tasks to show</legend>
          {(Object.keys(VIEWS) as View[]).map((name) => (
            <label key={name}>
              <input type="radio" name="view" checked={view === name} onChange={() => setView(name)} />
              {VIEWS[name].name}
            </label>
          ))}
        </fieldset>
        <p className="faint" data-testid="count">
          {done} of {state.count} done
        </p>
      </div>
      {shown.length === 0 && <p className="empty">No task here is {view}.</p>}
      <ul className="tasks">
        {shown.map((task) => (
          <TaskItem key={task.id} task={task} busy={state.busy.has(task.id)} actions={actions} />
        ))}
      </ul>
      {state.phase === "loading" && <Loading />}
      {state.next !== null && (
        <button type="button" className="quiet wide" onClick={() => void actions.more()}>
          Show older tasks
        </button>
      )}
    </section>
  );
}

function Loading() {
  return (
    <p className="faint" role="status">
      Loading your tasks …
    </p>
  );
}
