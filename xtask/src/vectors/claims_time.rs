//! `exp`, `nbf`, `iat`: types, ranges, leeway, age.

use serde_json::json;

use super::case::Cases;
use super::lab::{NOW, payload};

const INVALID: &str = "claim_invalid";
const MISSING: &str = "claim_missing";
const EXPIRED: &str = "token_expired";
const EARLY: &str = "token_not_yet_valid";
const OLD: &str = "token_too_old";

pub(super) fn cases(cases: &mut Cases<'_>) {
    types(cases);
    ranges(cases);
    expiry(cases);
    not_before(cases);
    issued_at(cases);
    ages(cases);
}

/// Present but unreadable is never absent (CVE-2026-25537).
fn types(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for claim in ["exp", "nbf", "iat"] {
        for (name, value) in [
            ("a string of digits", "\"1800000840\""),
            ("an empty string", "\"\""),
            ("a date as text", "\"2027-01-15T08:14:00Z\""),
            ("null", "null"),
            ("true", "true"),
            ("false", "false"),
            ("an array", "[1800000840]"),
            ("an object", "{}"),
        ] {
            cases
                .add(format!("{claim} is {name}"), "30", lab.ed(payload().raw(claim, value)), INVALID)
                .cve("CVE-2026-25537");
        }
    }
    for (name, value) in [("a number", "1"), ("null", "null"), ("an array", "[]"), ("true", "true")] {
        cases.add(format!("jti is {name}"), "30", lab.ed(payload().raw("jti", value)), INVALID);
    }
    cases.add("jti is text", "30", lab.ed(payload().text("jti", "j-1")), "accept");
    cases.add("no exp", "32", lab.ed(payload().without("exp")), MISSING);
    cases
        .add(
            "no exp where only email is required",
            "32",
            lab.ed(payload().without("exp").text("email", "a@example.com")),
            MISSING,
        )
        .policy(json!({"required": ["email"]}));
    let token = lab.ed(payload().without("exp").raw("EXP", NOW + 840));
    cases.add("exp in capitals is not exp", "32", token, MISSING);
    cases.add("no nbf and no iat", "32", lab.ed(payload().without("iat")), "accept");
}

/// 0 <= t < 253402300800 (the year 10000).
fn ranges(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (value, expected) in [
        ("-1", INVALID),
        ("-0.5", INVALID),
        ("-1800000840", INVALID),
        ("0", EXPIRED),
        ("-0", EXPIRED),
        ("0.5", EXPIRED),
        ("3600", EXPIRED),
        ("1800000840.0", "accept"),
        ("1800000840.75", "accept"),
        ("1.80000084e9", "accept"),
        ("18000008.4E+2", "accept"),
        ("180000084000e-2", "accept"),
        ("10000000000", "accept"),
        ("253402300799", "accept"),
        ("253402300799.5", "accept"),
        ("253402300800", INVALID),
        ("253402300800.0", INVALID),
        ("1800000840000", INVALID),
        ("9007199254740993", INVALID),
        ("9223372036854775808", INVALID),
        ("18446744073709551615", INVALID),
        ("1e20", INVALID),
        ("1e308", INVALID),
        ("1e400", "token_malformed"),
    ] {
        cases.add(format!("exp is {value}"), "31", lab.ed(payload().raw("exp", value)), expected);
    }
    let digits = "1".repeat(5_000);
    cases
        .add("exp of 5 000 digits", "31", lab.ed(payload().raw("exp", digits)), "token_malformed")
        .cve("CVE-2020-10735");
    cases
        .add("exp of 40 digits", "31", lab.ed(payload().raw("exp", "1".repeat(40))), INVALID)
        .cve("CVE-2016-9123");
    for claim in ["nbf", "iat"] {
        for (value, expected) in [
            ("-1", INVALID),
            ("0", "accept"),
            ("-0", "accept"),
            ("1799999940.5", "accept"),
            ("253402300800", INVALID),
            ("1799999940000", INVALID),
            ("18446744073709551616", INVALID),
        ] {
            cases.add(format!("{claim} is {value}"), "31", lab.ed(payload().raw(claim, value)), expected);
        }
    }
    let far = lab.ed(payload().raw("nbf", 253_402_300_799_i64));
    cases.add("nbf in the year 9999", "31", far, EARLY);
}

