/** Requests to the task API with the user's token, which is fetched, kept in memory and renewed by bearward. */

import { type ApiClient, createApiClient } from "bearward/client";
import { signInPath } from "../sign-in-path";

const clients = new Map<string, ApiClient>();

/** One client for each address: it keeps one token, whoever asks. An empty address is this application's own. */
export function apiAt(baseUrl: string): ApiClient {
  let client = clients.get(baseUrl);
  if (client === undefined) {
    const base = baseUrl || location.origin;
    client = createApiClient({ baseUrl: base, tokenUrl: "/api/auth/token", onUnauthenticated: toSignIn });
    clients.set(baseUrl, client);
  }
  return client;
}

/** After a sign-out no token may stay. */
export function forgetTokens(): void {
  for (const client of clients.values()) client.forget();
}

/** A whole page load, so that nothing of the last user stays in memory. */
function toSignIn(): void {
  location.assign(signInPath(location.pathname + location.search));
}
