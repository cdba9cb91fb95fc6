/** What somebody does all day. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function everyday(stage: Stage): void {
  test("a new user adds, edits, completes and deletes tasks, and a reload keeps both session and tasks", async () => {
    const alice = await stage.visit();
    await alice.signUp(person("Alice"));
    assert.deepEqual(await alice.titles(), []);

    await alice.add("Water the plants", { priority: "high", notes: "Not the cactus.\nIt is winter." });
    await alice.add("Call grandmother");
    await alice.add("Sort the photographs", { priority: "low" });
    assert.deepEqual(await alice.titles(), ["Sort the photographs", "Call grandmother", "Water the plants"]);

    const call = alice.task("Call grandmother");
    await call.getByRole("checkbox").check();
    await alice.settled(call);
    await alice.page.getByText("1 of 3 done").waitFor();

    const plants = alice.task("Water the plants");
    await plants.getByRole("button", { name: "Edit" }).click();
    const form = alice.page.getByRole("form", { name: "Edit Water the plants" });
    await form.getByLabel("Title").fill("Water the flowers");
    await form.getByLabel("Priority").selectOption("medium");
    await form.getByRole("button", { name: "Save" }).click();
    await alice.settled(alice.task("Water the flowers"));

    await alice.task("Sort the photographs").getByRole("button", { name: "Delete" }).click();
    const dialog = alice.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await alice.task("Sort the photographs").getByRole("button", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await alice.task("Sort the photographs").waitFor({ state: "detached" });
    await alice.until(() => alice.answers.some(({ method, status }) => method === "DELETE" && status === 204));

    await alice.page.reload();
    assert.deepEqual(await alice.titles(), ["Call grandmother", "Water the flowers"]);
    assert.ok(await alice.task("Call grandmother").getByRole("checkbox").isChecked());
    const flowers = alice.task("Water the flowers");
    assert.equal(await flowers.locator(".priority").textContent(), "medium priority");
    assert.equal(await flowers.locator(".notes").textContent(), "Not the cactus.\nIt is winter.");

    await alice.page.getByText("Done", { exact: true }).click();
    assert.deepEqual(await alice.titles(), ["Call grandmother"]);
    await alice.page.getByText("Open", { exact: true }).click();
    assert.deepEqual(await alice.titles(), ["Water the flowers"]);
    await alice.leave();
  });

  test("what is added before the list has arrived stays in it", async () => {
    const sam = await stage.visit();
    const who = person("Sam");
    await sam.signUp(who);
    await sam.add("Known before");
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await sam.page.route(`${stage.apiOrigin}/**`, async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const response = await route.fetch();
      await held;
      return route.fulfill({ response });
    });
    await sam.page.reload();
    await sam.add("Quicker than the list");
    letGo();
    await sam.task("Known before").waitFor();
    assert.deepEqual(await sam.titles(), ["Quicker than the list", "Known before"]);
    await sam.page.getByText("0 of 2 done").waitFor();
    await sam.leave();
  });

  test("a list longer than a page is shown page by page", async () => {
    const carol = await stage.visit();
    await carol.signUp(person("Carol"));
    await carol.add("the first");
    const token = carol.lastToken();
    const made = Array.from({ length: 60 }, (_, number) => `task ${number}`);
    for (const title of made) {
      const answer = await fetch(`${stage.apiOrigin}/tasks`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ title }),
      });
      assert.equal(answer.status, 201);
    }
    await carol.page.reload();
    assert.equal((await carol.titles()).length, 50);
    await carol.page.getByRole("button", { name: "Show older tasks" }).click();
    await carol.task("the first").waitFor();
    const titles = await carol.titles();
    assert.deepEqual(titles, [...made.toReversed(), "the first"]);
    await carol.leave();
  });
}
