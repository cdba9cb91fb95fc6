// An issuer on loopback: a real HTTP server with keys of its own, and what can go wrong with one.

import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';

export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'api';

/** A key pair with a name, as the issuer holds it. */
export function keyPair(kid, type = 'ed25519') {
  const { publicKey, privateKey } = generateKeyPairSync(type, { modulusLength: 2048, namedCurve: 'P-256' });
  return { kid, type, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } };
}

const ALGORITHMS = { ed25519: ['EdDSA', null], rsa: ['RS256', 'sha256'], ec: ['ES256', 'sha256'] };

/** A token signed with that key; `claims` replace what a good one has. */
export function mint({ kid, type, privateKey }, claims = {}, header = {}) {
  const [alg, hash] = ALGORITHMS[type];
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: 'alice', iat: now, exp: now + 600, ...claims };
  const input = `${part({ alg, kid, ...header })}.${part(payload)}`;
  const signature = sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** A server of key sets. `answer` may be replaced: (request, response) => void. */
export class KeyServer {
  requests = [];
  connections = 0;
  keys;
  headers = {};
  #server;

  constructor(...keys) {
    this.keys = keys;
    this.answer = this.serveKeys;
  }

  static async start(...keys) {
    const site = new KeyServer(...keys);
    site.#server = createServer((request, response) => {
      site.requests.push(request);
      site.answer(request, response);
    });
    site.#server.on('connection', () => {
      site.connections += 1;
    });
    await new Promise((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get origin() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get url() {
    return `${this.origin}/jwks`;
  }

  serveKeys(_request, response) {
    response.writeHead(200, { 'content-type': 'application/json', ...this.headers });
    response.end(JSON.stringify({ keys: this.keys.map((key) => key.jwk) }));
  }

  /** Answers so from now on. */
  serve(status, headers = {}, body = '') {
    this.answer = (_request, response) => {
      response.writeHead(status, headers);
      response.end(body);
    };
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A verifier of that server's keys, with the denials that it told. */
export function verifierOf({ Verifier }, site, options = {}) {
  const told = [];
  const onDenied = (denied, context) => {
    told.push({ denied, context });
  };
  const verifier = new Verifier({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: site.url, onDenied, ...options });
  return { verifier, told };
}

/** `accept` or the code. */
export async function codeOf(promise) {
  try {
    await promise;
    return 'accept';
  } catch (denied) {
    if (denied.name !== 'Denied') throw denied;
    return denied.code;
  }
}

/** What was denied, and why. */
export async function refusal(promise) {
  try {
    await promise;
  } catch (denied) {
    if (denied.name === 'Denied') return denied;
    throw denied;
  }
  throw new Error('it was accepted');
}
