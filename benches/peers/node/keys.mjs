// A peer of `bench keys`: one JSON object a line on stdin, one on stdout.
//   node keys.mjs jose|aws-jwt-verify '{"jwks":…,"issuer":…,"audience":…,"max_age":seconds|null,"cooldown":seconds|null}'
//   in  {"id":1,"token":"…"}      out {"id":1,"ok":true,"ms":0.4} | {"id":1,"ok":false,"ms":0.4,"why":"…"}
// Tokens are verified concurrently, as a server would.
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";

const [which, text] = process.argv.slice(2);
const settings = JSON.parse(text);

/** npm jose: its remote key set and its own options. */
async function jose() {
  const { createRemoteJWKSet, jwtVerify } = await import("jose");
  const options = {};
  if (settings.max_age !== null) options.cacheMaxAge = settings.max_age * 1000;
  if (settings.cooldown !== null) options.cooldownDuration = settings.cooldown * 1000;
  const keys = createRemoteJWKSet(new URL(settings.jwks), options);
  const expected = { issuer: settings.issuer, audience: settings.audience, algorithms: ["RS256"] };
  return (token) => jwtVerify(token, keys, expected);
}

/** npm aws-jwt-verify: its generic verifier. It has no maximal age. Its pause after an unknown kid is the penalty box's. */
async function aws() {
  const { JwtVerifier } = await import("aws-jwt-verify");
  const { SimpleJwksCache, SimplePenaltyBox } = await import("aws-jwt-verify/jwk");
  const penaltyBox = new SimplePenaltyBox(settings.cooldown === null ? {} : { waitSeconds: settings.cooldown });
  const jwksCache = new SimpleJwksCache({ penaltyBox, fetcher: { fetch: plainFetch } });
  const { issuer, audience, jwks } = settings;
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri: jwks }, { jwksCache });
  return (token) => verifier.verify(token);
}

/** Its own fetcher speaks https alone. This does what that one does over http: 3 s for an answer, one retry unless a status came. */
async function plainFetch(uri) {
  const once = async () => {
    const response = await fetch(uri, { redirect: "error", signal: AbortSignal.timeout(3000) });
    return { status: response.status, body: await response.arrayBuffer() };
  };
  const { status, body } = await once().catch(once);
  if (status !== 200) throw new Error(`Status code is ${status}, expected 200`);
  return body;
}

const verify = await { jose, "aws-jwt-verify": aws }[which]();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const lines = createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const started = performance.now();
  const { id, token } = JSON.parse(line);
  const took = () => performance.now() - started;
  try {
    await verify(token);
    say({ id, ok: true, ms: took() });
  } catch (error) {
    say({ id, ok: false, ms: took(), why: `${error.name}: ${error.message}` });
  }
});
lines.on("close", () => process.exit(0));
