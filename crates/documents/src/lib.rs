//! What people hold and look at: pictures that carry a signed credential inside.
//!
//! [`bake`] puts a credential into a picture.

mod bake;

pub use bake::{BakeError, bake};
