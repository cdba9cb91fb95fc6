/** What the page says and does when the task API says no. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function refusals(stage: Stage): void {
  test("a field that the API refuses is told beside it, and what was typed stays", async () => {
    const rosa = await stage.visit();
    await rosa.signUp(person("Rosa"));
    const form = rosa.page.getByRole("form", { name: "New task" });
    const title = form.getByLabel("What is to be done?");
    const long = "x".repeat(256);
    await title.fill(long);
    await form.getByLabel("Notes").fill("kept");
    await form.getByRole("button", { name: "Add task" }).click();
    await form.locator(".alert").waitFor();
    assert.equal(await form.locator(".alert").getAttribute("data-code"), "validation_failed");
    assert.equal(await title.getAttribute("aria-invalid"), "true");
    const told = await rosa.page.locator(`#${await title.getAttribute("aria-describedby")}`).textContent();
    assert.match(told ?? "", /255/);
    assert.equal(await title.inputValue(), long);
    assert.equal(await form.getByLabel("Notes").inputValue(), "kept");
    assert.deepEqual(await rosa.titles(), []);
    await rosa.leave();
  });

  test("a form that is sent twice in a hurry is sent once", async () => {
    const hans = await stage.visit();
    await hans.signUp(person("Hans"));
    await hans.titles();
    const form = hans.page.getByRole("form", { name: "New task" });
    await form.getByLabel("What is to be done?").fill("Only once");
    await form.getByRole("button", { name: "Add task" }).dblclick();
    await hans.settled(hans.task("Only once"));
    await hans.page.reload();
    assert.deepEqual(await hans.titles(), ["Only once"]);
    await hans.leave();
  });

  test("a change that does not get through is taken back and told", async () => {
    const otto = await stage.visit();
    await otto.signUp(person("Otto"));
    await otto.add("Stays");
    await otto.context.setOffline(true);
    const box = otto.task("Stays").getByRole("checkbox");
    await box.click();
    await otto.page.locator(".alert").getByText("cannot be reached").waitFor();
    assert.equal(await box.isChecked(), false);
    await otto.task("Stays").getByRole("button", { name: "Delete" }).click();
    await otto.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await otto.page.locator(".alert").waitFor();
    await otto.task("Stays").waitFor();
    await otto.context.setOffline(false);
    await otto.page.getByRole("button", { name: "Try again" }).click();
    await otto.page.locator(".alert").waitFor({ state: "detached" });
    assert.deepEqual(await otto.titles(), ["Stays"]);
    await otto.leave();
  });

  test("a task that is gone meanwhile leaves the list", async () => {
    const gina = await stage.visit();
    await gina.signUp(person("Gina"));
    await gina.add("Gone soon");
    const headers = { authorization: `Bearer ${gina.lastToken()}` };
    const list = (await (await fetch(`${stage.apiOrigin}/tasks`, { headers })).json()) as { data: { id: string }[] };
    await fetch(`${stage.apiOrigin}/tasks/${list.data[0]?.id}`, { method: "DELETE", headers });
    await gina.task("Gone soon").getByRole("checkbox").click();
    await gina.page.locator(".alert").getByText("That task is gone").waitFor();
    assert.deepEqual(await gina.titles(), []);
    await gina.leave();
  });

  test("sign-up and sign-in say what is wrong, and sign-in does not say which part", async () => {
    const who = person("Wim");
    const wim = await stage.visit();
    await wim.signUp(who);
    await wim.signOut();
    for (const wrong of [{ ...who, password: "not the password" }, { ...who, email: "nobody@example.com" }]) {
      await wim.enter(wrong);
      await wim.page.locator(".alert").getByText("E-mail address or password is wrong.").waitFor();
      assert.equal(await wim.page.getByLabel("E-mail address").inputValue(), wrong.email);
    }
    await wim.page.goto("/sign-up");
    await wim.page.getByLabel("Name").fill("Another Wim");
    await wim.page.getByLabel("E-mail address").fill(who.email);
    await wim.page.getByLabel("Password").fill("a long password");
    await wim.page.getByRole("button", { name: "Sign up" }).click();
    await wim.page.locator(".alert").getByText("There is an account with this e-mail address").waitFor();
    await wim.leave();
  });
}
