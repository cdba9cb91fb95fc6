/** The same without a mouse, and what is read out to those who do not see the page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person, type Visit } from "../support/visit.js";

export function keyboard(stage: Stage): void {
  test("everything can be done with the keyboard, and the focus is never lost", async () => {
    const kim = await stage.visit();
    await kim.signUp(person("Kim"));
    const { keyboard } = kim.page;
    await kim.titles();

    await keyboard.press("Tab");
    assert.equal(await focused(kim), "Skip to the content");
    await kim.page.getByLabel("What is to be done?").focus();
    await keyboard.type("Feed the cat");
    await keyboard.press("Enter");
    await kim.settled(kim.task("Feed the cat"));
    await kim.page.getByText("Added Feed the cat").waitFor({ state: "attached" });
    assert.equal(await kim.page.getByLabel("What is to be done?").inputValue(), "");

    await kim.task("Feed the cat").getByRole("checkbox").focus();
    await keyboard.press("Space");
    await kim.page.getByText("1 of 1 done").waitFor();
    await kim.settled(kim.task("Feed the cat"));
    assert.equal(await kim.page.evaluate(() => document.activeElement?.getAttribute("type")), "checkbox");

    await keyboard.press("Tab");
    assert.equal(await focused(kim), "Edit Feed the cat");
    await keyboard.press("Enter");
    assert.equal(await kim.page.evaluate(() => document.activeElement?.getAttribute("name")), "title");
    await keyboard.press("End");
    await keyboard.type("s");
    await keyboard.press("Enter");
    await kim.settled(kim.task("Feed the cats"));
    await kim.until(async () => (await focused(kim)) === "Edit Feed the cats");

    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await kim.page.getByRole("dialog", { name: "Delete this task?" }).waitFor();
    await keyboard.press("Escape");
    await kim.page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.equal(await focused(kim), "Delete Feed the cats");
    await kim.leave();
  });

  test("every control of every page has a name, and every page one heading of the first level", async () => {
    const nina = await stage.visit();
    for (const path of ["/", "/sign-in", "/sign-up"]) await named(nina, path);
    await nina.signUp(person("Nina"));
    await nina.add("A task");
    for (const path of ["/", "/tasks", "/account"]) await named(nina, path);
    await nina.leave();
  });
}

async function named(visit: Visit, path: string): Promise<void> {
  await visit.page.goto(path);
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  if (path === "/tasks") await visit.titles();
  assert.equal(await visit.page.getByRole("heading", { level: 1 }).count(), 1, path);
  const nameless = await visit.page.evaluate(() => {
    const controls = document.querySelectorAll<HTMLElement>("a, button, input, select, textarea, form, nav, dialog");
    const labels = (element: HTMLElement): string =>
      [
        element.getAttribute("aria-label"),
        document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent,
        ...("labels" in element ? [...(element.labels as NodeListOf<Element>)].map((label) => label.textContent) : []),
        element.matches("a, button") ? element.textContent : "",
        element.matches("form") && !element.matches(".task-form") ? "a form needs no name" : "",
      ].join("");
    return [...controls].filter((control) => labels(control).trim() === "").map((control) => control.outerHTML);
  });
  assert.deepEqual(nameless, [], path);
}

function focused(visit: Visit): Promise<string> {
  return visit.page.evaluate(() => document.activeElement?.textContent ?? "");
}
