//! What the data says: whose session, of whom, how fresh. Signed by the issuer in all cases.

use serde_json::json;

use super::bake::{SESSION_ENDS, TOKEN, USER, claims, compact, data, good, jwt, pair, session, token, user};
use super::case::{CookieCase, CookieCases};
use crate::vectors::lab::NOW;
use crate::vectors::object::Object;

const MISSING: &str = "claim_missing";
const INVALID: &str = "claim_invalid";

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("session data", "36");
    members(cases);
    belongs(cases);
    cases.about("session data", "32");
    session_end(cases);
    age(cases);
    cases.about("session data", "better auth");
    versions(cases);
    cases.about("session data", "37");
    what_leaves(cases);
}

/// The same case in the two forms that the secret signs.
fn both(
    cases: &mut CookieCases<'_>,
    name: &str,
    data: &Object,
    expected: &'static str,
    more: impl Fn(&mut CookieCase),
) {
    let signed = [("compact", compact(data)), ("jwt", jwt(&claims(data)))];
    for (form, text) in signed {
        more(cases.add(format!("{name}, {form}"), pair(&token(), &text), expected));
    }
}

fn plain(cases: &mut CookieCases<'_>, name: &str, data: &Object, expected: &'static str) {
    both(cases, name, data, expected, |_| {});
}

fn members(cases: &mut CookieCases<'_>) {
    plain(cases, "good", &good(), "accept");
    for member in ["session", "user", "updatedAt"] {
        plain(cases, &format!("no {member}"), &good().without(member), MISSING);
        for (what, value) in [("null", "null"), ("a string", "\"x\""), ("an array", "[]"), ("false", "false")]
        {
            plain(cases, &format!("{member} is {what}"), &good().raw(member, value), INVALID);
        }
    }
    plain(cases, "an empty session", &good().raw("session", "{}"), MISSING);
    plain(cases, "an empty user", &good().raw("user", "{}"), MISSING);
    plain(
        cases,
        "the session's members at top level",
        &session().raw("updatedAt", (NOW - 60) * 1000),
        MISSING,
    );
    for member in ["token", "id", "userId"] {
        plain(cases, &format!("no session.{member}"), &data(&session().without(member), &user()), MISSING);
        for (what, value) in [
            ("null", "null"),
            ("a number", "42"),
            ("an object", "{}"),
            ("a list", "[\"user-42\"]"),
            ("empty", "\"\""),
        ] {
            let session = session().raw(member, value);
            plain(cases, &format!("session.{member} is {what}"), &data(&session, &user()), INVALID);
        }
    }
    plain(cases, "no user.id", &data(&session(), &user().without("id")), MISSING);
    for (what, value) in [
        ("null", "null"),
        ("a number", "42"),
        ("true", "true"),
        ("empty", "\"\""),
        ("a list", "[\"user-42\"]"),
    ] {
        plain(cases, &format!("user.id is {what}"), &data(&session(), &user().raw("id", value)), INVALID);
    }
}

fn belongs(cases: &mut CookieCases<'_>) {
    let other = |token: &str| data(&session().text("token", token), &user());
    plain(cases, "another session's token", &other("Zx8wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0"), INVALID);
    plain(cases, "the token with its signature", &other(&token()), INVALID);
    plain(cases, "the token's beginning", &other(TOKEN.get(..31).unwrap_or_default()), INVALID);
    plain(cases, "the token and more", &other(&format!("{TOKEN}0")), INVALID);
    plain(cases, "the token in other case", &other(&TOKEN.to_lowercase()), INVALID);
    let escaped = format!(
        "\"\\u{:04x}{}\"",
        TOKEN.as_bytes().first().copied().unwrap_or_default(),
        TOKEN.get(1..).unwrap_or_default()
    );
    both(
        cases,
        "the token with an escape in it",
        &data(&session().raw("token", escaped), &user()),
        "accept",
        |case| {
            case.never(TOKEN);
        },
    );
    plain(cases, "another user's data", &data(&session(), &user().text("id", "admin")), INVALID);
    plain(cases, "another user's session", &data(&session().text("userId", "admin"), &user()), INVALID);
    plain(cases, "user ids that differ in case", &data(&session(), &user().text("id", "User-42")), INVALID);
    let composed = (session().text("userId", "caf\u{e9}"), user().text("id", "cafe\u{301}"));
    plain(cases, "user ids that differ in normalisation", &data(&composed.0, &composed.1), INVALID);
    both(
        cases,
        "a serial user id is text",
        &data(&session().text("userId", "42"), &user().text("id", "42")),
        "accept",
        |case| {
            case.claims(json!({"sub": "42", "id": "42"}));
        },
    );
}

