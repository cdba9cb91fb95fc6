//! The public address of Better Auth: passes everything on to the application that runs, unless a test says what it answers.

import http from 'node:http';

export async function startIssuer() {
  const issuer = { target: undefined, answer: undefined, asked: [], origin: undefined, stop: undefined };
  const server = http.createServer((request, response) => {
    issuer.asked.push(request.url);
    if (issuer.answer) return void issuer.answer(request, response);
    const { port } = new URL(issuer.target);
    const { method, url: path, headers } = request;
    const onwards = http.request({ hostname: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onwards.on('error', () => response.destroy());
    request.pipe(onwards);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer.origin = `http://127.0.0.1:${server.address().port}`;
  issuer.stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return issuer;
}
