//! SVG: letters become outlines, so that the picture looks the same where its fonts are not installed, also in `<img>`.

use resvg::usvg::WriteOptions;

use super::{Certificate, RenderError};
use crate::bake::bake;
use crate::text::escaped;

impl Certificate {
    /// An SVG file, with this credential baked in.
    ///
    /// # Errors
    /// [`RenderError::Bake`].
    pub fn svg(&self, credential: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
        let options =
            WriteOptions { coordinates_precision: 3, transforms_precision: 5, ..WriteOptions::default() };
        let drawing = self.tree.to_string(&options);
        let (title, language) = (escaped(&self.details.title), escaped(&self.details.language));
        let named = drawing.replacen("<svg ", &format!(r#"<svg role="img" xml:lang="{language}" "#), 1);
        let named = named.replacen('>', &format!("><title>{title}</title>"), 1);
        match credential {
            Some(credential) => Ok(bake(named.as_bytes(), credential)?),
            None => Ok(named.into_bytes()),
        }
    }
}
