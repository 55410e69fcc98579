//! What the process ends with. Scripts depend on these numbers; they stay.

use std::fmt::Display;
use std::process::ExitCode;

use proofmark::{Problem, Verdict};

use crate::terminal::printable;

/// The exit codes. 64 and 66 are `EX_USAGE` and `EX_NOINPUT` of `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for `verify`: valid.
    Done = 0,
    /// Refused; for `verify`: invalid.
    Refused = 1,
    /// `verify` alone: cannot say.
    Inconclusive = 2,
    /// Wrong usage.
    Usage = 64,
    /// Input that cannot be read.
    Unreadable = 66,
}

impl Exit {
    /// Prints what clap has to say. Clap itself would end wrong usage with 2, which here means "cannot say".
    pub(crate) fn of_clap(error: &clap::Error) -> Self {
        // Nothing is left to do when even the message cannot be written.
        let _ = error.print();
        if error.use_stderr() { Self::Usage } else { Self::Done }
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Valid => Self::Done,
            Verdict::Invalid => Self::Refused,
            Verdict::Inconclusive => Self::Inconclusive,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a verb stopped, and the exit code for it.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    /// The work was refused, or did not succeed.
    pub(crate) fn refused(message: impl Display) -> Self {
        Self { exit: Exit::Refused, message: message.to_string() }
    }

    /// What was asked for cannot be meant.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { exit: Exit::Usage, message: message.to_string() }
    }

    /// A file, folder or stream that cannot be read, or does not hold what it should.
    pub(crate) fn unreadable(message: impl Display) -> Self {
        Self { exit: Exit::Unreadable, message: message.to_string() }
    }

    /// Why, without the exit code.
    #[cfg(feature = "server")]
    pub(crate) fn into_message(self) -> String {
        self.message
    }

    /// Says why on standard error.
    pub(crate) fn report(self) -> Exit {
        eprintln!("error: {}", printable(&self.message));
        self.exit
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::refused(problem)
    }
}
