//! The manual: attack by attack, the rule that answers it and the vectors that hold the rule.
//!
//! Each paragraph names classes of `vectors/`; `cargo xtask conformance` runs them.
//!
//! # Keys and algorithms
//!
//! **"alg": "none"** (CVE-2015-2951, CVE-2022-23540, CVE-2026-29000). There is no such algorithm here: [`Algorithm`](crate::Algorithm) cannot
//! spell it, in any case or with any white space, and an allow-list that names it is a [`ConfigError`](crate::ConfigError).
//!
//! **A public key as HMAC secret** (CVE-2015-9235, CVE-2022-29217, CVE-2024-33663, and fixes that fell short three times since). An algorithm
//! belongs to a key: public keys verify public-key algorithms, secrets verify HMAC, and one verifier never does both with one key. Text that looks
//! like a key is refused as a secret, in whatever encoding.
//!
//! **Algorithm taken from the token** (CVE-2026-22817, CVE-2026-48523). A JWK with `alg` serves that algorithm; without, what its type can and the
//! allow-list has. The header only says which of these was used.
//!
//! **Keys that come with the token** (CVE-2018-0114, CVE-2024-21643). `jwk`, `jku`, `x5u`, `x5c` are not read.
//!
//! **`kid` as a path, query or command.** It is compared byte for byte with the kids of the set, and used for nothing else. No cache is keyed by it.
//!
//! **Weak keys.** RSA below 2048 or above 8192 bits, even moduli, exponents below 65537 or from 2^33 on; the eight Ed25519 points of small order,
//! which OpenSSL and most libraries accept; points off their curve. Refused when the key is read, so that a weak key never meets a token.
//!
//! **Short and published secrets.** 32, 48 or 64 bytes at least; the defaults and samples of documentation are refused by name.
//!
//! **Signatures of zero, truncated tags, other encodings** (CVE-2022-21449, CVE-2018-1000539). Tags are compared whole, in constant time; ECDSA
//! signatures are of fixed length; the rest is with aws-lc and ring.
//!
//! # Parsing
//!
//! **Two readings of one token** (CVE-2022-39227, duplicate members, base64 with spare bits). One text has one meaning: canonical base64url, exactly three
//! parts, one strict JSON object, no member twice after unescaping.
//!
//! **Bombs.** 16 KiB before anything is decoded, depth 64, no decompression (`zip` is refused), at most 100 keys in 512 KiB.
//!
//! **Critical headers ignored** (CVE-2025-59420, CVE-2026-32597, CVE-2026-35042). Any `crit` is refused: none is supported. `b64` is refused with it.
//!
//! # Claims
//!
//! **Unreadable means absent** (CVE-2026-25537). A registered claim of the wrong type or range is refused, also where nobody asked for it.
//!
//! **Expiry.** `exp` is required; at `exp` plus leeway the token is dead, not a second later.
//!
//! **Issuer and audience** (CVE-2024-53861, CVE-2025-30144, CVE-2020-26160, CVE-2025-62610). Exact strings, no patterns; both chosen before a verifier can be built.
//!
//! **Tokens made for something else** (RFC 8725 section 3.11). `typ` of another purpose, `cnf`, and above all the links and cookies that an issuer signs with the same
//! secret: the required subject turns Better Auth's away.
//!
//! **Identity by coincidence.** Owners are typed and compared byte for byte: `42` is not `"42"`, `042` is nobody, an empty id owns nothing.
//!
//! **Revocation.** `revoked_if` runs last, on every acceptance; an error in it is a 503, never a pass.
//!
//! # Keys over HTTP
//!
//! **Floods of unknown kids** (CVE-2026-48524). One fetch per cooldown, whatever the number of requests and kids; known keys do not wait for it.
//!
//! **Outages.** A failed fetch changes nothing; the known set serves until `max_stale`; then the answer is 503.
//!
//! **Removed keys** (CVE-2025-22149). A set replaces the old one whole.
//!
//! **One bad member** (GHSA-8wjv-2p76-3863). It is set aside, with a line in the log; the others work.
//!
//! **Server-side request forgery** (CVE-2026-48522, CVE-2026-41413). URLs come from the configuration alone; https, no userinfo, no redirects, loopback never
//! through a proxy; a discovery document must name the configured issuer exactly.
//!
//! # HTTP
//!
//! **Two credentials.** Two Authorization headers, or two joined by a comma, are a 400; a bad header never falls back to a cookie; nothing is read from the query.
//!
//! **Cookies from other sites.** A cookie token on an unsafe method needs an Origin of the list.
//!
//! **Oracles and leaks.** The body for a code is constant. Logs hold neither tokens nor kids; values are escaped and cut.
//!
//! ```
//! // The first entry, as code: `none` cannot be allowed, not even on purpose.
//! use bearward::Verifier;
//! let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
//! let error = builder.jwks_url("https://id.example.com/jwks").algorithm_names(["none"]).build().unwrap_err();
//! assert!(error.to_string().contains("not accepted"));
//! ```
