//! What people hold and look at: pictures and certificates that carry a signed credential inside.
//!
//! [`bake`] puts a credential into a picture. A [`Template`] is one SVG with placeholders; filled in, it becomes a
//! [`Certificate`], and that an SVG, a PNG or a PDF file.

mod bake;
#[cfg(feature = "render")]
mod built_in;
#[cfg(feature = "render")]
mod certificate;
#[cfg(feature = "render")]
mod date;
#[cfg(feature = "render")]
mod fonts;
#[cfg(feature = "render")]
mod picture;
#[cfg(feature = "render")]
mod problem;
#[cfg(feature = "render")]
mod qr;
#[cfg(feature = "render")]
mod template;
#[cfg(feature = "render")]
mod text;

pub use bake::{BakeError, bake};
#[cfg(feature = "render")]
pub use built_in::{BuiltIn, built_in};
#[cfg(feature = "render")]
pub use certificate::{Certificate, Details, MAX_PIXELS, RenderError};
#[cfg(feature = "render")]
pub use fonts::Fonts;
#[cfg(feature = "render")]
pub use problem::{FieldProblem, FieldProblemKind, TemplateError};
#[cfg(feature = "render")]
pub use qr::{MAX_LINK_BYTES, credential_link, qr_svg, read_credential_link};
#[cfg(feature = "render")]
pub use template::{Field, FieldType, Template, TemplateDefinition, Value, Values, Visibility};
