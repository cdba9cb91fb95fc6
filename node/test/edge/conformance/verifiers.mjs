// Verifiers from `key` and `policy`, and decisions at a moment.

export const SECRET = 'conformance: a secret for nothing but this';
/** No hook, no line: thousands of denials are nobody's news. */
const QUIET = { onDenied: () => undefined };

/** The verifier of a case. `policy` is absent where each of several issuers has its own. */
export function build({ Verifier }, key, policy, memory = {}) {
  if (key.type === 'many') {
    if (policy) throw new Error('several issuers have no policy in common');
    return Verifier.many(key.of.map((member) => build({ Verifier }, member.key, member.policy, memory)));
  }
  return new Verifier({ ...QUIET, ...keyOf(key), ...optionsOf(policy), ...memory });
}

/** Claims at that moment; throws the denial. A fetch runs in virtual time. */
export async function verifyAt({ checkAt }, verifier, token, unix) {
  let step = await checkAt(verifier, token, unix, 1000, 1);
  if (step.wait) {
    await step.wait.flyHere(unix, 1000);
    step = await checkAt(verifier, token, unix, 1000, 2);
  }
  if (step.denied) throw step.denied;
  return step.accepted;
}

/** `accept` or the code. */
export async function codeAt(host, verifier, token, unix) {
  try {
    await verifyAt(host, verifier, token, unix);
    return 'accept';
  } catch (denied) {
    if (denied instanceof host.Denied) return denied.code;
    throw denied;
  }
}

/** A token under the secret of this suite. */
export async function sign(claims) {
  const input = `${encode(JSON.stringify({ alg: 'HS256' }))}.${encode(JSON.stringify(claims))}`;
  const octets = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', octets.encode(SECRET), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return `${input}.${encode(new Uint8Array(await crypto.subtle.sign('HMAC', key, octets.encode(input))))}`;
}

/** base64url without padding. */
export function encode(given) {
  const octets = typeof given === 'string' ? new TextEncoder().encode(given) : given;
  return btoa(String.fromCharCode(...octets)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function decode(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (unit) => unit.charCodeAt(0));
}

function keyOf(key) {
  if (key.type === 'secret') return { secret: decode(key.secret_b64url) };
  return key.type === 'jwks' ? { jwks: key.jwks } : { pem: key.pem };
}

function optionsOf(policy) {
  const options = {
    algorithms: policy.algorithms,
    leeway: policy.leeway,
    required: policy.required,
    typ: policy.typ,
    require: policy.require,
    maxTokenAge: policy.max_token_age,
    ...party('issuer', 'anyIssuer', policy.issuer),
    ...party('audience', 'anyAudience', policy.audience),
  };
  if (policy.subject === undefined) return options;
  if (policy.subject === null) return { ...options, optionalSubject: true };
  const { claim, type } = policy.subject;
  return { ...options, ...(type === 'int' ? { subjectInt: claim } : { subject: claim }) };
}

/** A name or several, or any. */
export function party(name, any, given) {
  return given === null || given === undefined ? { [any]: true } : { [name]: given };
}
