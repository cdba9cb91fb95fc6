//! One step of the walk: ask the API over HTTP, take the same decision here, and make a row of both.

use bearward::testing::TestIssuer;
use bearward::{Denial, RequestHead, Verifier};
use serde_json::{Value, json};

use super::http::{self, Answer};
use super::server::Server;
use super::table::{Row, Table, median};
use crate::fault::{Doing, Fault};

/// Everything that a scene needs.
pub(super) struct Walk<'a> {
    pub(super) issuer: &'a TestIssuer,
    pub(super) table: &'a mut Table,
    server: &'a Server,
    verifier: Verifier,
}

/// One thing that is tried.
pub(super) struct Try<'a> {
    pub(super) what: &'a str,
    pub(super) expected: &'a str,
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) token: Option<&'a str>,
    pub(super) body: Option<Value>,
    /// What is decided beside the token.
    pub(super) also: Also<'a>,
}

/// What the API decides once the token is good.
#[derive(Clone, Copy)]
pub(super) enum Also<'a> {
    /// Nothing more.
    Nothing,
    /// The path must name the token's subject.
    PathOwner(&'a str),
    /// The record must be the subject's; `None` is a record that is not there.
    RecordOwner(Option<&'a str>),
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        issuer: &'a TestIssuer,
        server: &'a Server,
        table: &'a mut Table,
    ) -> Result<Self, Fault> {
        let verifier = issuer.verifier().build().doing("the demo's verifier")?;
        Ok(Self { issuer, table, server, verifier })
    }

    /// A token of that user, as a sign-in would give it.
    pub(super) fn sign_in(&self, user: &str) -> String {
        self.issuer.mint(user_claims(user))
    }

    /// Tries it on the API of the walk.
    pub(super) fn step(&mut self, what: &Try) -> Result<Answer, Fault> {
        let origin = self.server.origin().to_owned();
        let verifier = self.verifier.clone();
        self.step_at(&origin, &verifier, what)
    }

    /// Tries it on another API, whose decision this verifier takes.
    pub(super) fn step_at(&mut self, origin: &str, verifier: &Verifier, what: &Try) -> Result<Answer, Fault> {
        let url = format!("{origin}{}", what.path);
        let answer = http::ask(what.method, &url, what.token, what.body.as_ref())?;
        let header = what.token.map(|token| format!("Bearer {token}"));
        let decide = || decide(verifier, what.method, header.as_deref(), what.also);
        let got = with_difference(answer.summary(), decide());
        let decision = Some(median(|| drop(decide())));
        self.table.row(&Row { tried: what.what, expected: what.expected, got: &got, decision });
        Ok(answer)
    }
}

/// The claims of a signed-in user.
pub(super) fn user_claims(user: &str) -> Value {
    let mut name = user.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    json!({ "sub": user, "email": format!("{user}@example.com"), "name": name })
}

fn decide(verifier: &Verifier, method: &str, authorization: Option<&str>, also: Also) -> Result<(), Denial> {
    let headers = authorization.into_iter().map(|value| ("authorization", value.as_bytes()));
    let request = RequestHead { method, headers };
    let token = verifier.find_token(request)?;
    let token = token.ok_or_else(|| verifier.token_missing())?;
    let claims = verifier.verify(token)?;
    match also {
        Also::Nothing => Ok(()),
        Also::PathOwner(segment) => claims.require_path_owner(segment),
        Also::RecordOwner(owner) => claims.require_record_owner(owner),
    }
}

/// The API and this process must agree on the code; where they do not, the row says so.
fn with_difference(got: String, here: Result<(), Denial>) -> String {
    let theirs = got.split_once(' ').map(|(_, code)| code);
    let ours = here.err().map(|denial| denial.code().as_str());
    if theirs == ours { got } else { format!("{got}, here {}", ours.unwrap_or("accepted")) }
}
