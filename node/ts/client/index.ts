/**
 * `bearward/client`: calls an API from the browser with a bearer token that lives in memory only.
 *
 * @module
 */
import { address, baseAddress, resolved } from './address.js';
import { ApiError, failure } from './api_error.js';
import { tokenKeeper } from './token.js';
import { abortable, pause, replayable, retryAfter } from './wait.js';

export { ApiError };

/** What `createApiClient` needs to know. */
export interface ApiClientOptions {
  /** Where the API is, such as `https://api.example.com/v1`, or a path of the page's own origin. */
  readonly baseUrl: string;
  /** Answers `{"token": "..."}` to a GET with the session's cookies. Default: Better Auth's `/api/auth/token`. */
  readonly tokenUrl?: string;
  /** Called once when the user has to sign in again; not again before the API has accepted a token or `forget` was called. */
  readonly onUnauthenticated?: () => void;
  /** A `fetch` of your own. */
  readonly fetch?: typeof fetch;
}

/** The init of `fetch`, and `json`: a value that is sent as the JSON body, by POST unless `method` says otherwise. */
export interface ApiInit extends RequestInit {
  readonly json?: unknown;
}

/** Made by `createApiClient`. */
export interface ApiClient {
  /** `fetch` under `baseUrl` with the token. An answer of any status is returned. */
  fetch(path: string, init?: ApiInit): Promise<Response>;
  /** The JSON of the answer (`undefined` where it has no body); throws `ApiError` for any status but 2xx. */
  json<T>(path: string, init?: ApiInit): Promise<T>;
  /** Drops the token: call it at sign-out. Requests still waiting for a token are answered 401. */
  forget(): void;
}

/** A 503 is tried this often again, and no request waits longer than this in all (milliseconds). */
const RETRIES = 2;
const PATIENCE = 30_000;

/** Makes a client: one per API and page. Throws a `TypeError` for a `baseUrl` that cannot be used. */
export function createApiClient(options: ApiClientOptions): ApiClient {
  const base = baseAddress(options.baseUrl);
  const send: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const keeper = tokenKeeper(resolved(options.tokenUrl ?? '/api/auth/token'), send);
  let told = false;

  async function request(path: string, given: ApiInit = {}): Promise<Response> {
    const url = address(base, path);
    const init = withJson(given);
    const era = keeper.era();
    const { signal } = init;
    signal?.throwIfAborted();
    for (let renewed = false, retries = 0, waited = 0; ; ) {
      const token = await abortable(keeper.token(), signal);
      // Another user may have signed in meanwhile: this request was not made in their name.
      if (era !== keeper.era()) return nobody();
      if (token === null) {
        tell();
        return nobody();
      }
      const response = await send(url, withToken(init, token));
      const again = replayable(init.body);
      if (response.status === 503) {
        const wait = retryAfter(response);
        if (wait === undefined || !again || ++retries > RETRIES || (waited += wait) > PATIENCE) return response;
        await discard(response);
        await pause(wait, signal);
      } else if (response.status === 401) {
        keeper.drop(token);
        if (renewed && era === keeper.era()) tell();
        if (renewed || !again || era !== keeper.era()) return response;
        renewed = true;
        await discard(response);
      } else {
        told = false;
        return response;
      }
    }
  }

  function tell(): void {
    if (told) return;
    told = true;
    options.onUnauthenticated?.();
  }

  return {
    fetch: request,
    async json<T>(path: string, init?: ApiInit): Promise<T> {
      const response = await request(path, init);
      if (!response.ok) throw await failure(response);
      const text = await response.clone().text();
      try {
        return (text === '' ? undefined : JSON.parse(text)) as T;
      } catch {
        throw new ApiError(response.status, 'json_invalid', 'The answer is not JSON.', response);
      }
    },
    forget() {
      told = false;
      keeper.forget();
    },
  };
}

function withJson({ json, ...init }: ApiInit): RequestInit {
  if (json === undefined) return init;
  const headers = new Headers(init.headers);
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return { method: 'POST', ...init, body: JSON.stringify(json), headers };
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

/** The answer where there is nobody to ask for: what the API itself would have said. */
function nobody(): Response {
  const body = { detail: 'Nobody is signed in.', code: 'token_missing' };
  return new Response(JSON.stringify(body), { status: 401, headers: { 'content-type': 'application/json' } });
}

/** Frees the connection of an answer that nobody will read. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
}
