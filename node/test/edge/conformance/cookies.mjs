// `cookie_cases`: the session cookies of Better Auth.

const QUIET = { onDenied: () => undefined };

/** Decided twice by one `SessionCookies`. */
export async function cookieCase(host, test, _setup, report) {
  const cookies = build(host, test.config);
  const [decision, claims] = cookies === null ? ['config_error', null] : await decide(host, cookies, test);
  report.decided('cookie_case', test.name, decision);
  report.compare('decision', test.expected, decision);
  if (cookies !== null) report.compare('the second time', decision, (await decide(host, cookies, test))[0]);
  if (claims === null) return;
  for (const [name, value] of Object.entries(test.claims ?? {})) report.compare(name, value, claims[name]);
  const text = JSON.stringify(claims, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
  for (const secret of test.never ?? []) if (text.includes(secret)) report.wrong(`claims without ${secret}`, text);
}

async function decide(host, cookies, test) {
  const first = await host.checkSessionAt(cookies, test.cookies, test.now, 1000, 1);
  if (first.denied) return [first.denied.code, null];
  return first.accepted ? ['accept', first.accepted] : [first.wait ? 'wait' : 'renew', null];
}

function build(host, config) {
  const { secrets, jwks, issuer, strategy, prefix, secure, leeway } = config;
  try {
    const verifier = jwks && new host.Verifier({ ...QUIET, issuer, audience: issuer, jwks });
    return new host.SessionCookies({
      secrets,
      verifier,
      strategy,
      prefix,
      secure,
      leeway,
      sessionTokenName: config.session_token_name,
      sessionDataName: config.session_data_name,
      version: config.version,
      maxDataAge: config.max_data_age,
    });
  } catch (error) {
    if (error instanceof host.ConfigError) return null;
    throw error;
  }
}
