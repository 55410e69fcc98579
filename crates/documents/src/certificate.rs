//! A filled-in template, and the files that it becomes.

mod palette;
mod pdf;
mod png;
mod svg;

use core::fmt;

use proofmark::Timestamp;
use resvg::usvg::Tree;

use crate::bake::BakeError;
use crate::problem::FieldProblem;

pub use png::MAX_PIXELS;

/// What a document says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Its title, such as "Certificate of Ada Lovelace".
    pub title: String,
    /// Its language (BCP 47), such as `en` or `pt-BR`.
    pub language: String,
    /// Who issued it.
    pub author: String,
    /// The time that the PDF carries as that of its making: the credential's own, so that the same credential gives the
    /// same bytes.
    pub issued: Timestamp,
}

/// Why no document came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenderError {
    /// Fields that are wrong: all of them.
    Fields(Vec<FieldProblem>),
    /// The template, filled in, is no drawing; the text says why.
    Drawing(String),
    /// More pixels than [`MAX_PIXELS`].
    TooManyPixels,
    /// The PDF writer refused; the text says why.
    Pdf(String),
    /// The credential could not be baked in.
    Bake(BakeError),
}

impl fmt::Display for RenderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields(problems) => {
                let texts: Vec<String> = problems.iter().map(FieldProblem::to_string).collect();
                formatter.write_str(&texts.join(" "))
            }
            Self::Drawing(why) => write!(formatter, "The template cannot be drawn: {why}."),
            Self::TooManyPixels => write!(formatter, "The picture would have more than {MAX_PIXELS} pixels."),
            Self::Pdf(why) => write!(formatter, "The PDF file cannot be written: {why}."),
            Self::Bake(error) => error.fmt(formatter),
        }
    }
}

impl core::error::Error for RenderError {}

impl From<BakeError> for RenderError {
    fn from(error: BakeError) -> Self {
        Self::Bake(error)
    }
}

/// A document that can be written as SVG, PNG and PDF.
#[derive(Clone, Debug)]
pub struct Certificate {
    tree: Tree,
    details: Details,
}

impl Certificate {
    pub(crate) fn new(tree: Tree, details: Details) -> Self {
        Self { tree, details }
    }

    /// Width and height at 96 pixels to the inch.
    pub fn size(&self) -> (f32, f32) {
        (self.tree.size().width(), self.tree.size().height())
    }
}
