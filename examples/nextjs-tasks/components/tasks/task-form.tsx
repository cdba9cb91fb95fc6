"use client";

/** The fields of a task, for a new one and for one that is changed. */

import { useActionState, useId } from "react";
import type { Problem } from "@/lib/client/problem";
import type { Priority, Task, TaskFields } from "@/lib/client/task";
import { Alert } from "../alert";
import { Field } from "../field";
import { Submit } from "../submit";

interface Props {
  task?: Task;
  submit: (fields: TaskFields) => Promise<Problem | null>;
  cancel?: () => void;
}

interface Entered {
  fields: TaskFields;
  problem: Problem | null;
  /** Told apart from the try before, so that the fields are set anew. */
  tries: number;
}

const NOTHING: TaskFields = { title: "", description: null, completed: false, priority: "medium" };

export function TaskForm({ task, submit, cancel }: Props) {
  const start: Entered = { fields: task ?? NOTHING, problem: null, tries: 0 };
  const [entered, action, pending] = useActionState(async (before: Entered, form: FormData): Promise<Entered> => {
    const fields = fieldsOf(form, task?.completed ?? false);
    const problem = await submit(fields);
    // What was typed stays where it was refused.
    return { fields: problem === null && task === undefined ? NOTHING : fields, problem, tries: before.tries + 1 };
  }, start);
  const priority = useId();
  const { fields, problem, tries } = entered;
  return (
    <form action={action} className="stack task-form" aria-label={task ? `Edit ${task.title}` : "New task"}>
      <Field
        key={`title-${tries}`}
        label={task ? "Title" : "What is to be done?"}
        name="title"
        defaultValue={fields.title}
        error={problem?.fields.title}
        required
        autoComplete="off"
        autoFocus={task !== undefined || tries > 0}
      />
      <Field
        key={`description-${tries}`}
        label="Notes"
        hint="optional"
        name="description"
        defaultValue={fields.description ?? ""}
        error={problem?.fields.description}
        multiline
      />
      <div className="row end">
        <div className="field">
          <label htmlFor={priority}>Priority</label>
          <select key={`priority-${tries}`} id={priority} name="priority" defaultValue={fields.priority}>
            <option value="high">High</option>
            <option value="medium">Medium</option>
            <option value="low">Low</option>
          </select>
        </div>
        <div className="row grow end-items together">
          {cancel && (
            <button type="button" className="quiet" onClick={cancel}>
              Cancel
            </button>
          )}
          <Submit pending={pending}>
            {task ? "Save" : "Add task"}
          </Submit>
        </div>
      </div>
      {problem && <Alert problem={problem} />}
    </form>
  );
}

function fieldsOf(form: FormData, completed: boolean): TaskFields {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  return { title: text("title"), description: text("description") || null, completed, priority: priorityOf(text("priority")) };
}

function priorityOf(text: string): Priority {
  return text === "low" || text === "high" ? text : "medium";
}
