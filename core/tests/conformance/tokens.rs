//! `cases`: a token, a key, a policy, a moment.

use bearward::{Claims, Verifier};

use crate::format::{Policy, SubjectKind, TokenCase};
use crate::report::Report;
use crate::verifier::{Memory, at, build};

pub(crate) fn run(case: &TokenCase, report: &mut Report) {
    let (decision, claims) = decide_twice(case, Memory::None, report);
    report.decided("case", &case.name, &decision);
    compare(case, &decision, report);
    // What a verifier remembers must change nothing.
    for (memory, what) in
        [(Memory::Tokens, "with the token cache"), (Memory::Headers, "with the header cache")]
    {
        let (remembering, _) = decide_twice(case, memory, report);
        report.compare(&case.name, what, &decision, &remembering);
    }
    if let Some(claims) = claims {
        check_claims(case, &claims, report);
    }
}

/// The first and the second decision of one verifier, which must agree.
fn decide_twice(case: &TokenCase, memory: Memory, report: &mut Report) -> (String, Option<Claims>) {
    let Ok(verifier) = build(&case.key, case.policy.as_ref(), memory) else {
        return ("config_error".to_owned(), None);
    };
    let (decision, claims) = decide(case, &verifier);
    let (again, _) = decide(case, &verifier);
    report.compare(&case.name, "the second time", &decision, &again);
    (decision, claims)
}

fn compare(case: &TokenCase, decision: &str, report: &mut Report) {
    let expected = case.expected.list();
    let may = case.discretionary && decision == "accept";
    if !may && expected.iter().all(|one| one != decision) {
        report.wrong(&case.name, &expected.join(" or "), decision);
    }
}

fn decide(case: &TokenCase, verifier: &Verifier) -> (String, Option<Claims>) {
    let scopes = case.policy.as_ref().map_or(&[][..], |policy| &policy.scopes);
    let decided = verifier
        .verify_at(&case.token, at(case.now))
        .and_then(|claims| scopes.iter().try_for_each(|scope| claims.require_scope(scope)).map(|()| claims));
    match decided {
        Ok(claims) => ("accept".to_owned(), Some(claims)),
        Err(denial) => (denial.code().to_string(), None),
    }
}

fn check_claims(case: &TokenCase, claims: &Claims, report: &mut Report) {
    for (name, value) in &case.claims {
        let got = claims.get(name).map_or_else(|| "nothing".to_owned(), ToString::to_string);
        report.compare(&case.name, name, &value.to_string(), &got);
    }
    if let Some(Policy { subject: Some(Some(rule)), .. }) = &case.policy {
        let value = claims.get(&rule.claim);
        let subject = claims.subject();
        let same = match rule.kind {
            SubjectKind::String => {
                subject.map(|subject| subject.as_str()) == value.and_then(|value| value.as_str())
            }
            SubjectKind::Int => {
                subject.and_then(|subject| subject.as_int()) == value.and_then(|v| v.as_u64())
            }
        };
        if !same {
            report.wrong(&case.name, &format!("the subject {value:?}"), &format!("{subject:?}"));
        }
    }
}
