/** A second step for the sign-in, and a brake for those who guess: both switched on by a setting. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person } from "../support/visit.js";

export function guessing(stage: Stage): void {
  test("with two-factor on, the password alone signs nobody in", async () => {
    await stage.startWeb({ TWO_FACTOR: "1", RATE_LIMIT: "1" });
    const who = person("Tina");
    const tina = await stage.visit();
    await tina.signUp(who);
    await tina.page.goto("/account");
    const card = tina.page.getByRole("region", { name: "Two-factor sign-in" });
    await card.getByText("Off: the password alone is enough.").waitFor();
    await card.getByLabel("Your password").fill(who.password);
    await card.getByRole("button", { name: "Turn on" }).click();
    const key = ((await card.locator(".key").textContent()) ?? "").replaceAll(" ", "");
    await tina.picture("account-two-factor");
    await card.getByLabel("The code that it shows now").fill(codeOf(key));
    await card.getByRole("button", { name: "Confirm" }).click();
    await card.getByText("On: a sign-in asks for a code.").waitFor();

    await tina.page.getByRole("button", { name: "Sign out" }).click();
    await tina.page.waitForURL("**/sign-in");
    await tina.enter(who);
    await tina.page.getByLabel("Code").waitFor();
    await tina.picture("sign-in-code");
    assert.equal((await tina.context.request.get(`${stage.origin}/api/auth/token`)).status(), 401);
    await tina.page.getByLabel("Code").fill("000000");
    await tina.page.getByRole("button", { name: "Go on" }).click();
    await tina.page.locator(".alert").getByText("That code is wrong").waitFor();
    await tina.page.getByLabel("Code").fill(codeOf(key));
    await tina.page.getByRole("button", { name: "Go on" }).click();
    await tina.page.waitForURL("**/tasks");
    await tina.leave();
  });

  test("with the rate limit on, whoever guesses has five tries a minute, and then waits with the right password too", async () => {
    const who = person("Greta");
    const greta = await stage.visit();
    await greta.signUp(who);
    await greta.signOut();
    const alert = greta.page.locator(".alert");
    const tooMany = async (password: string): Promise<boolean> => {
      await greta.page.goto("/sign-in");
      await greta.enter({ ...who, password });
      await alert.waitFor();
      const text = (await alert.textContent()) ?? "";
      assert.match(text, /password is wrong|Too many tries/);
      return text.includes("Too many");
    };
    let tries = 0;
    while (!(await tooMany(`guess number ${tries}`))) {
      tries += 1;
      assert.ok(tries <= 5, "nobody stops this");
    }
    // Others have used up some of the five from this address.
    assert.ok(tries >= 3, `${tries} tries`);
    assert.ok(await tooMany(who.password));
    await greta.leave();
  });
}

/** RFC 6238: the six digits of this half minute. */
function codeOf(base32: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...base32.replaceAll("=", "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
