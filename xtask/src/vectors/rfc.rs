//! The examples of the RFCs. Most of their payloads are no claims: a good signature then ends in `token_malformed`, and the
//! same token with one changed bit in `signature_invalid`, which shows that the signature was good.

use serde_json::{Value, json};

use super::case::{Cases, with_jwks, with_secret_bytes};
use super::{b64, lab::jwks};

const MALFORMED: &str = "token_malformed";

/// `{"iss":"joe", "exp":1300819380, "http://example.com/is_root":true}` with the line ends of RFC 7515.
const JOE: &str =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const JOE_EXPIRES: f64 = 1_300_819_380.0;

const HOBBIT: &str = concat!(
    "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5k",
    "IGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4",
);

pub(super) fn cases(cases: &mut Cases<'_>) {
    let joe = json!({"issuer": "joe", "audience": null, "subject": null});
    let any = json!({"issuer": null, "audience": null, "subject": null});
    claims_of_joe(cases, &joe);
    no_claims(cases, &any);
    refused(cases, &any);
}

/// The key of RFC 7515 appendix A.1.
fn a1_key() -> Value {
    with_secret_bytes(b64::bytes(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    ))
}

fn a2_key() -> Value {
    with_jwks(jwks(&[json!({"kty": "RSA", "e": "AQAB", "n": concat!(
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs",
        "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV",
        "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    )})]))
}

fn claims_of_joe(cases: &mut Cases<'_>, joe: &Value) {
    let es256 = with_jwks(jwks(&[json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })]));
    let a1 =
        format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{JOE}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let a2 = format!(
        "eyJhbGciOiJSUzI1NiJ9.{JOE}.{}",
        concat!(
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ",
            "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e",
            "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        )
    );
    let a3 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{JOE}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    for (name, token, key) in [
        ("RFC 7515 A.1, HS256", a1, a1_key()),
        ("RFC 7515 A.2, RS256", a2, a2_key()),
        ("RFC 7515 A.3, ES256", a3, es256),
    ] {
        cases
            .add(name, "rfc", &token, "accept")
            .key(key.clone())
            .policy(joe.clone())
            .now(JOE_EXPIRES - 60.0)
            .claims(json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true}));
        cases
            .add(format!("{name}, today"), "rfc", &token, "token_expired")
            .key(key.clone())
            .policy(joe.clone());
        cases
            .add(format!("{name}, a subject asked for"), "rfc", &token, "claim_missing")
            .key(key)
            .policy(json!({"issuer": "joe", "audience": null}))
            .now(JOE_EXPIRES - 60.0);
    }
}

fn no_claims(cases: &mut Cases<'_>, any: &Value) {
    let bilbo = with_jwks(jwks(&[
        json!({"kty": "RSA", "kid": "bilbo.baggins@hobbiton.example", "use": "sig", "e": "AQAB", "n": concat!(
            "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_Ns",
            "YOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCu",
            "EHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw",
        )}),
    ]));
    let payload_key = with_jwks(jwks(&[json!({
        "kty": "EC", "crv": "P-521",
        "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
        "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
    })]));
    let edwards = with_jwks(jwks(&[
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
    ]));
    let hobbits = with_secret_bytes(b64::bytes("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"));
    for (name, header, payload, signature, key) in [
        (
            "RFC 7515 A.4, ES512",
            "eyJhbGciOiJFUzUxMiJ9",
            "UGF5bG9hZA",
            concat!(
                "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7Xdt",
                "AG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
            ),
            payload_key,
        ),
        (
            "RFC 7520 4.1, RS256",
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9",
            HOBBIT,
            concat!(
                "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-",
                "Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrD",
                "aLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
            ),
            bilbo,
        ),
        (
            "RFC 7520 4.4, HS256",
            "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
            HOBBIT,
            "s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0",
            hobbits,
        ),
        (
            "RFC 8037 A.4, Ed25519",
            "eyJhbGciOiJFZERTQSJ9",
            "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            edwards,
        ),
    ] {
        cases
            .add(name, "rfc", format!("{header}.{payload}.{signature}"), MALFORMED)
            .key(key.clone())
            .policy(any.clone())
            .note("the signature holds, the payload is no JSON");
        let mut bent = b64::bytes(signature);
        if let Some(last) = bent.last_mut() {
            *last ^= 1;
        }
        cases
            .add(
                format!("{name}, one bit changed"),
                "rfc",
                format!("{header}.{payload}.{}", b64::url(bent)),
                "signature_invalid",
            )
            .key(key)
            .policy(any.clone());
    }
}

/// What the RFCs allow and this library does not.
fn refused(cases: &mut Cases<'_>, any: &Value) {
    let detached = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19";
    let mac = "A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
    for (name, token) in [
        ("RFC 7515 A.5, no signature", format!("eyJhbGciOiJub25lIn0.{JOE}.")),
        ("RFC 7797 4.2, detached", format!("{detached}..{mac}")),
        ("RFC 7797 4.2, in the clear", format!("{detached}.$.02.{mac}")),
        ("RFC 7797 4.2, in base64url", format!("{detached}.JC4wMg.{mac}")),
    ] {
        cases.add(name, "28", token, MALFORMED).key(a1_key()).policy(any.clone());
    }
}
