// The format of vectors/README.md: nothing in a file is passed over. Runs in every runtime.

/** For each kind of case: the fields that it must and may have (vectors/README.md). */
const KINDS = {
  cases: [['name', 'token', 'key', 'now', 'expected'], ['class', 'policy', 'claims', 'cve', 'note', 'discretionary']],
  header_cases: [['name', 'headers', 'expected'], ['note', 'status', 'www_authenticate', 'body', 'not_observable']],
  ownership_cases: [['name', 'sub', 'path_segment', 'expected'], ['note', 'subject_type', 'conceal']],
  config_cases: [['name', 'expected'], ['key', 'url', 'algorithms', 'leeway', 'note']],
  jwks_cases: [['name', 'body', 'expected_usable_kids'], ['note']],
  jwks_sequences: [['name', 'steps'], ['note', 'options']],
  response_cases: [['name', 'code', 'status', 'cache_control', 'body'], ['www_authenticate', 'retry_after']],
  cookie_cases: [['name', 'cookies', 'config', 'now', 'expected'], ['class', 'claims', 'never', 'note', 'cve']],
};
const POLICY = [
  'algorithms', 'issuer', 'audience', 'leeway', 'required', 'typ', 'require', 'max_token_age', 'scopes', 'subject',
];
const OPTIONS = ['issuer', 'audience', 'algorithms', 'leeway', 'max_age', 'max_stale', 'cooldown'];
const COOKIES = [
  'jwks', 'issuer', 'strategy', 'prefix', 'session_token_name', 'session_data_name', 'version', 'secure', 'leeway', 'max_data_age',
];
const KEYS = { secret: ['secret_b64url'], jwks: ['jwks'], pem: ['pem'], many: ['of'] };

/** Every case of a file: its kind, the file's verifier, and where it stands. */
export function* casesOf({ path, whole }) {
  if (whole.format !== 1) throw new Error(`${path}: this runner knows format 1`);
  fields(whole, ['format'], ['about', 'verifier', ...Object.keys(KINDS)]);
  for (const kind of Object.keys(KINDS)) {
    for (const test of whole[kind] ?? []) yield { kind, test, setup: whole.verifier, path };
  }
}

/** A field that is not known is a failure. */
export function understand(kind, test) {
  const [must, may] = KINDS[kind];
  fields(test, must, may);
  if (test.key) key(test.key);
  if (test.policy) fields(test.policy, [], POLICY);
  fields(test.options ?? {}, [], OPTIONS);
  if (kind === 'cookie_cases') fields(test.config, ['secrets'], COOKIES);
  for (const step of test.steps ?? []) {
    if (!('serve' in step)) {
      fields(step, ['at', 'token', 'expected'], ['gets_total']);
      continue;
    }
    fields(step, ['at', 'serve'], []);
    if (typeof step.serve === 'object') fields(step.serve, ['status'], ['headers', 'body']);
    else if (!['hang', 'refuse'].includes(step.serve)) throw new Error(`an endpoint cannot ${step.serve}`);
  }
}

/** One or several. */
export function list(names) {
  return Array.isArray(names) ? names : [names];
}

/** A body given as text, or as the JSON that it holds. */
export function textOf(body) {
  if (body === null || body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function key(given) {
  fields(given, ['type', ...KEYS[given.type]], []);
  for (const member of given.of ?? []) {
    fields(member, ['key', 'policy'], []);
    key(member.key);
    fields(member.policy, [], POLICY);
  }
}

function fields(value, must, may) {
  const missing = must.filter((name) => !(name in value));
  const unknown = Object.keys(value).filter((name) => !must.includes(name) && !may.includes(name));
  if (missing.length + unknown.length > 0) throw new Error(`missing ${missing}; unknown ${unknown}`);
}
