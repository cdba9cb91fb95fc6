//! `config_cases`: what stops the start.

use bearward::Verifier;

use crate::format::{ConfigCase, Policy};
use crate::report::Report;
use crate::verifier::build;

pub(crate) fn run(case: &ConfigCase, report: &mut Report) {
    let built = match (&case.key, &case.url) {
        (Some(key), None) => build(key, Some(&policy(case)), crate::verifier::Memory::None),
        (None, Some(url)) => {
            let mut builder = Verifier::any_issuer().any_audience().jwks_url(url);
            if let Some(names) = &case.algorithms {
                builder = builder.algorithm_names(names);
            }
            if let Some(leeway) = case.leeway {
                builder = builder.leeway(leeway);
            }
            builder.build()
        }
        _ => panic!("{}: one of key and url", case.name),
    };
    let decision = if built.is_ok() { "ok" } else { "config_error" };
    report.decided("config_case", &case.name, decision);
    report.compare(&case.name, "decision", &case.expected, decision);
    if let Err(error) = built {
        let line = error.to_string();
        if line.is_empty() || line.contains('\n') {
            report.wrong(&case.name, "one line that says what to change", &line);
        }
    }
}

/// Any issuer and audience: these cases are about keys.
fn policy(case: &ConfigCase) -> Policy {
    Policy {
        algorithms: case.algorithms.clone(),
        issuer: None,
        audience: None,
        leeway: case.leeway,
        required: Vec::new(),
        typ: None,
        require: Default::default(),
        max_token_age: None,
        scopes: Vec::new(),
        subject: None,
    }
}
