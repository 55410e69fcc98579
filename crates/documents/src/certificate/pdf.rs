//! PDF/A-3: the drawing with its texts as text, and the signed credential as associated file.

use krilla::configure::ConfigurationBuilder;
use krilla::configure::validate::Archival;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::Size;
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};
use proofmark::Timestamp;

use super::{Certificate, RenderError};
use crate::bake::credential_text;

/// CSS pixels are 1/96 inch, PDF units 1/72.
const POINTS_IN_PIXEL: f32 = 0.75;

impl Certificate {
    /// A PDF/A-3u file with this credential attached; PDF/A-3b if a script joins letters in a way that has no code of its
    /// own. The same certificate and credential give the same bytes.
    ///
    /// # Errors
    /// [`RenderError::Pdf`]; [`RenderError::Bake`] if `credential` is none.
    pub fn pdf(&self, credential: Option<&[u8]>) -> Result<Vec<u8>, RenderError> {
        let attachment = credential.map(|credential| self.attachment(credential)).transpose()?;
        self.archive(Archival::A3_U, attachment.clone()).or_else(|_| self.archive(Archival::A3_B, attachment))
    }

    fn archive(&self, level: Archival, attachment: Option<EmbeddedFile>) -> Result<Vec<u8>, RenderError> {
        let configuration = ConfigurationBuilder::new().with_archival_validator(level).finish();
        let configuration = configuration.map_err(|error| RenderError::Pdf(format!("{error:?}")))?;
        let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
        let mut document = Document::new_with(settings);
        document.set_metadata(self.metadata());
        if let Some(file) = attachment {
            document
                .embed_file(file)
                .ok_or_else(|| RenderError::Pdf("the file is attached already".to_owned()))?;
        }
        let (width, height) = self.size();
        let size = Size::from_wh(width * POINTS_IN_PIXEL, height * POINTS_IN_PIXEL)
            .ok_or_else(|| RenderError::Pdf("the page has no size".to_owned()))?;
        let mut page = document.start_page_with(PageSettings::new(size));
        let mut surface = page.surface();
        surface.draw_svg(&self.tree, size, SvgSettings::default());
        surface.finish();
        page.finish();
        document.finish().map_err(|error| RenderError::Pdf(format!("{error:?}")))
    }

    fn metadata(&self) -> Metadata {
        let details = &self.details;
        Metadata::new()
            .title(details.title.clone())
            .language(details.language.clone())
            .authors(vec![details.author.clone()])
            .creator("Proofmark".to_owned())
            .producer("Proofmark".to_owned())
            .creation_date(date_time(details.issued))
    }

    fn attachment(&self, credential: &[u8]) -> Result<EmbeddedFile, RenderError> {
        let credential = credential_text(credential)?;
        let (path, mime_type) = match credential.is_jwt {
            true => ("credential.jwt", "application/jwt"),
            false => ("credential.json", "application/vc+ld+json"),
        };
        Ok(EmbeddedFile {
            path: path.to_owned(),
            mime_type: MimeType::new(mime_type),
            description: Some("The signed credential: drop this file on a verifier".to_owned()),
            association_kind: AssociationKind::Source,
            data: credential.text.as_bytes().to_vec().into(),
            modification_date: Some(date_time(self.details.issued)),
            compress: Some(true),
            location: None,
        })
    }
}

fn date_time(time: Timestamp) -> DateTime {
    let text = time.to_string();
    let number =
        |range| text.get(range).and_then(|digits: &str| digits.parse::<u16>().ok()).unwrap_or_default();
    let small = |range| u8::try_from(number(range)).unwrap_or_default();
    DateTime::new(number(0..4))
        .month(small(5..7))
        .day(small(8..10))
        .hour(small(11..13))
        .minute(small(14..16))
        .second(small(17..19))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}
