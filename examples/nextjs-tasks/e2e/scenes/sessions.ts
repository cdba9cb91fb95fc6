/** Where a session is kept, and how it ends. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function sessions(stage: Stage): void {
  test("sign-out ends the session, in every tab", async () => {
    const eve = await stage.visit();
    await eve.signUp(person("Eve"));
    await eve.add("Private");
    const other = await eve.context.newPage();
    await other.goto("/tasks");
    await other.locator(".title", { hasText: "Private" }).waitFor();

    await eve.signOut();
    for (const path of ["/tasks", "/account"]) {
      await eve.page.goto(path);
      assert.equal(new URL(eve.page.url()).pathname, "/sign-in", path);
    }
    const token = await eve.context.request.get(`${stage.origin}/api/auth/token`);
    assert.equal(token.status(), 401);
    await eve.page.goBack();
    await eve.page.waitForURL("**/sign-in**");
    assert.equal(await eve.page.getByText("Private").count(), 0);

    // The other tab has the old page still, but it leads nowhere.
    await other.getByRole("link", { name: "Account" }).click();
    await other.waitForURL("**/sign-in?next=%2Faccount");
    await other.goto("/tasks");
    assert.equal(new URL(other.url()).pathname, "/sign-in");
    await eve.leave();
  });

  test("a session whose cookie cache has run out is renewed without a word", async () => {
    const ivy = await stage.visit();
    await ivy.signUp(person("Ivy"));
    await ivy.add("Still here");
    const cache = "better-auth.session_data";
    for (const renew of [() => ivy.page.reload(), () => ivy.page.getByRole("link", { name: "Account" }).click()]) {
      await ivy.context.clearCookies({ name: cache });
      await renew();
      await ivy.until(async () => (await ivy.context.cookies()).some(({ name }) => name === cache));
    }
    await ivy.page.waitForURL("**/account");
    await ivy.page.getByText("It speaks for").waitFor();
    await ivy.leave();
  });

  test("when the session has ended elsewhere, a 401 leads to sign-in and back to the same page", async () => {
    const who = person("Finn");
    const finn = await stage.visit();
    await finn.signUp(who);
    await finn.titles();
    await finn.context.clearCookies();
    // A page that is open still has its token; a fresh one has to ask for it.
    await finn.page.evaluate(() => history.replaceState(null, "", "/tasks?view=mine"));
    await finn.page.evaluate(() => sessionStorage.clear());
    await finn.page.reload();
    await finn.page.waitForURL("**/sign-in?next=%2Ftasks%3Fview%3Dmine");
    await finn.enter(who);
    await finn.page.waitForURL("**/tasks?view=mine");
    await finn.leave();
  });

  test("the token is kept nowhere but in the page's memory", async () => {
    const uma = await stage.visit();
    await uma.signUp(person("Uma"));
    await uma.add("Something");
    const token = uma.lastToken();
    const kept = await uma.page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.ok(!kept.includes(token.slice(-40)));
    for (const cookie of await uma.context.cookies()) {
      assert.ok(!cookie.value.includes(token.slice(-40)), cookie.name);
      assert.ok(cookie.httpOnly, cookie.name);
      assert.equal(cookie.sameSite, "Lax", cookie.name);
    }
    assert.equal(await uma.page.evaluate(() => document.documentElement.outerHTML.includes("eyJ")), false);
    await uma.leave();
  });
}
