//! The addon, when it is first needed, and what it tells without being asked.

import loader from '../native.cjs';
import { log } from './log.js';

/** The addon's functions: types generated from it. */
export type Native = ReturnType<typeof loader.load>;

let loaded: Native | undefined;
const waiting = new Map<number, () => void>();

/** The addon. Throws an error of its own (BEARWARD_ADDON_MISSING, ...) where there is none. */
export function native(): Native {
  return (loaded ??= load());
}

function load(): Native {
  const addon = loader.load();
  addon.onWake((wait) => waiting.get(wait)?.());
  addon.onLog(log);
  ({ verify, verifyAtOnce, decideField } = addon);
  return addon;
}

/** The functions of every request, by themselves: to find a function in the addon's long list takes its time. */
export let verify: Native['verify'] = (verifier, token) => native().verify(verifier, token);
export let verifyAtOnce: Native['verifyAtOnce'] = (verifier, token) => native().verifyAtOnce(verifier, token);
export let decideField: Native['decideField'] = (verifier, method, name, value) => native().decideField(verifier, method, name, value);

/** For so long a wait for an unknown key keeps the process alive, in milliseconds. */
const HELD = 1000;
/** The addon's own deadline comes first; in seconds. */
const LONGEST = 3600;

/**
 * Ends when the addon says so, or when its flight counts as lost. The addon itself never keeps the process alive. A wait without any keys does,
 * for somebody wants them; a wait for one unknown key does for a second, and then lets the process end although a fetch hangs.
 */
export function landed(wait: { readonly wait: number; readonly secondsLeft: number; readonly cold: boolean }): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, Math.min(wait.secondsLeft, LONGEST) * 1000);
    const hold = wait.cold ? undefined : setTimeout(() => timer.unref(), HELD);
    waiting.set(wait.wait, done);

    function done(): void {
      clearTimeout(timer);
      clearTimeout(hold);
      waiting.delete(wait.wait);
      resolve();
    }
  });
}
