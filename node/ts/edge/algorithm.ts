//! The signature algorithms (RFC 7518 section 3.1, RFC 8037, RFC 9864).

/** In the order of the core's registry. `none` is not among them and cannot be spelled. */
export const ALGORITHMS = [
  'HS256', 'HS384', 'HS512', 'EdDSA', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512',
] as const;

/** A JWS signature algorithm. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** The algorithm of that name, exactly spelled; `Ed25519` is another name of `EdDSA`. */
export function fromName(name: string): Algorithm | null {
  return ALGORITHMS.find((algorithm) => algorithm === name) ?? (name === 'Ed25519' ? 'EdDSA' : null);
}

/** True for HMAC: who can verify can also sign. */
export function isSymmetric(algorithm: Algorithm): boolean {
  return algorithm === 'HS256' || algorithm === 'HS384' || algorithm === 'HS512';
}

/** A set of algorithms, listed in the order of the registry. */
export type AlgorithmSet = readonly Algorithm[];

/** The set of these, each once. */
export function setOf(algorithms: Iterable<Algorithm>): AlgorithmSet {
  const given = new Set(algorithms);
  return ALGORITHMS.filter((algorithm) => given.has(algorithm));
}

/** What a key set may use when nobody chose: every public-key algorithm. */
export const PUBLIC_KEY: AlgorithmSet = ALGORITHMS.filter((algorithm) => !isSymmetric(algorithm));

/** The names, joined for a sentence: `EdDSA, RS256`. */
export function shown(set: AlgorithmSet): string {
  return set.join(', ');
}
