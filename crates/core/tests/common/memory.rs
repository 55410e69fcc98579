//! How much memory a piece of work holds at most.

#![allow(unreachable_pub, reason = "a module of several test crates")]
use std::sync::{Mutex, MutexGuard, PoisonError};

use peak_alloc::PeakAlloc;

pub const MIB: usize = 1 << 20;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

static TURN: Mutex<()> = Mutex::new(());

/// The allocator counts for the whole process, so each test of a file that measures takes its turn.
pub fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` and returns its result with the most bytes it held at once.
pub fn peak_of<T>(_turn: &MutexGuard<'static, ()>, work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = work();
    (result, ALLOCATOR.peak_usage().saturating_sub(before))
}
