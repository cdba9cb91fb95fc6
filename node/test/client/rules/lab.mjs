//! A token endpoint and an API on loopback that do what a test says and remember what they were asked.

import http from 'node:http';
import { createApiClient } from 'bearward/client';

/** Starts both and a client for them; `t` ends them. */
export async function lab(t, options = {}) {
  const state = { tokens: [], calls: [], told: 0, minted: 0, onToken: undefined, onCall: undefined };
  const origin = await serve(t, async (request, response) => {
    const url = new URL(request.url, 'http://lab');
    if (url.pathname === '/api/auth/token') {
      state.tokens.push({ at: Date.now(), cookie: request.headers.cookie });
      const answer = state.onToken ?? (() => good(state));
      return await reply(response, await answer(state.tokens.length));
    }
    const call = { at: Date.now(), method: request.method, path: request.url, headers: request.headers, body: await text(request) };
    call.token = call.headers.authorization?.replace('Bearer ', '');
    state.calls.push(call);
    const answer = state.onCall ?? (() => ({ json: { path: call.path } }));
    return await reply(response, await answer(call, state.calls.length));
  });
  const api = createApiClient({
    baseUrl: `${origin}/v1`,
    tokenUrl: `${origin}/api/auth/token`,
    onUnauthenticated: () => (state.told += 1),
    ...options,
  });
  return Object.assign(state, { api, origin });
}

/** A token endpoint's answer with a token that lives so many seconds. */
export function good(state, seconds = 900) {
  state.minted += 1;
  return { json: { token: jwt({ sub: 'alice', n: state.minted, exp: Date.now() / 1000 + seconds }) } };
}

/** A token as the client sees it: it reads `exp` as a hint and judges nothing. */
export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'EdDSA', kid: 'k' })}.${part(claims)}.c2ln`;
}

/** A server on a free port, gone with the test. */
export async function serve(t, handler) {
  const server = http.createServer((request, response) => {
    handler(request, response).catch((error) => response.destroy(error));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function reply(response, { status = 200, headers = {}, json, body, hang = false, reset = false }) {
  if (hang) return;
  if (reset) return void response.destroy();
  const type = json === undefined ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(json === undefined ? body : JSON.stringify(json));
}

async function text(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
