"use client";

/** One task of the list. */

import { useRef, useState } from "react";
import type { Task } from "@/lib/client/task";
import { TaskForm } from "./task-form";
import type { TaskActions } from "./use-tasks";

interface Props {
  task: Task;
  busy: boolean;
  actions: TaskActions;
}

export function TaskItem({ task, busy, actions }: Props) {
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  if (editing) {
    const close = () => {
      setEditing(false);
      // The form goes: the keyboard must not be left nowhere.
      requestAnimationFrame(() => edit.current?.focus());
    };
    return (
      <li className="task editing">
        <TaskForm
          task={task}
          cancel={close}
          submit={async (fields) => {
            const problem = await actions.change(task, fields);
            if (problem === null) close();
            return problem;
          }}
        />
      </li>
    );
  }
  return (
    <li className="task" data-done={task.completed} aria-busy={busy}>
      <label className="check">
        <input
          type="checkbox"
          checked={task.completed}
          onChange={() => {
            // Two toggles under way would leave it to chance which one is last.
            if (!busy) void actions.toggle(task);
          }}
        />
        <span className="title">{task.title}</span>
      </label>
      <span className={`priority ${task.priority}`}>
        {task.priority}
        <span className="unseen"> priority</span>
      </span>
      {task.description && <p className="notes">{task.description}</p>}
      <div className="row task-actions">
        <button ref={edit} type="button" className="quiet small" aria-disabled={busy} onClick={() => !busy && setEditing(true)}>
          Edit<span className="unseen"> {task.title}</span>
        </button>
        <DeleteButton task={task} busy={busy} actions={actions} />
      </div>
    </li>
  );
}

/** Asks first: there is no way back. */
function DeleteButton({ task, busy, actions }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" className="quiet small" aria-disabled={busy} onClick={() => !busy && dialog.current?.showModal()}>
        Delete<span className="unseen"> {task.title}</span>
      </button>
      <dialog ref={dialog} aria-labelledby={`delete-${task.id}`}>
        <h2 id={`delete-${task.id}`}>Delete this task?</h2>
        <p className="quote">{task.title}</p>
        <form method="dialog" className="row end-items">
          <button className="quiet">Keep it</button>
          <button type="button" className="danger" onClick={() => void actions.remove(task)}>
            Delete
          </button>
        </form>
      </dialog>
    </>
  );
}