fn session_end(cases: &mut CookieCases<'_>) {
    let ends = |raw: &str| data(&session().raw("expiresAt", raw), &user());
    let week = 1_800_604_740;
    for (what, raw) in [("no expiresAt", None), ("expiresAt null", Some("null"))] {
        let data = raw.map_or_else(|| data(&session().without("expiresAt"), &user()), ends);
        plain(cases, &format!("a session with {what}"), &data, MISSING);
    }
    for (what, raw, expected) in [
        ("as milliseconds", format!("{week}000"), "accept"),
        ("without a fraction", "\"2027-01-22T07:59:00Z\"".to_owned(), "accept"),
        ("with six digits", "\"2027-01-22T07:59:00.000999Z\"".to_owned(), "accept"),
        ("passed", "\"2027-01-15T07:59:54.999Z\"".to_owned(), "token_expired"),
        ("passed, as milliseconds", format!("{}000", NOW - 6), "token_expired"),
        ("in seconds", week.to_string(), "token_expired"),
        ("passed within the leeway", "\"2027-01-15T07:59:55.001Z\"".to_owned(), "accept"),
        ("passed by all the leeway", "\"2027-01-15T07:59:55.000Z\"".to_owned(), "token_expired"),
        ("with an offset", "\"2027-01-22T07:59:00.000+00:00\"".to_owned(), INVALID),
        ("without a zone", "\"2027-01-22T07:59:00.000\"".to_owned(), INVALID),
        ("a day alone", "\"2027-01-22\"".to_owned(), INVALID),
        ("with a space for the T", "\"2027-01-22 07:59:00.000Z\"".to_owned(), INVALID),
        ("in lower case", "\"2027-01-22t07:59:00.000z\"".to_owned(), INVALID),
        ("the 30th of February", "\"2027-02-30T07:59:00.000Z\"".to_owned(), INVALID),
        ("the 29th of February of 2027", "\"2027-02-29T00:00:00.000Z\"".to_owned(), INVALID),
        ("the 29th of February of 2028", "\"2028-02-29T00:00:00.000Z\"".to_owned(), "accept"),
        ("month 13", "\"2027-13-01T00:00:00.000Z\"".to_owned(), INVALID),
        ("hour 24", "\"2027-01-22T24:00:00.000Z\"".to_owned(), INVALID),
        ("second 60", "\"2027-01-22T07:59:60.000Z\"".to_owned(), INVALID),
        ("of the year 1969", "\"1969-12-31T23:59:59.999Z\"".to_owned(), INVALID),
        ("of the year 12027", "\"+012027-01-22T07:59:00.000Z\"".to_owned(), INVALID),
        ("a number in a string", format!("\"{week}000\""), INVALID),
        ("a word", "\"never\"".to_owned(), INVALID),
        ("empty", "\"\"".to_owned(), INVALID),
        ("a fraction of a number", format!("{week}000.5"), INVALID),
        ("huge", "1e300".to_owned(), INVALID),
        ("true", "true".to_owned(), INVALID),
        ("a list", format!("[\"{SESSION_ENDS}\"]"), INVALID),
    ] {
        plain(cases, &format!("a session that ends {what}"), &ends(&raw), expected);
    }
    both(
        cases,
        "a session that ends before the data",
        &ends("\"2027-01-15T08:00:30.250Z\""),
        "accept",
        |case| {
            case.claims(json!({"exp": 1_800_000_030.25}));
        },
    );
    both(
        cases,
        "a session that ended before the data did",
        &ends("\"2027-01-15T08:00:30.250Z\""),
        "token_expired",
        |case| {
            case.now(NOW as f64 + 36.0);
        },
    );
    both(
        cases,
        "a session that ended, and data that did too",
        &ends("\"2027-01-15T08:00:30.250Z\""),
        "renew",
        |case| {
            case.now(NOW as f64 + 300.0)
                .note("Old data says little of the session: it may have been prolonged.");
        },
    );
}

