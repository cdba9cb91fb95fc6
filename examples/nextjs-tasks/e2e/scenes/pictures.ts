/** Every page as it looks: wide, on a narrow telephone, and in the dark. The pictures are kept to be looked at. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stage } from "../support/stage.js";
import { person, type Visit } from "../support/visit.js";

const LOOKS = {
  wide: {},
  narrow: { width: 360, height: 740 },
  dark: { dark: true },
  "narrow-dark": { width: 360, height: 740, dark: true },
};

export function pictures(stage: Stage): void {
  for (const [look, options] of Object.entries(LOOKS)) {
    test(`every page fits and has its picture taken: ${look}`, async () => {
      const visit = await stage.visit(options);
      for (const [name, path] of [["home", "/"], ["sign-in", "/sign-in"], ["sign-up", "/sign-up"]] as const) {
        await visit.page.goto(path);
        await taken(visit, `${name}-${look}`);
      }
      await visit.signUp(person("Paula"));
      await visit.titles();
      await taken(visit, `tasks-empty-${look}`);
      await visit.add("Pay the rent", { priority: "high", notes: "By the third of the month." });
      await visit.add("Read the book that grandfather has been talking of since the summer", { priority: "low" });
      await visit.add("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft");
      await visit.task("Pay the rent").getByRole("checkbox").check();
      await visit.settled(visit.task("Pay the rent"));
      await taken(visit, `tasks-${look}`);
      await visit.task("Pay the rent").getByRole("button", { name: "Edit" }).click();
      await taken(visit, `tasks-edit-${look}`);
      await visit.page.goto("/nothing");
      await taken(visit, `not-found-${look}`);
      await visit.page.goto("/account");
      await visit.page.getByText("It speaks for").waitFor();
      await visit.until(async () => (await visit.page.getByText("asking …").count()) === 0);
      await taken(visit, `account-${look}`);
      await visit.leave();
    });
  }
}

async function taken(visit: Visit, name: string): Promise<void> {
  await visit.page.getByRole("heading", { level: 1 }).waitFor();
  const wider = await visit.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wider, 0, `${name} is ${wider} px wider than the screen`);
  await visit.picture(name);
}
