//! A fetch under way: run once by whoever leads it, and waited for by any number.

import { type Now, system } from '../clock.js';
import { FETCH_DEADLINE } from './machine.js';

/** What those who wait for a flight hold. */
export class Completion {
  #finish: () => void = () => undefined;
  readonly #done = new Promise<void>((resolve) => {
    this.#finish = resolve;
  });
  readonly #deadline: number;

  /** `lease` in seconds from now. */
  constructor(lease: number) {
    this.#deadline = performance.now() + lease * 1000;
  }

  finish(): void {
    this.#finish();
  }

  /** Until it has landed, and not longer than its lease: a runtime may have frozen or dropped whoever runs it. */
  async wait(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const lost = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.max(this.#deadline - performance.now(), 0));
    });
    await Promise.race([this.#done, lost]);
    clearTimeout(timer);
  }
}

/** A flight that was started, or one that was on already. */
export class Flight {
  readonly #completion: Completion;
  readonly #run: ((landed: () => Now) => Promise<void>) | null;

  /** `run` makes the GET, and lands: it never rejects. Null: somebody else runs it. */
  constructor(completion: Completion, run: ((landed: () => Now) => Promise<void>) | null) {
    this.#completion = completion;
    this.#run = run;
  }

  /** True for who has to run it. */
  get isLed(): boolean {
    return this.#run !== null;
  }

  /** Starts it, if it is ours to start; waits for nothing. */
  launch(): Completion {
    void this.#run?.(system);
    return this.#completion;
  }

  /** Runs it to its end, which is said to be at `now`: for tests in virtual time. */
  async runHere(now: Now): Promise<void> {
    await this.#run?.(() => now);
  }
}

/** How long a fetch may take, in seconds. */
export const TIMEOUT = FETCH_DEADLINE;
