// The native package as a host of the shared runner, and Express for the URLs: on a real socket, the path still encoded as it is given.

import { once } from 'node:events';
import { request } from 'node:http';

import * as bearward from 'bearward';
import { denials, owner } from 'bearward/express';
import express from 'express';

/** Ask `host.close()` at the end: it has a server. */
export async function nativeHost() {
  // Thousands of misconfigurations are nobody's news.
  bearward.setLogger(() => undefined);
  // A file of the package that is no entry of it.
  const virtual = await import(new URL('./virtual_time.js', import.meta.resolve('bearward')).href);
  // In any other mode Express writes each URL that it turns away to the log.
  const app = express().set('env', 'test');
  const server = app.use((request, response, next) => answer(request, response, next)).use(denials).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  return { ...bearward, ...virtual, ask: (...question) => ask(port, ...question), close: () => server.close() };
}

/** What is asked next: one question at a time. */
let question;

async function ask(port, verifier, token, segment, conceal) {
  question = { verifier, conceal };
  const asked = request({ port, host: '127.0.0.1', path: `/api/${segment}/tasks`, headers: { authorization: `Bearer ${token}` } });
  asked.end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode, code: codeOf(body) };
}

/** A route of this question's verifier. */
function answer(request, response, next) {
  const { verifier, conceal } = question;
  const router = express.Router();
  const allowed = (_request, response) => response.send('allowed');
  if (conceal) {
    router.get('/api/:user_id/tasks', async (request, response) => {
      const claims = await verifier.decide({ method: request.method, headers: Object.entries(request.headers) });
      bearward.requireRecordOwner(claims, request.params.user_id);
      allowed(request, response);
    });
  } else {
    router.get('/api/:user_id/tasks', owner(verifier, 'user_id'), allowed);
  }
  router(request, response, next);
}

/** The code of a denial; null for an answer that is none of ours. */
function codeOf(body) {
  try {
    return JSON.parse(body).code ?? null;
  } catch {
    return null;
  }
}
