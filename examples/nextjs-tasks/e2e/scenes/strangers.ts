/** Bob, who has an account of his own and wants Alice's tasks. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

interface Refusal {
  status: number;
  body: unknown;
}

export function strangers(stage: Stage): void {
  test("a second user neither sees nor touches the tasks of the first, by page, by path or by id", async () => {
    const [alice, bob] = await Promise.all([stage.visit(), stage.visit()]);
    await alice.signUp(person("Alice"));
    await alice.add("Alice's secret", { notes: "for her alone" });
    await bob.signUp(person("Bob"));
    assert.deepEqual(await bob.titles(), []);
    await bob.add("Bob's own");

    const hers = alice.answers.find(({ method }) => method === "POST")?.path ?? "";
    const { data } = (await ask("GET", hers, alice.lastToken())).body as { data: { id: string }[] };
    const id = data[0]?.id ?? "";
    assert.ok(id);

    const task = { title: "Bob was here", completed: true };
    for (const token of [bob.lastToken(), undefined]) {
      const want = token ? { status: 403, code: "owner_mismatch" } : { status: 401, code: "token_missing" };
      for (const [method, path, body] of [
        ["GET", hers],
        ["POST", hers, task],
        ["GET", `${hers}/${id}`],
        ["PUT", `${hers}/${id}`, task],
        ["PATCH", `${hers}/${id}/complete`],
        ["DELETE", `${hers}/${id}`],
      ] as const) {
        const refused = await ask(method, path, token, body);
        assert.equal(refused.status, want.status, `${method} ${path}`);
        assert.equal((refused.body as { code: string }).code, want.code, `${method} ${path}`);
      }
    }

    // By the id alone a foreign task is answered like one that is not there.
    for (const [method, end, body] of [
      ["GET", ""],
      ["PUT", "", task],
      ["PATCH", "/complete"],
      ["DELETE", ""],
    ] as const) {
      const foreign = await ask(method, `/tasks/${id}${end}`, bob.lastToken(), body);
      const missing = await ask(method, `/tasks/00000000-0000-4000-8000-000000000000${end}`, bob.lastToken(), body);
      assert.equal(foreign.status, 404);
      assert.deepEqual(foreign, missing);
    }

    // The same at this application's own route.
    const owner = decodeURIComponent(hers.split("/")[2] ?? "");
    const profile = `${stage.origin}/api/users/${encodeURIComponent(owner)}/profile`;
    const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    assert.equal((await fetch(profile, bearer(bob.lastToken()))).status, 403);
    assert.equal((await fetch(profile, bearer(alice.lastToken()))).status, 200);

    await Promise.all([alice.page.reload(), bob.page.reload()]);
    assert.deepEqual(await alice.titles(), ["Alice's secret"]);
    assert.equal(await alice.task("Alice's secret").getByRole("checkbox").isChecked(), false);
    assert.deepEqual(await bob.titles(), ["Bob's own"]);
    await Promise.all([alice.leave(), bob.leave()]);
  });

  async function ask(method: string, path: string, token: string | undefined, body?: object): Promise<Refusal> {
    const answer = await fetch(stage.apiOrigin + path, {
      method,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: await answer.json() };
  }
}
