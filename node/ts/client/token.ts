import { ApiError } from './api_error.js';

/** Holds one token, in memory. */
export interface TokenKeeper {
  /** The token; `null` when nobody is signed in. Throws `ApiError` when the endpoint cannot say. */
  token(): Promise<string | null>;
  /** Drops this token, if it is still the one. */
  drop(token: string): void;
  forget(): void;
  /** Changes at each `forget`. */
  era(): object;
}

/** A token is renewed this long before it ends, and asked for no longer than that (milliseconds). */
const MARGIN = 30_000;
const DEADLINE = 10_000;

export function tokenKeeper(url: string, send: typeof fetch): TokenKeeper {
  let era = {};
  let held: { token: string; ends: number } | undefined;
  let pending: Promise<string | null> | undefined;

  async function ask(): Promise<string | null> {
    const mine = era;
    const answer = await read(url, send);
    if (mine === era) held = answer ?? undefined;
    return answer && answer.token;
  }

  return {
    async token() {
      if (held && Date.now() < held.ends - MARGIN) return held.token;
      if (!pending) {
        const asked = ask().finally(() => {
          if (pending === asked) pending = undefined;
        });
        pending = asked;
      }
      try {
        return await pending;
      } catch (error) {
        if (held && Date.now() < held.ends) return held.token;
        throw error;
      }
    },
    drop(token) {
      if (held?.token === token) held = undefined;
    },
    forget() {
      era = {};
      held = pending = undefined;
    },
    era: () => era,
  };
}

/** One token request. Only a 401 says that nobody is signed in: whatever else goes wrong is an outage. */
async function read(url: string, send: typeof fetch): Promise<{ token: string; ends: number } | null> {
  try {
    const response = await send(url, {
      credentials: 'include',
      cache: 'no-store',
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(DEADLINE),
    });
    if (response.status === 401) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const { token } = (await response.json()) as { token?: unknown };
    if (typeof token !== 'string' || token === '') throw new Error('its answer has no token');
    return { token, ends: endOf(token) };
  } catch (cause) {
    throw new ApiError(503, 'token_unavailable', 'The token endpoint cannot be reached.', undefined, { cause });
  }
}

/**
 * When the token ends, in milliseconds of this machine's clock: a hint when to renew, the API decides.
 * A new token that seems to be over already shows that this clock is wrong: then its whole life is ahead.
 */
function endOf(token: string): number {
  try {
    const payload = token.split('.')[1]?.replace(/-/g, '+').replace(/_/g, '/') ?? '';
    const { exp, iat } = JSON.parse(atob(payload)) as { exp?: unknown; iat?: unknown };
    const now = Date.now();
    if (typeof exp !== 'number') return Infinity;
    if (exp * 1000 > now) return exp * 1000;
    return typeof iat === 'number' ? now + (exp - iat) * 1000 : now;
  } catch {
    return Infinity;
  }
}
