/** Better Auth is down. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function outage(stage: Stage): void {
  test("known keys go on, a fresh API says 503 and the page says so, and all is well when Better Auth is back", async () => {
    await stage.startWeb();
    const olga = await stage.visit();
    await olga.signUp(person("Olga"));
    await olga.add("Before the outage");

    await stage.stopWeb();
    await olga.add("In the outage");
    const box = olga.task("In the outage").getByRole("checkbox");
    await box.click();
    await olga.settled(olga.task("In the outage"));
    assert.ok(await box.isChecked());

    await stage.startApi();
    const answer = await fetch(`${stage.apiOrigin}/tasks`, { headers: { authorization: `Bearer ${olga.lastToken()}` } });
    assert.equal(answer.status, 503);
    assert.equal(((await answer.json()) as { code: string }).code, "keys_unavailable");
    assert.match(answer.headers.get("retry-after") ?? "", /^[0-9]+$/);

    const form = olga.page.getByRole("form", { name: "New task" });
    await form.getByLabel("What is to be done?").fill("Not now");
    await form.getByRole("button", { name: "Add task" }).click();
    // The page waits and tries again by itself before it says so.
    await form.locator(".alert").waitFor({ timeout: 40_000 });
    assert.equal(await form.locator(".alert").getAttribute("data-code"), "keys_unavailable");
    assert.match((await form.locator(".alert").textContent()) ?? "", /sign-in service does not answer/);
    assert.equal(await form.getByLabel("What is to be done?").inputValue(), "Not now");
    assert.equal(new URL(olga.page.url()).pathname, "/tasks", "an outage signs nobody out");
    await olga.picture("tasks-outage");

    await stage.startWeb();
    await olga.until(async () => (await fetch(`${stage.apiOrigin}/ready`)).ok, 40);
    await form.getByRole("button", { name: "Add task" }).click();
    await olga.settled(olga.task("Not now"));
    assert.deepEqual(await olga.titles(), ["Not now", "In the outage", "Before the outage"]);
    await olga.page.reload();
    assert.equal((await olga.titles()).length, 3);
    await olga.leave();
  });
}
