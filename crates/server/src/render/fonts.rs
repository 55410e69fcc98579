//! The fonts of this process: those that come along, and the operator's folders.

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::Context;
use proofmark_documents::Fonts;

/// Fonts that are read once. Those that come along are read when they are first needed.
pub(crate) struct SharedFonts(OnceLock<Fonts>);

impl SharedFonts {
    /// Reads the operator's folders now, so that a wrong one is noticed at the start.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub(crate) fn load(folders: &[PathBuf]) -> anyhow::Result<Self> {
        let fonts = OnceLock::new();
        if !folders.is_empty() {
            let read = Fonts::with_folders(folders)
                .with_context(|| format!("cannot read the fonts in {folders:?}"))?;
            drop(fonts.set(read));
        }
        Ok(Self(fonts))
    }

    /// The fonts.
    pub(super) fn get(&self) -> &Fonts {
        self.0.get_or_init(Fonts::bundled)
    }
}
