// The other kinds of cases but the histories: decide, note, compare.

import { list, textOf } from './format.mjs';
import { build, codeAt, encode, SECRET, sign, verifyAt } from './verifiers.mjs';

const NOW = 1_800_000_000;
const QUIET = { onDenied: () => undefined };
const ALGORITHMS = 'HS256 HS384 HS512 EdDSA RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512'.split(' ');

/** `header_cases`: where a token is looked for. As the fields came, and as a `Request` has them where it can. */
export async function headerCase(host, test, setup, report) {
  const verifier = build(host, setup.key, setup.policy);
  const denied = await refusal(host, verifier, test.headers, setup.now);
  const decision = denied?.code ?? 'accept';
  report.decided('header_case', test.name, decision);
  report.compare('decision', test.expected, decision);
  if (denied !== null) {
    report.compare('status', test.status ?? denied.status, denied.status);
    const challenge = header(denied, 'www-authenticate');
    if (test.www_authenticate !== undefined) report.compare('challenge', test.www_authenticate, challenge);
    if (test.body !== undefined) compareBody(test.body, denied.body, report);
  }
  await compareInOne(host, verifier, test.headers, report);
  const request = requestOf(test.headers);
  if (request === null) return;
  const observed = await refusal(host, verifier, request.headers, setup.now);
  report.compare('in a Request', decision, observed?.code ?? 'accept');
  await compareInOne(host, verifier, request.headers, report);
}

/** `decide` is `findToken` and `verify` in one: now, for it takes no other time. */
async function compareInOne(host, verifier, headers, report) {
  const inTwo = await refusal(host, verifier, headers);
  const inOne = await denialOf(host, () => verifier.decide({ method: 'GET', headers }));
  report.compare('decide', inTwo?.code ?? 'accept', inOne?.code ?? 'accept');
}

function refusal(host, verifier, headers, now) {
  return denialOf(host, () => {
    const token = verifier.findToken('GET', headers);
    if (token === null) throw verifier.tokenMissing();
    return now === undefined ? verifier.verify(token) : verifyAt(host, verifier, token, now);
  });
}

async function denialOf(host, decide) {
  try {
    await decide();
    return null;
  } catch (denied) {
    if (denied instanceof host.Denied) return denied;
    throw denied;
  }
}

/** Null: no Request can have these fields. */
function requestOf(headers) {
  try {
    return new Request('https://api.example.com/', { headers });
  } catch {
    return null;
  }
}

/** `ownership_cases`: through a real URL of a real framework (`host.owners` makes one). */
export async function ownershipCase(host, test, _setup, report) {
  const subject = test.subject_type === 'int' ? { subjectInt: 'sub' } : {};
  const verifier = new host.Verifier({ ...QUIET, anyIssuer: true, anyAudience: true, secret: SECRET, ...subject });
  const token = await sign({ sub: test.sub, exp: 4_102_444_800 });
  const { status, code } = await host.ask(verifier, token, test.path_segment, test.conceal === true);
  const decision = status === 200 ? 'allow' : 'deny';
  report.decided('ownership_case', test.name, decision);
  report.compare('decision', test.expected, decision);
  if (code !== null && status !== 200) report.compare('code', test.conceal === true ? 'not_found' : 'owner_mismatch', code);
  if (status >= 500) report.wrong('a plain denial', `status ${status}`);
}

/** `config_cases`: what stops the start. */
export async function configCase(host, test, _setup, report) {
  const { key, url, algorithms, leeway } = test;
  let [decision, line] = ['ok', 'one line'];
  try {
    if ((key === undefined) === (url === undefined)) throw new Error('one of key and url');
    if (key) build(host, key, { algorithms, leeway });
    else new host.Verifier({ anyIssuer: true, anyAudience: true, jwksUrl: url, algorithms, leeway });
  } catch (error) {
    if (!(error instanceof host.ConfigError)) throw error;
    [decision, line] = ['config_error', error.message];
  }
  report.decided('config_case', test.name, decision);
  report.compare('decision', test.expected, decision);
  report.compare('one line that says what to change', true, line !== '' && !line.includes('\n'));
}

