/** Tokens that run out and keys that change, and a page that shows nothing of it. */

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sleep } from "../support/program.js";
import type { Stage } from "../support/stage.js";
import { person, type Visit } from "../support/visit.js";

/** What the verifiers allow for clocks that differ. */
const LEEWAY = 5;

export function renewal(stage: Stage): void {
  test("a token is renewed before it runs out: no request is refused", async () => {
    const rita = await stage.visit();
    await rita.signUp(person("Rita"));
    await rita.add("One");
    await rita.add("Two");
    assert.equal(rita.tokens, 1);
    // 20 seconds before the end of its 15 minutes.
    await rita.page.clock.setSystemTime(Date.now() + (15 * 60 - 20) * 1000);
    await rita.add("Three");
    assert.equal(rita.tokens, 2);
    assert.deepEqual(rita.refused(), []);
    await rita.leave();
  });
}

export function shortLives(stage: Stage): void {
  describe("tokens that live for two seconds", { concurrency: 2 }, () => {
    before(() => stage.startWeb({ TOKEN_LIFE: "2s" }));

    test("a token that has run out is replaced, and the request is made again without a word", async () => {
      const max = await stage.visit();
      // By this browser's clock, an hour slow, every token is good for a long time yet.
      await max.page.clock.setSystemTime(Date.now() - 3_600_000);
      await max.signUp(person("Max"));
      await max.add("Before");
      const old = max.lastToken();
      await sleep((2 + LEEWAY) * 1000 + 500);
      await max.add("After");
      assert.deepEqual(max.refused().map(({ status, token }) => [status, token]), [[401, old]]);
      assert.notEqual(max.lastToken(), old);
      assert.deepEqual(await max.titles(), ["After", "Before"]);
      assert.equal(await max.page.locator(".alert").count(), 0);
      await max.leave();
    });

    test("Better Auth changes its key again and again, and no request fails", async () => {
      const rob = await stage.visit();
      await rob.signUp(person("Rob"));
      for (let round = 0; keysOf(rob).size < 3; round += 1) {
        assert.ok(round < 30, "the key does not change");
        await rob.add(`Round ${round}`);
        await sleep(1_000);
      }
      assert.deepEqual(rob.refused(), []);
      await rob.leave();
    });
  });
}

/** The names of the keys that the tokens were signed with. */
function keysOf(visit: Visit): Set<unknown> {
  const kids = visit.answers.map(({ token = "" }) => {
    const header: { kid?: unknown } = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString() || "{}");
    return header.kid;
  });
  return new Set(kids);
}
