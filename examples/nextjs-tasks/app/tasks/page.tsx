import type { Metadata } from "next";
import { Page } from "@/components/page";
import { TaskBoard } from "@/components/tasks/task-board";
import { whoAsks } from "@/lib/server/door";
import { settings } from "@/lib/server/settings";

export const metadata: Metadata = { title: "Your tasks" };

export default async function TasksPage() {
  const { id, name } = await whoAsks("/tasks");
  return (
    <Page title="Your tasks" here="tasks" name={name}>
      <TaskBoard apiUrl={settings().apiUrl} userId={id} />
    </Page>
  );
}
