// A verifier in its everyday use: keys over HTTP, one for all requests.

const verifiers = new Map();

/** 200 with the subject, or the denial. */
export async function live({ Verifier, Denied, subjectOf }, request, options) {
  try {
    const claims = await verifierFor(Verifier, options.get('jwks')).decide(request);
    return Response.json({ subject: subjectOf(claims) });
  } catch (denied) {
    if (denied instanceof Denied) return denied.toResponse();
    throw denied;
  }
}

function verifierFor(Verifier, jwksUrl) {
  const known = verifiers.get(jwksUrl);
  if (known !== undefined) return known;
  const verifier = new Verifier({ issuer: 'https://id.example.com', audience: 'api', jwksUrl, onDenied: () => undefined });
  verifiers.set(jwksUrl, verifier);
  return verifier;
}
