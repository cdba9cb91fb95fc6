/** The whole system in a real browser: this application, one task API, their databases. Scene after scene on one stage. */

import { after, describe } from "node:test";
import { door } from "./scenes/door.js";
import { everyday } from "./scenes/everyday.js";
import { guessing } from "./scenes/guessing.js";
import { keyboard } from "./scenes/keyboard.js";
import { outage } from "./scenes/outage.js";
import { pictures } from "./scenes/pictures.js";
import { refusals } from "./scenes/refusals.js";
import { sessions } from "./scenes/sessions.js";
import { strangers } from "./scenes/strangers.js";
import { renewal, shortLives } from "./scenes/tokens.js";
import { Stage } from "./support/stage.js";

// A system that does not work at all is no reason to wait for each of its parts.
setTimeout(() => process.exit(1), 240_000).unref();

const stage = await Stage.open();
after(() => stage.close());

/** `api` plays only what has to do with the task API, `guessing` also what has to do with Better Auth's tables. */
const scenes = process.env["E2E_SCENES"] ?? "all";

describe("side by side", { concurrency: 3 }, () => {
  for (const scene of [everyday, refusals, strangers, sessions, renewal]) scene(stage);
  if (scenes === "all") for (const scene of [door, keyboard, pictures]) scene(stage);
});

describe("one after the other, each with servers of its own", () => {
  for (const scene of [shortLives, outage]) scene(stage);
  if (scenes !== "api") guessing(stage);
});
