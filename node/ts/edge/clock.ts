//! Time is an argument: the unix clock judges claims, the monotonic clock judges keys.

/** One moment on both clocks, in seconds. */
export interface Now {
  readonly unix: number;
  readonly monotonic: number;
}

/** The clocks of this machine. */
export function system(): Now {
  return { unix: Date.now() / 1000, monotonic: performance.now() / 1000 };
}
