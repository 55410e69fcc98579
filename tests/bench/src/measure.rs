//! A plain measuring harness: contenders take turns in short batches, so that a machine that slows down slows all of
//! them, and medians leave out what other programs disturbed.

use anyhow::{Context, Result};
use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Rounds in which every contender gets one batch.
const ROUNDS: usize = 25;
/// How long one batch should take.
const BATCH: Duration = Duration::from_millis(15);

/// How long a contender runs before it is measured, if a just-in-time compiler has to get used to it.
const WARM_UP: Duration = Duration::from_secs(3);

/// Something to be measured: runs a number of times and says how long that took.
pub(crate) struct Contender<'a> {
    name: String,
    warm_up: Duration,
    run: Box<dyn FnMut(u32) -> Result<Duration> + 'a>,
}

impl<'a> Contender<'a> {
    /// A function of this process.
    pub(crate) fn here<T>(name: &str, mut work: impl FnMut() -> T + 'a) -> Self {
        let run = move |iterations| {
            let start = Instant::now();
            for _ in 0..iterations {
                black_box(work());
            }
            Ok(start.elapsed())
        };
        Self { name: name.to_owned(), warm_up: Duration::ZERO, run: Box::new(run) }
    }

    /// Something that measures itself, in another process.
    pub(crate) fn elsewhere(name: &str, run: impl FnMut(u32) -> Result<Duration> + 'a) -> Self {
        Self { name: name.to_owned(), warm_up: WARM_UP, run: Box::new(run) }
    }
}

/// The times of several contenders, round by round.
pub(crate) struct Times {
    /// Nanoseconds for one iteration, by contender and round.
    nanoseconds: Vec<Vec<f64>>,
}

impl Times {
    /// The median time of contender number `index`.
    pub(crate) fn median(&self, index: usize) -> Duration {
        Duration::from_nanos(median(self.nanoseconds[index].clone()) as u64)
    }

    /// How many times as long contender `a` takes as contender `b`: the median of the rounds' ratios.
    pub(crate) fn ratio(&self, a: usize, b: usize) -> f64 {
        median(self.nanoseconds[a].iter().zip(&self.nanoseconds[b]).map(|(a, b)| a / b).collect())
    }
}

/// Measures all contenders in turns.
pub(crate) fn contest(mut contenders: Vec<Contender<'_>>) -> Result<Times> {
    let mut iterations = Vec::new();
    for contender in &mut contenders {
        let calibrated = calibrate(contender).with_context(|| format!("measuring {}", contender.name))?;
        iterations.push(calibrated);
    }
    let mut nanoseconds = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for round in 0..ROUNDS {
        for turn in 0..contenders.len() {
            // Each round begins with another contender, so that nobody always follows the same one.
            let index = (round + turn) % contenders.len();
            let time = (contenders[index].run)(iterations[index])?;
            nanoseconds[index].push(time.as_nanos() as f64 / f64::from(iterations[index]));
        }
    }
    Ok(Times { nanoseconds })
}

/// Warms a contender up and finds how many iterations fill a batch.
fn calibrate(contender: &mut Contender<'_>) -> Result<u32> {
    let mut warm = Duration::ZERO;
    while warm < contender.warm_up {
        warm += (contender.run)(16)?.max(Duration::from_millis(1));
    }
    let mut iterations = 1;
    loop {
        // The shorter of two: one that was disturbed would make the batches too small.
        let time = (contender.run)(iterations)?.min((contender.run)(iterations)?);
        if time >= BATCH / 2 || iterations >= 1 << 20 {
            let filling = f64::from(iterations) * BATCH.as_secs_f64() / time.as_secs_f64().max(1e-9);
            return Ok((filling as u32).max(1));
        }
        iterations *= 2;
    }
}

/// The processor time this thread has used so far, where the system tells (Linux does); else the time of day. For single
/// runs, which cannot take turns with anything.
pub(crate) fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = schedule.split(' ').next().and_then(|text| text.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// The middle value; of an even number the upper middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