fn age(cases: &mut CookieCases<'_>) {
    for (what, max, updated_at, expected) in [
        ("young enough", Some(70.0), (NOW - 60) * 1000, "accept"),
        ("too old", Some(55.0), (NOW - 60) * 1000, "renew"),
        ("within the leeway", Some(55.5), (NOW - 60) * 1000, "accept"),
        ("written in the future", Some(60.0), (NOW + 60) * 1000, "token_not_yet_valid"),
        ("written a little in the future", Some(60.0), (NOW + 4) * 1000, "accept"),
        ("written in the future, where nobody asks", None, (NOW + 60) * 1000, "accept"),
        ("written in 1970", None, 0, "accept"),
        ("written in seconds", Some(60.0), NOW - 60, "renew"),
    ] {
        let data = good().raw("updatedAt", updated_at);
        both(cases, &format!("data {what}"), &data, expected, |case| {
            if let Some(max) = max {
                case.config(json!({"max_data_age": max}));
            }
        });
    }
    for (what, raw) in [
        ("a date", format!("\"{SESSION_ENDS}\"")),
        ("a fraction", "1799999940000.5".to_owned()),
        ("negative", "-1".to_owned()),
        ("the year 10000", "253402300800000".to_owned()),
    ] {
        plain(cases, &format!("updatedAt is {what}"), &good().raw("updatedAt", raw), INVALID);
    }
}

fn versions(cases: &mut CookieCases<'_>) {
    for (what, raw, expected) in [
        ("absent", None, "accept"),
        ("empty", Some("\"\""), "accept"),
        ("2", Some("\"2\""), "renew"),
        ("1 with a space", Some("\"1 \""), "renew"),
        ("01", Some("\"01\""), "renew"),
        ("the number 1", Some("1"), INVALID),
        ("null", Some("null"), INVALID),
        ("true", Some("true"), INVALID),
    ] {
        let data = raw.map_or_else(|| good().without("version"), |raw| good().raw("version", raw));
        plain(cases, &format!("version {what}"), &data, expected);
    }
    let of = |version: &str| good().text("version", version);
    for (what, data, wanted, expected) in [
        ("2 as wanted", of("2"), json!("2"), "accept"),
        ("1 where 2 is wanted", of("1"), json!("2"), "renew"),
        ("absent where 2 is wanted", good().without("version"), json!("2"), "renew"),
        ("of whatever kind where any will do", of("x"), json!(null), "accept"),
        ("absent where any will do", good().without("version"), json!(null), "accept"),
    ] {
        both(cases, &format!("version {what}"), &data, expected, |case| {
            case.config(json!({"version": wanted}));
        });
    }
    both(
        cases,
        "of another version and of another session",
        &data(&session().text("token", "x"), &user()).text("version", "2"),
        INVALID,
        |_| {},
    );
}

/// Claims are the user's members and nothing that a user could pass for more; the session token never is among them.
fn what_leaves(cases: &mut CookieCases<'_>) {
    let greedy = user()
        .text("sub", "admin")
        .text("sid", "session-1")
        .text("iss", "https://evil.example")
        .text("aud", "everybody")
        .raw("exp", 9_999_999_999_i64)
        .raw("nbf", 9_999_999_999_i64)
        .raw("iat", "\"never\"")
        .raw("jti", 7)
        .text("scope", "tasks:write")
        .raw("scp", "[\"tasks:write\"]")
        .raw("cnf", "{}")
        .raw("session", "{\"admin\":true}")
        .text("role", "user");
    both(
        cases,
        "additional fields that would read as claims",
        &data(&session(), &greedy),
        "accept",
        |case| {
            case.claims(
                json!({"sub": USER, "sid": "session-7", "exp": NOW + 240, "iat": NOW - 60, "role": "user"}),
            );
            for text in [
                "tasks:write",
                "evil.example",
                "everybody",
                "9999999999",
                "\"scope\"",
                "\"scp\"",
                "\"cnf\"",
                "\"admin\"",
                "\"jti\"",
            ] {
                case.never(text);
            }
        },
    );
    let escaped =
        data(&session(), &user()).to_string().replace("\"name\":", r#""sc\u006fpe":"tasks:write","name":"#);
    let text = super::bake::compact_of(super::bake::SECRET, &escaped, &super::bake::EXPIRES_MS.to_string());
    cases.add("a scope under an escaped name", pair(&token(), &text), "accept").never("tasks:write");
    let rich = session().text("activeOrganizationId", "org-1").text("impersonatedBy", "admin-1");
    both(cases, "the session's other members stand in session", &data(&rich, &user()), "accept", |case| {
        case.claims(json!({"session": {
            "expiresAt": SESSION_ENDS, "createdAt": "2027-01-15T07:59:00.000Z", "updatedAt": "2027-01-15T07:59:00.000Z",
            "ipAddress": "", "userAgent": "", "userId": USER, "id": "session-7",
            "activeOrganizationId": "org-1", "impersonatedBy": "admin-1",
        }}))
        .never(TOKEN)
        .never("\"token\"");
    });
    let odd = user().raw("__proto__", "{\"admin\":true}").text("constructor", "x").text("image", "null");
    both(cases, "names that JavaScript treats specially", &data(&session(), &odd), "accept", |case| {
        case.claims(json!({"constructor": "x", "image": "null"}));
    });
}