/// Reject when `now >= exp + leeway`.
fn expiry(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let at = |seconds: f64| NOW as f64 + seconds;
    let token = lab.ed(payload().raw("exp", NOW));
    for (leeway, now, expected) in [
        (0.0, -1.0, "accept"),
        (0.0, -0.25, "accept"),
        (0.0, 0.0, EXPIRED),
        (0.0, 0.25, EXPIRED),
        (5.0, 0.0, "accept"),
        (5.0, 4.0, "accept"),
        (5.0, 4.75, "accept"),
        (5.0, 5.0, EXPIRED),
        (5.0, 6.0, EXPIRED),
        (2.5, 2.25, "accept"),
        (2.5, 2.5, EXPIRED),
        (3600.0, 3599.0, "accept"),
        (3600.0, 3600.0, EXPIRED),
    ] {
        cases
            .add(format!("{now} s after exp with a leeway of {leeway} s"), "32", &token, expected)
            .policy(json!({"leeway": super::case::number(leeway)}))
            .now(at(now));
    }
    let token = lab.ed(payload().raw("exp", format!("{NOW}.5")));
    for (now, expected) in [(0.25, "accept"), (0.5, EXPIRED), (0.75, EXPIRED)] {
        cases
            .add(format!("{now} s past a second whose half is exp"), "32", &token, expected)
            .policy(json!({"leeway": 0}))
            .now(at(now));
    }
    cases
        .add("a token of yesterday", "32", lab.ed(payload()), EXPIRED)
        .now(at(86_400.0))
        .cve("CVE-2025-53826");
    cases.add("the clock stands in 1970", "32", lab.ed(payload()), "accept").now(0.0).note("there is no nbf");
}

/// Reject when `now + leeway < nbf`.
fn not_before(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.ed(payload().raw("nbf", NOW));
    for (leeway, now, expected) in [
        (0.0, 0.0, "accept"),
        (0.0, 1.0, "accept"),
        (0.0, -0.25, EARLY),
        (0.0, -1.0, EARLY),
        (5.0, -5.0, "accept"),
        (5.0, -5.25, EARLY),
        (5.0, -6.0, EARLY),
        (3600.0, -3600.0, "accept"),
        (3600.0, -3601.0, EARLY),
    ] {
        cases
            .add(format!("{} s before nbf with a leeway of {leeway} s", -now), "32", &token, expected)
            .policy(json!({"leeway": super::case::number(leeway)}))
            .now(NOW as f64 + now);
    }
    let token = lab.ed(payload().raw("nbf", format!("{NOW}.5")));
    for (now, expected) in [(0.25, EARLY), (0.5, "accept")] {
        cases
            .add(format!("{now} s past a second whose half is nbf"), "32", &token, expected)
            .policy(json!({"leeway": 0}))
            .now(NOW as f64 + now);
    }
}

/// Without a maximum age `iat` is only looked at, never compared.
fn issued_at(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    cases.add("iat in the future", "32", lab.ed(payload().raw("iat", NOW + 600)), "accept");
    cases.add("iat after exp", "32", lab.ed(payload().raw("iat", NOW + 6_000)), "accept");
    cases.add("iat of 1970", "32", lab.ed(payload().raw("iat", 1)), "accept");
}

fn ages(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (leeway, age, expected) in [
        (5, 0, "accept"),
        (5, 60, "accept"),
        (5, 64, "accept"),
        (5, 65, OLD),
        (5, 66, OLD),
        (0, 59, "accept"),
        (0, 60, OLD),
        (5, -5, "accept"),
        (5, -6, EARLY),
        (0, -1, EARLY),
    ] {
        let token = lab.ed(payload().raw("iat", NOW - age));
        cases
            .add(format!("{age} s old, at most 60 s with a leeway of {leeway} s"), "32", token, expected)
            .policy(json!({"max_token_age": 60, "leeway": leeway}));
    }
    let policy = json!({"max_token_age": 60});
    cases
        .add("a maximum age and no iat", "32", lab.ed(payload().without("iat")), MISSING)
        .policy(policy.clone());
    cases
        .add("a maximum age and an iat of text", "32", lab.ed(payload().text("iat", "1799999999")), INVALID)
        .policy(policy.clone());
    let fraction = lab.ed(payload().raw("iat", format!("{}.5", NOW - 61)));
    for (now, expected) in [(-0.75, "accept"), (-0.5, OLD)] {
        cases
            .add(format!("an iat of half a second, {now} s from 60 s old"), "32", &fraction, expected)
            .policy(json!({"max_token_age": 60, "leeway": 0}))
            .now(NOW as f64 + now);
    }
    cases
        .add("a fresh token that has expired", "32", lab.ed(payload().raw("exp", NOW - 5)), EXPIRED)
        .policy(policy.clone());
    cases
        .add(
            "expired and too old",
            "order",
            lab.ed(payload().raw("exp", NOW - 5).raw("iat", NOW - 900)),
            EXPIRED,
        )
        .policy(policy.clone());
    cases
        .add(
            "not yet valid and too old",
            "order",
            lab.ed(payload().raw("nbf", NOW + 60).raw("iat", NOW - 900)),
            EARLY,
        )
        .policy(policy);
    cases.add(
        "expired and not yet valid",
        "order",
        lab.ed(payload().raw("exp", NOW - 60).raw("nbf", NOW + 60)),
        EXPIRED,
    );
}
