// Who signs, and with what: the tokens are made by run.mjs.
export const ISSUER = 'https://id.example.com';
export const AUDIENCE = 'https://api.example.com';
export const SECRET = process.env.BENCH_SECRET ?? 'b3nch-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo';
export const JWKS = JSON.parse(process.env.BENCH_JWKS ?? '{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"k1","alg":"EdDSA","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}');
