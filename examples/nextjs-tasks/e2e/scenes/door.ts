/** What nobody gets to see without a session, and what every answer carries. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function door(stage: Stage): void {
  test("without a session locked pages lead to sign-in, and a deep link comes back after it", async () => {
    const who = person("Dora");
    const first = await stage.visit();
    await first.signUp(who);
    await first.leave();

    const dora = await stage.visit();
    await dora.page.goto("/account?from=mail");
    assert.equal(new URL(dora.page.url()).pathname, "/sign-in");
    await dora.enter(who);
    await dora.page.waitForURL("**/account?from=mail");
    await dora.page.getByRole("heading", { name: "Your account" }).waitFor();
    await dora.leave();
  });

  test("a sign-in leads to no other site", async () => {
    for (const next of ["https://evil.example/", "//evil.example/", "/\\evil.example/", "/%09/evil.example", "javascript:alert(1)"]) {
      const answer = await fetch(`${stage.origin}/sign-up?next=${encodeURIComponent(next)}`);
      const html = await answer.text();
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href ?? "");
      for (const href of links.filter((href) => href.includes("next="))) {
        const back = new URL(href.replaceAll("&amp;", "&"), stage.origin).searchParams.get("next") ?? "";
        assert.equal(new URL(back, stage.origin).origin, stage.origin, `${next} became ${back}`);
      }
      assert.ok(!/"(https?:)?\\?\/\\?\/evil/.test(html), next);
    }
  });

  test("a forged session opens nothing", async () => {
    const session = Buffer.from(JSON.stringify({ session: { user: { id: "1" } }, expiresAt: 4e12, signature: "x" }));
    for (const cookie of [
      "better-auth.session_token=made-up",
      "better-auth.session_token=made-up.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D",
      `better-auth.session_token=a.b; better-auth.session_data=${session.toString("base64url")}`,
    ]) {
      const answer = await fetch(`${stage.origin}/tasks`, { headers: { cookie }, redirect: "manual" });
      assert.equal(answer.status, 307, cookie);
      assert.equal(answer.headers.get("location")?.replace(stage.origin, ""), "/sign-in?next=%2Ftasks");
    }
  });

  test("routes of this application want a bearer token, and say so as the task API does", async () => {
    for (const path of ["/api/me", "/api/users/somebody/profile"]) {
      const [here, there] = await Promise.all([fetch(stage.origin + path), fetch(`${stage.apiOrigin}/api/v1/me`)]);
      assert.equal(here.status, 401);
      assert.equal(here.headers.get("www-authenticate"), there.headers.get("www-authenticate"));
      assert.equal(here.headers.get("cache-control"), "no-store");
      assert.deepEqual(await here.json(), await there.json());
    }
  });

  test("every answer carries the protecting headers, and every page a policy with a nonce of its own", async () => {
    const nonces = new Set<string>();
    for (const path of ["/", "/sign-in", "/sign-up", "/tasks", "/no-such-page", "/api/auth/ok", "/icon.svg"]) {
      const { headers } = await fetch(stage.origin + path, { redirect: "manual" });
      assert.equal(headers.get("x-frame-options"), "DENY", path);
      assert.equal(headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(headers.get("referrer-policy"), "same-origin", path);
      assert.equal(headers.get("x-powered-by"), null, path);
      if (path === "/icon.svg") continue;
      const policy = headers.get("content-security-policy") ?? "";
      const nonce = /script-src 'self' 'nonce-([^']{16,})' 'strict-dynamic';/.exec(policy)?.[1];
      assert.ok(nonce && !policy.includes("unsafe"), `${path}: ${policy}`);
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 6);
  });
}
