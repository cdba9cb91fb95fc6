// A server on loopback, and requests as they are written: the path still encoded, header fields in order and as often as given.

import { once } from 'node:events';
import { request } from 'node:http';

/** Listens with a handler of node:http on a free port; `ask(path, options)` gives status, headers and text. */
export async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const ask = (path, options) => asked(port, path, options);
  return { ask, close: () => { server.closeAllConnections(); server.close(); } };
}

export async function asked(port, path, { method = 'GET', token, headers = [], body } = {}) {
  const fields = token === undefined ? headers : [...headers, ['Authorization', `Bearer ${token}`]];
  const length = method === 'POST' ? [['Content-Length', String(body?.length ?? 0)]] : [];
  const flat = [...fields, ...length, ['Host', `127.0.0.1:${port}`]].flat();
  const question = request({ port, host: '127.0.0.1', method, path, headers: flat, agent: false });
  question.end(body);
  const [response] = await once(question, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}
