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
//! # Session cookies
//!
//! Better Auth's own cookies ([`better_auth`](crate::better_auth)). Vectors: `cookie_cases`, under the subjects named in brackets.
//!
//! **A cookie's presence as proof.** The session token must be genuine before anything else is looked at or fetched, and it alone signs nobody in: without
//! fresh data of its own session the answer is to ask the issuer [session token].
//!
//! **Planted cookies.** A sibling domain or a plain-HTTP page can set cookies of the same names. Ours twice in a request, or data both whole and in chunks, is a 400:
//! which is which cannot be told. Secure and plain names are never mixed [session cookies twice; session cookies and \_\_Secure-].
//!
//! **Chunks cut, swapped, left out.** Numbered from 0 without a gap, at most 100, 32 KiB in all; any other number is another cookie [session chunks].
//!
//! **Genuine cookies that do not belong together.** The token inside of the data is the session token that came with it, and its user is the session's user, in every
//! form. Better Auth signs all its cookies alike: `dont_remember` under the name of the session token has a good signature and no data [better auth cookies mixed].
//!
//! **Other things of the same secret or key.** E-mail links and access tokens have no session in them; the asymmetric form has a `typ` and an audience of its own; `account_data` is
//! encrypted under another key [better auth cookies mixed; asymmetric session; JWE session].
//!
//! **Two readings of signed data.** The signature of the compact form is checked over its text as it came, not over what a parser made of it; members that come twice are refused
//! [compact session].
//!
//! **Algorithms again.** The secret verifies HS256 and nothing else, the issuer's keys never verify HMAC, and encryption is `dir` with `A256CBC-HS512` alone: the tag is checked before anything is
//! decrypted, whole and in constant time; no `zip`, no `p2c`, no unsigned token inside (CVE-2026-29000, CVE-2023-52428, CVE-2024-28180) [jwt session; JWE session].
//!
//! **Secrets that change over.** The newest alone signs, as with Better Auth; what older ones encrypted can be read [session token; JWE session].
//!
//! **Old data, ended sessions.** Both ends count, in milliseconds as they are written; data that has expired, or is of another version, is not wrong but old
//! [session data; compact session].
//!
//! **Fields that users write.** A user's additional `scope`, `sub` or `exp` is not a claim; the live session token never is among the claims, in logs or in `Debug` [session data].
//!
//! **Cross-site requests.** A session on an unsafe method needs an Origin of the list ([`check_request`](crate::better_auth::SessionCookies::check_request)).
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
