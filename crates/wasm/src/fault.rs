//! What JavaScript sees of an error.

use std::fmt;

use proofmark::Problem;
use proofmark::json::{Object, Value};

/// Code of a mistake in how this package was called; all other codes are the core's.
const INVALID_ARGUMENT: &str = "invalid_argument";

/// An error on its way to JavaScript; its text is JSON: `{"code", "pointer", "message"}`.
#[derive(Debug)]
pub(crate) struct Fault(Box<Contents>);

#[derive(Debug)]
struct Contents {
    code: &'static str,
    pointer: String,
    message: String,
}

impl Fault {
    /// The caller's mistake. `pointer` leads into the options.
    pub(crate) fn argument(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Contents { code: INVALID_ARGUMENT, pointer: pointer.into(), message: message.into() }))
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Contents {
            code: problem.code().as_str(),
            pointer: problem.pointer().to_owned(),
            message: problem.detail().to_owned(),
        }))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut object = Object::new();
        object.insert("code", self.0.code.into());
        object.insert("pointer", Value::from(&*self.0.pointer));
        object.insert("message", Value::from(&*self.0.message));
        f.write_str(&Value::Object(object).to_json())
    }
}

impl std::error::Error for Fault {}
