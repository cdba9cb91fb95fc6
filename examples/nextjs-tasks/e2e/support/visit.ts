/** Somebody at a browser: what people do on these pages, by the words that they see. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { BrowserContext, Locator, Page, Response } from "playwright-core";
import type { Stage } from "./stage.js";

export interface Person {
  name: string;
  email: string;
  password: string;
}

/** One answer of the task API to this browser; `token` is what it was asked with. */
export interface Answer {
  method: string;
  path: string;
  status: number;
  token: string | undefined;
}

let people = 0;

export function person(name: string): Person {
  people += 1;
  return { name, email: `${name.toLowerCase()}.${people}@example.com`, password: `${name}'s long password` };
}

export class Visit {
  /** All that the task API has answered so far. */
  readonly answers: Answer[] = [];
  /** How many tokens this browser has fetched. */
  tokens = 0;
  /** What the browser complained of: scripts and styles that the policy refused, and errors that nobody caught. */
  readonly complaints: string[] = [];

  constructor(
    readonly stage: Stage,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.setDefaultTimeout(10_000);
    page.on("response", (response) => this.#note(response));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (text.includes("Content Security Policy") || text.includes("Hydration")) this.complaints.push(text);
    });
  }

  #note(response: Response): void {
    const request = response.request();
    if (response.url() === `${this.stage.origin}/api/auth/token` && response.ok()) this.tokens += 1;
    if (!response.url().startsWith(this.stage.apiOrigin) || request.method() === "OPTIONS") return;
    this.answers.push({
      method: request.method(),
      path: new URL(response.url()).pathname,
      status: response.status(),
      token: request.headers()["authorization"]?.slice("Bearer ".length),
    });
  }

  async signUp(who: Person): Promise<void> {
    await this.page.goto("/sign-up");
    await this.page.getByLabel("Name").fill(who.name);
    await this.page.getByLabel("E-mail address").fill(who.email);
    await this.page.getByLabel("Password").fill(who.password);
    await this.page.getByRole("button", { name: "Sign up" }).click();
    await this.page.waitForURL("**/tasks");
  }

  /** On the sign-in page, wherever it leads afterwards. */
  async enter(who: Person): Promise<void> {
    await this.page.getByLabel("E-mail address").fill(who.email);
    await this.page.getByLabel("Password").fill(who.password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  async signOut(): Promise<void> {
    await this.page.goto("/account");
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await this.page.waitForURL("**/sign-in");
  }

  /** Adds a task and waits until the API has it. */
  async add(title: string, more: { notes?: string; priority?: "high" | "medium" | "low" } = {}): Promise<void> {
    const form = this.page.getByRole("form", { name: "New task" });
    await form.getByLabel("What is to be done?").fill(title);
    if (more.notes) await form.getByLabel("Notes").fill(more.notes);
    if (more.priority) await form.getByLabel("Priority").selectOption(more.priority);
    await form.getByRole("button", { name: "Add task" }).click();
    await this.settled(this.task(title));
  }

  task(title: string): Locator {
    return this.page.getByRole("listitem").filter({ has: this.page.getByText(title, { exact: true }) });
  }

  /** Shown, and no request about it under way. */
  async settled(task: Locator): Promise<void> {
    await task.waitFor();
    await this.until(async () => (await task.getAttribute("aria-busy")) === "false");
  }

  async titles(): Promise<string[]> {
    await this.page.getByTestId("count").or(this.page.getByText("Nothing to do.")).waitFor();
    return this.page.locator(".task .title").allTextContents();
  }

  /** The token that this browser used last. */
  lastToken(): string {
    const token = this.answers.findLast((answer) => answer.token !== undefined)?.token;
    assert.ok(token, "no request with a token yet");
    return token;
  }

  /** Every answer that was a no. */
  refused(): Answer[] {
    return this.answers.filter(({ status }) => status >= 400);
  }

  async until(holds: () => Promise<boolean> | boolean, seconds = 15): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await holds())) {
      assert.ok(Date.now() < end, `not within ${seconds} s: ${holds.toString()}`);
      await this.page.waitForTimeout(50);
    }
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(this.stage.output, `${name}.png`), fullPage: true });
  }

  /** Closes the browser; it must have had nothing to complain of. */
  async leave(): Promise<void> {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
  }
}
