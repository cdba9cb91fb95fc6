// What the runner needs of a host: its classes, and a real framework that asks them. Runs in every runtime.

import { Hono } from 'hono';

/** An entry of the package with what it has for virtual time, and Hono for the URLs. */
export function hostOf(entry, { checkAt, checkSessionAt }) {
  // Thousands of misconfigurations are nobody's news.
  entry.setLogger(() => undefined);
  return { ...entry, checkAt, checkSessionAt, ask: (...question) => ask(entry, ...question) };
}

/** Asks a route of Hono whose owner is the segment of the path, still encoded as it is given. */
async function ask({ Denied, requirePathOwner, requireRecordOwner }, verifier, token, segment, conceal) {
  const app = new Hono();
  app.get('/api/:user_id/tasks', async (context) => {
    const claims = await verifier.decide(context.req.raw);
    if (conceal) requireRecordOwner(claims, context.req.param('user_id'));
    else requirePathOwner(claims, context.req.param('user_id'));
    return context.text('allowed');
  });
  app.onError((error) => {
    if (error instanceof Denied) return error.toResponse();
    throw error;
  });
  const url = `https://api.example.com/api/${segment}/tasks`;
  const response = await app.request(url, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, code: await codeOf(response) };
}

/** The code of a denial; null for an answer that is none of ours. */
async function codeOf(response) {
  try {
    return (await response.json()).code ?? null;
  } catch {
    return null;
  }
}
