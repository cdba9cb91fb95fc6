//! `jwks_sequences`: key sets over virtual time, their flights run by hand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bearward::{
    Attempt, Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Flight, Now, Outcome, Verifier,
};

use crate::format::{JwksSequence, Serve, ServeAnswer, ServeWord, Step, TokenStep, text_of};
use crate::report::Report;

/// Second 0 of a history on the unix clock.
const START: f64 = 1_800_000_000.0;
/// How long a client waits for an endpoint that hangs.
const DEADLINE: f64 = 5.0;

pub(crate) fn run(case: &JwksSequence, report: &mut Report) {
    let mut stage = Stage::set(case);
    let mut said = Vec::new();
    for step in &case.steps {
        match step {
            Step::Serve(step) => {
                stage.reach(step.at);
                stage.endpoint.lock().expect("no panic before").serve = step.serve.clone();
            }
            Step::Token(step) => {
                stage.reach(step.at);
                let decision = stage.decide(step);
                let what = format!("at {} s", step.at);
                if step.expected.list().iter().all(|one| *one != decision) {
                    report.compare(&case.name, &what, &step.expected.list().join(" or "), &decision);
                }
                if let Some(gets) = step.gets_total {
                    report.compare(
                        &case.name,
                        &what,
                        &format!("{gets} GETs"),
                        &format!("{} GETs", stage.gets),
                    );
                }
                said.push(decision);
            }
        }
    }
    stage.reach(f64::MAX);
    let fetched = stage.endpoint.lock().expect("no panic before").fetched;
    report.compare(&case.name, "fetches run", &stage.gets.to_string(), &fetched.to_string());
    report.decided("jwks_sequence", &case.name, said.join(","));
}

/// What the endpoint does now.
struct Endpoint {
    serve: Serve,
    fetched: u32,
}

struct Script(Arc<Mutex<Endpoint>>);

impl Fetch for Script {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let mut endpoint = self.0.lock().expect("no panic before");
        endpoint.fetched += 1;
        match &endpoint.serve {
            Serve::Word(ServeWord::Hang) => {
                Err(FetchError::new(FetchErrorKind::Timeout, "no answer in time"))
            }
            Serve::Word(ServeWord::Refuse) => Err(FetchError::new(FetchErrorKind::Connect, "refused")),
            Serve::Answer(answer) => Ok(response(answer, request)),
        }
    }
}

fn response(answer: &ServeAnswer, request: &FetchRequest) -> FetchResponse {
    let headers =
        answer.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    if answer.status == 304 && request.etag.as_ref() != answer.headers.get("etag") {
        // A server says "not modified" only of what it was asked about.
        assert!(request.etag.is_none(), "the wrong etag was sent: {:?}", request.etag);
    }
    FetchResponse { status: answer.status, headers, body: text_of(&answer.body).into_bytes() }
}

/// A verifier, its endpoint, and the flight that is in the air.
struct Stage {
    verifier: Verifier,
    endpoint: Arc<Mutex<Endpoint>>,
    gets: u32,
    hanging: Option<(f64, Flight)>,
}

impl Stage {
    fn set(case: &JwksSequence) -> Self {
        let endpoint = Arc::new(Mutex::new(Endpoint { serve: Serve::Word(ServeWord::Refuse), fetched: 0 }));
        let options = &case.options;
        let builder = match &options.issuer {
            Some(names) => Verifier::issuer(names.list()),
            None => Verifier::any_issuer(),
        };
        let builder = match &options.audience {
            Some(names) => builder.audience(names.list()),
            None => builder.any_audience(),
        };
        let mut builder =
            builder.jwks_url("https://id.example.com/jwks").fetch(Script(Arc::clone(&endpoint)));
        if let Some(seconds) = options.max_age {
            builder = builder.max_age(seconds);
        }
        if let Some(seconds) = options.max_stale {
            builder = builder.max_stale(seconds);
        }
        if let Some(seconds) = options.cooldown {
            builder = builder.cooldown(seconds);
        }
        if let Some(seconds) = options.leeway {
            builder = builder.leeway(seconds);
        }
        if let Some(names) = &options.algorithms {
            builder = builder.algorithm_names(names);
        }
        let verifier = builder.build().expect("a plain configuration");
        Self { verifier, endpoint, gets: 0, hanging: None }
    }

    /// Time passes: what hung until then is given up at its own moment.
    fn reach(&mut self, at: f64) {
        if self.hanging.as_ref().is_some_and(|(until, _)| *until <= at) {
            self.give_up();
        }
    }

    /// Ends the flight that hangs; says when that was.
    fn give_up(&mut self) -> Option<f64> {
        let (until, flight) = self.hanging.take()?;
        let serve = std::mem::replace(
            &mut self.endpoint.lock().expect("no panic before").serve,
            Serve::Word(ServeWord::Hang),
        );
        flight.run_here(moment(until));
        self.endpoint.lock().expect("no panic before").serve = serve;
        Some(until)
    }

    fn decide(&mut self, step: &TokenStep) -> String {
        let first = self.verifier.check(&step.token, moment(step.at), Attempt::First);
        let decision = match first.outcome {
            Outcome::Wait(flight) => self.wait_and_decide(flight, step),
            outcome => word(&outcome),
        };
        if let Some(flight) = first.refresh {
            self.start(flight, step.at);
        }
        decision
    }

    fn wait_and_decide(&mut self, flight: Flight, step: &TokenStep) -> String {
        let landed = if flight.is_led() {
            self.start(flight, step.at)
        } else {
            drop(flight);
            None
        };
        // Whoever waits for an endpoint that hangs waits until it is given up.
        let landed = landed.or_else(|| self.give_up()).unwrap_or(step.at);
        let second = self.verifier.check(&step.token, moment(landed), Attempt::Second);
        if let Some(flight) = second.refresh {
            self.start(flight, landed);
        }
        word(&second.outcome)
    }

    /// Starts a flight. It lands at once, and this says when, unless the endpoint hangs.
    fn start(&mut self, flight: Flight, at: f64) -> Option<f64> {
        assert!(flight.is_led(), "only a led flight is started");
        self.gets += 1;
        let hangs =
            matches!(self.endpoint.lock().expect("no panic before").serve, Serve::Word(ServeWord::Hang));
        if hangs {
            assert!(self.hanging.is_none(), "two flights at a time");
            self.hanging = Some((at + DEADLINE, flight));
            return None;
        }
        flight.run_here(moment(at));
        Some(at)
    }
}

/// Both clocks run alike. A time that is a date already is taken as one.
fn moment(at: f64) -> Now {
    let unix = if at < 1e9 { START + at } else { at };
    Now::at(unix, Duration::from_secs_f64(1_000.0 + at))
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Verified(_) => "accept".to_owned(),
        Outcome::Denied(denial) => denial.code().to_string(),
        Outcome::Wait(_) => "wait".to_owned(),
    }
}
