//! Two threads on one verifier whose keys came over HTTP, and what a running fetch costs those who need no fetch.

use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bearward::{Algorithm, Attempt, Now, Outcome, Verifier};
use bearward_benches::Material;

const ROUNDS: usize = 41;
const SLICE: Duration = Duration::from_millis(50);
const SAMPLES: usize = 100_000;

pub(crate) fn run() {
    println!(
        "two threads on one verifier, medians of {ROUNDS} rounds that alternate with one thread; by the clock, and by the time"
    );
    println!("that the threads were given (which other work on the machine does not change):");
    for algorithm in [Algorithm::EdDsa, Algorithm::Hs256] {
        let material = Material::new(algorithm);
        let verifier = verifier(&material);
        let [one, clock, given] = scaling(&verifier, &material.token);
        let name = algorithm.name();
        println!(
            "  {name:6} one thread {one:>9.0} /s; two decide {clock:.2} times as much by the clock, {given:.2} by their time"
        );
    }
    println!("\nknown keys (EdDSA, keys over HTTP), {SAMPLES} decisions each, alternating:");
    beside_a_fetch();
}

/// Over HTTP where there is a key set; warmed.
fn verifier(material: &Material) -> Verifier {
    if material.algorithm.is_symmetric() {
        return material.verifier().build().expect("a plain configuration");
    }
    let verifier = material.issuer.verifier().build().expect("a plain configuration");
    verifier.warm().expect("the issuer is there");
    verifier
}

/// Decisions a second of one thread, and how many times as many two make: by the clock, by the time that they were given.
fn scaling(verifier: &Verifier, token: &str) -> [f64; 3] {
    let mut medians = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        let (one, two) = (together(verifier, token, 1), together(verifier, token, 2));
        let round = [one.by_clock, two.by_clock / one.by_clock, two.by_given / one.by_given];
        medians.iter_mut().zip(round).for_each(|(all, value)| all.push(value));
    }
    medians.map(|mut all| at_share(&mut all, 0.5))
}

/// Decisions a second of all threads together.
#[derive(Default)]
struct Rate {
    by_clock: f64,
    by_given: f64,
}

fn together(verifier: &Verifier, token: &str, threads: usize) -> Rate {
    let count = || {
        let (start, given, mut done) = (Instant::now(), given_time(), 0_u32);
        while start.elapsed() < SLICE {
            for _ in 0..50 {
                assert!(black_box(verifier.verify(black_box(token))).is_ok(), "a good token");
            }
            done += 50;
        }
        let done = f64::from(done);
        Rate { by_clock: done / start.elapsed().as_secs_f64(), by_given: done / (given_time() - given) }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        let rates = workers.into_iter().filter_map(|worker| worker.join().ok());
        rates.fold(Rate::default(), |all, one| Rate {
            by_clock: all.by_clock + one.by_clock,
            by_given: all.by_given + one.by_given,
        })
    })
}

/// Seconds of processor time that this thread has had. Linux tells it; elsewhere the figure is not a number.
fn given_time() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = told.split(' ').next().and_then(|first| first.parse().ok());
    nanoseconds.map_or(f64::NAN, |nanoseconds| nanoseconds / 1e9)
}

/// Latencies of one thread, with a fetch in the air that hangs and with none, in turns.
fn beside_a_fetch() {
    let material = Material::new(Algorithm::EdDsa);
    let verifier = verifier(&material);
    let (mut calm, mut beside) = (Vec::new(), Vec::new());
    const TURN: usize = 5_000;
    for _ in 0..SAMPLES / TURN {
        sample(&verifier, &material.token, TURN, &mut calm);
        material.issuer.hang();
        let flying = AtomicBool::new(true);
        std::thread::scope(|scope| {
            let requests = material.issuer.requests();
            scope.spawn(|| {
                let _ = verifier.refresh();
                flying.store(false, Ordering::SeqCst);
            });
            while material.issuer.requests() == requests {
                std::thread::yield_now();
            }
            sample(&verifier, &material.token, TURN, &mut beside);
            assert!(flying.load(Ordering::SeqCst), "the fetch ended too early to be measured beside");
            material.issuer.down();
        });
        material.issuer.up();
        material.issuer.answer_normally();
        // A refresh runs at most once a second.
        std::thread::sleep(Duration::from_millis(1_050));
    }
    for (name, times) in [("no fetch", &mut calm), ("a fetch that hangs", &mut beside)] {
        println!(
            "  {name:20} p50 {:>7.1} us   p99 {:>7.1} us   p99.9 {:>7.1} us",
            at_share(times, 0.5),
            at_share(times, 0.99),
            at_share(times, 0.999)
        );
    }
}

fn sample(verifier: &Verifier, token: &str, count: usize, into: &mut Vec<f64>) {
    for _ in 0..count {
        let start = Instant::now();
        let step = verifier.check(black_box(token), Now::system(), Attempt::First);
        into.push(start.elapsed().as_secs_f64() * 1e6);
        assert!(matches!(step.outcome, Outcome::Verified(_)), "a known key waits");
    }
}

fn at_share(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get((values.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN)
}
