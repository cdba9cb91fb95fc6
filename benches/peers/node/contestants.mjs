// Who verifies: each with its key prepared as far as it allows. All check the signature, exp, iss and aud, and give all claims.
import { createPublicKey, createSecretKey } from "node:crypto";
import { Verifier } from "bearward";

/** Contestants of one algorithm by name. `sync` ones give claims, the others a promise of them. */
export async function contestants(algorithm, { issuer, audience, secret, pem, jwks }) {
  const shared = algorithm === "HS256";
  const source = shared ? { secret } : { jwks };
  const cache = { tokenCache: { entries: 1000, bytes: 1 << 22 } };
  const ours = new Verifier({ issuer, audience, ...source });
  const cached = new Verifier({ issuer, audience, ...source, ...cache });
  const key = shared ? secret : pem;
  const { createVerifier } = await import("fast-jwt");
  const fast = { key, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, requiredClaims: ["sub"] };
  const found = {
    bearward: { sync: (token) => ours.verifySync(token) },
    "bearward, token cache": { sync: (token) => cached.verifySync(token) },
    "bearward, await": { async: (token) => ours.verify(token) },
    "fast-jwt": { sync: createVerifier(fast) },
    "fast-jwt, its cache": { sync: createVerifier({ ...fast, cache: 1000 }) },
  };
  const { jwtVerify } = await import("jose");
  const josed = shared ? createSecretKey(Buffer.from(secret)) : createPublicKey(pem);
  const expected = { issuer, audience, algorithms: [algorithm], requiredClaims: ["sub"] };
  found.jose = { async: async (token) => (await jwtVerify(token, josed, expected)).payload };
  if (algorithm !== "EdDSA") {
    const { default: jsonwebtoken } = await import("jsonwebtoken");
    const prepared = shared ? createSecretKey(Buffer.from(secret)) : createPublicKey(pem);
    found.jsonwebtoken = { sync: (token) => jsonwebtoken.verify(token, prepared, { issuer, audience, algorithms: [algorithm] }) };
  }
  const { verifySync, Algorithm } = await import("@node-rs/jsonwebtoken");
  const rules = { algorithms: [Algorithm[algorithm]], iss: [issuer], aud: [audience], requiredSpecClaims: ["exp", "sub"] };
  found["@node-rs/jsonwebtoken"] = { sync: (token) => verifySync(token, key, rules) };
  if (!shared) {
    const { JwtVerifier } = await import("aws-jwt-verify");
    const aws = JwtVerifier.create({ issuer, audience, jwksUri: "https://id.example.com/jwks" });
    aws.cacheJwks(typeof jwks === "string" ? JSON.parse(jwks) : jwks);
    found["aws-jwt-verify"] = { sync: (token) => aws.verifySync(token) };
  }
  return found;
}
