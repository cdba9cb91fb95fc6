//! Scopes: `scope` as text or list, else `scp`; asked for by the route.

use serde_json::{Value, json};

use super::case::Cases;
use super::lab::{NOW, payload};

const INSUFFICIENT: &str = "scope_insufficient";
const INVALID: &str = "claim_invalid";

pub(super) fn cases(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let write = json!({"scopes": ["tasks:write"]});
    for (name, claim, value, expected) in [
        ("the only one", "scope", json!("tasks:write"), "accept"),
        ("the last of three", "scope", json!("openid tasks:read tasks:write"), "accept"),
        ("two spaces between", "scope", json!("tasks:read  tasks:write"), "accept"),
        ("spaces around", "scope", json!(" tasks:write "), "accept"),
        ("in a list", "scope", json!(["tasks:read", "tasks:write"]), "accept"),
        ("scp as text", "scp", json!("tasks:read tasks:write"), "accept"),
        ("scp as a list", "scp", json!(["tasks:write"]), "accept"),
        ("not among them", "scope", json!("tasks:read"), INSUFFICIENT),
        ("not in the list", "scope", json!(["tasks:read"]), INSUFFICIENT),
        ("not in scp", "scp", json!(["tasks:read"]), INSUFFICIENT),
        ("empty text", "scope", json!(""), INSUFFICIENT),
        ("an empty list", "scope", json!([]), INSUFFICIENT),
        ("only spaces", "scope", json!("  "), INSUFFICIENT),
        ("in capitals", "scope", json!("TASKS:WRITE"), INSUFFICIENT),
        ("a longer one", "scope", json!("tasks:write:all"), INSUFFICIENT),
        ("a shorter one", "scope", json!("tasks"), INSUFFICIENT),
        ("a wildcard", "scope", json!("*"), INSUFFICIENT),
        ("with commas", "scope", json!("tasks:read,tasks:write"), INSUFFICIENT),
        ("with a tab", "scope", json!("tasks:read\ttasks:write"), INSUFFICIENT),
        ("two in one entry of a list", "scope", json!(["tasks:read tasks:write"]), INSUFFICIENT),
        ("in a claim called scopes", "scopes", json!("tasks:write"), INSUFFICIENT),
        ("in a claim called permissions", "permissions", json!(["tasks:write"]), INSUFFICIENT),
        ("a number", "scope", json!(1), INVALID),
        ("true", "scope", json!(true), INVALID),
        ("an object", "scope", json!({"tasks:write": true}), INVALID),
        ("a list with a number", "scope", json!(["tasks:write", 1]), INVALID),
        ("a list in a list", "scope", json!([["tasks:write"]]), INVALID),
        ("scp is a number", "scp", json!(1), INVALID),
        ("scp is an object", "scp", json!({}), INVALID),
    ] {
        let token = lab.ed(payload().json(claim, value));
        cases.add(format!("scope: {name}"), "scopes", token, expected).policy(write.clone());
    }
    cases.add("scope: not there", "scopes", lab.ed(payload()), INSUFFICIENT).policy(write.clone());
    let token = lab.ed(payload().text("scope", "tasks:write").json("scp", json!(["tasks:read"])));
    cases.add("scope: scope comes before scp", "scopes", token, "accept").policy(write.clone());
    let token = lab.ed(payload().text("scope", "tasks:read").json("scp", json!(["tasks:write"])));
    cases.add("scope: scp does not add to scope", "scopes", token, INSUFFICIENT).policy(write.clone());
    let both = json!({"scopes": ["tasks:read", "tasks:write"]});
    for (value, expected) in [
        ("tasks:read tasks:write", "accept"),
        ("tasks:write tasks:read openid", "accept"),
        ("tasks:read", INSUFFICIENT),
        ("tasks:write", INSUFFICIENT),
    ] {
        let token = lab.ed(payload().text("scope", value));
        cases
            .add(format!("scope: two asked for, {value} granted"), "scopes", token, expected)
            .policy(both.clone());
    }
    not_asked_for(cases, &write);
}

fn not_asked_for(cases: &mut Cases<'_>, write: &Value) {
    let lab = cases.lab;
    for (name, value) in
        [("a number", "1"), ("null", "null"), ("an object", "{}"), ("a list with a number", "[1]")]
    {
        let token = lab.ed(payload().raw("scope", value));
        cases.add(format!("scope: {name}, not asked for"), "scopes", token, "accept");
    }
    let token = lab.ed(payload().raw("exp", NOW - 60).text("scope", "tasks:read"));
    cases.add("scope: expired before insufficient", "order", token, "token_expired").policy(write.clone());
    let token = lab.ed(payload().without("sub").text("scope", "tasks:read"));
    cases.add("scope: no sub before insufficient", "order", token, "claim_missing").policy(write.clone());
}