/** `jwks_cases`: the body of a key endpoint. A kid serves if a token that names it comes as far as the signature. */
export async function jwksCase(host, test, _setup, report) {
  const body = textOf(test.body);
  const verifier = new host.Verifier({
    ...QUIET, anyIssuer: true, anyAudience: true, jwksUrl: 'https://id.example.com/jwks', fetch: () => ({ status: 200, body }),
  });
  const expected = [...new Set(list(test.expected_usable_kids))].sort();
  let decision = 'error';
  if ((await code(host, verifier, 'no-such-kid', 'EdDSA')) !== 'keys_unavailable') {
    const candidates = new Set([...kidsIn(body), ...expected.filter((kid) => kid !== 'error')]);
    const usable = [];
    for (const kid of [...candidates].sort(byOctets)) if (await serves(host, verifier, kid)) usable.push(kid);
    decision = usable.join(',');
  }
  report.decided('jwks_case', test.name, decision);
  report.compare('kids', expected.join(','), decision);
}

/** `response_cases`: what each code is answered with. */
export async function responseCase(host, test, _setup, report) {
  const denied =
    test.code === 'scope_insufficient'
      ? await scopeDenied(host)
      : new host.Denied(test.code, { retryAfter: test.retry_after ?? undefined });
  report.decided('response_case', test.name, String(denied.status));
  report.compare('status', test.status, denied.status);
  report.compare('challenge', test.www_authenticate ?? null, header(denied, 'www-authenticate'));
  report.compare('cache-control', test.cache_control, header(denied, 'cache-control'));
  compareBody(test.body, denied.body, report);
  const seconds = test.retry_after ?? null;
  report.compare('retry-after', seconds === null ? null : String(seconds), header(denied, 'retry-after'));
  const response = denied.toResponse();
  report.compare('as a Response', [denied.status, denied.body], [response.status, await response.text()]);
}

/** A missing scope is named in its challenge. */
async function scopeDenied(host) {
  const verifier = new host.Verifier({ ...QUIET, anyIssuer: true, anyAudience: true, secret: SECRET, optionalSubject: true });
  const claims = await verifyAt(host, verifier, await sign({ exp: 2_000_000_000 }), NOW);
  try {
    host.requireScope(claims, 'tasks:write');
  } catch (denied) {
    return denied;
  }
  throw new Error('no scope was granted');
}

async function serves(host, verifier, kid) {
  for (const algorithm of ALGORITHMS) {
    // Ambiguous: each of the two could serve, were it alone.
    if (['signature_invalid', 'key_ambiguous'].includes(await code(host, verifier, kid, algorithm))) return true;
  }
  return false;
}

/** What is said of a token with that header and a signature of no meaning. */
function code(host, verifier, kid, algorithm) {
  const signature = encode(new Uint8Array(64).fill(1));
  return codeAt(host, verifier, `${encode(JSON.stringify({ alg: algorithm, kid }))}.${encode('{}')}.${signature}`, NOW);
}

/** Every text that stands as a kid in the body, if it can be read at all. */
function kidsIn(body) {
  try {
    const { keys } = JSON.parse(body);
    return keys.map((key) => key?.kid).filter((kid) => typeof kid === 'string');
  } catch {
    return [];
  }
}

/** By code points, which is by octets of UTF-8. */
function byOctets(one, other) {
  const [left, right] = [Array.from(one, codePoint), Array.from(other, codePoint)];
  const at = left.findIndex((point, index) => point !== right[index]);
  return at < 0 ? left.length - right.length : left[at] - (right[at] ?? -1);
}

function codePoint(character) {
  return character.codePointAt(0);
}

function header(denied, name) {
  return denied.headers[name] ?? null;
}

/** To the letter if the body is given as text, as JSON if it is given as that. */
function compareBody(expected, got, report) {
  report.compare('body', expected, typeof expected === 'string' ? got : JSON.parse(got));
}
