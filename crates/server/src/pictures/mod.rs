//! Pictures that the server draws by itself: the card that other sites show for a link, and a badge for achievements
//! without a picture of their own. Both are SVG templates of ours; what they show is text that others wrote.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use proofmark_documents::{
    Details, Field, FieldProblem, FieldProblemKind, FieldType, Fonts, RenderError, Template,
    TemplateDefinition, Value, Values, Visibility, built_in,
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::domain::brand::Color;
use crate::domain::{Error, Result};

/// Pixels to the inch at which one unit of the templates is one pixel.
const DPI: u16 = 96;
/// Pictures drawn at the same time; more wait.
const AT_ONCE: usize = 2;
/// Bytes of pictures kept. When more come, all are forgotten and drawn again when asked for.
const KEPT_BYTES: usize = 32 << 20;
/// Characters that a text is cut to when it does not fit its place; once more when that was not enough.
const SHORTER: [usize; 2] = [90, 24];
/// The colour of pages whose organization has not chosen one.
const USUAL: &str = "#3b3fb6";

/// What a card shows. Width and height are 1200 and 630 pixels, as Open Graph asks for.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    /// What was earned.
    pub(crate) achievement: String,
    /// Who earned it, if that may be shown.
    pub(crate) recipient: Option<String>,
    /// Who says so.
    pub(crate) issuer: String,
    /// One more line.
    pub(crate) date: Option<String>,
    /// A word in place of the tick, for what is no longer or not yet valid, or only a test.
    pub(crate) mark: Option<&'static str>,
    /// The organization's colour.
    pub(crate) accent: Option<Color>,
}

/// What a drawn badge shows; it is a square of 640 pixels.
#[derive(Clone, Debug)]
pub(crate) struct Badge {
    /// What is earned.
    pub(crate) achievement: String,
    /// Who gives it.
    pub(crate) issuer: String,
    /// The organization's colour.
    pub(crate) accent: Option<Color>,
}

/// Draws pictures and keeps them for a while.
pub(crate) struct Pictures {
    kept: Mutex<Kept>,
    free: Semaphore,
    fonts: OnceLock<Fonts>,
}

#[derive(Default)]
struct Kept {
    pictures: HashMap<[u8; 32], Arc<[u8]>>,
    bytes: usize,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { kept: Mutex::default(), free: Semaphore::new(AT_ONCE), fonts: OnceLock::new() }
    }
}

impl Pictures {
    /// A card as a PNG file.
    ///
    /// # Errors
    /// A fault of ours: whatever texts are given, something is drawn.
    pub(crate) async fn card(&self, card: &Card) -> Result<Arc<[u8]>> {
        let ink = card.accent.or_else(|| Color::parse(USUAL)).map(Color::deep);
        let deep = ink.zip(Color::parse("#000000")).map(|(ink, black)| ink.mixed(black, 24));
        let mut texts = vec![
            ("achievement", card.achievement.clone(), "Open Badge"),
            ("issuer", card.issuer.clone(), ""),
            ("recipient", card.recipient.clone().unwrap_or_default(), ""),
            ("date", card.date.clone().unwrap_or_default(), ""),
            ("mark", card.mark.unwrap_or_default().to_owned(), ""),
            ("paper", "#ffffff".to_owned(), ""),
        ];
        for (key, color) in [("ink", ink), ("deep", deep)] {
            texts.push((key, color.map(|color| color.to_string()).unwrap_or_default(), USUAL));
        }
        self.draw("card", texts, card_template).await
    }

    /// A badge as a PNG file.
    ///
    /// # Errors
    /// As [`Pictures::card`].
    pub(crate) async fn badge(&self, badge: &Badge) -> Result<Arc<[u8]>> {
        let mut texts = vec![
            ("achievement", badge.achievement.clone(), "Open Badge"),
            ("issuer", badge.issuer.clone(), "–"),
        ];
        if let (Some(accent), Some(white)) = (badge.accent, Color::parse("#ffffff")) {
            let ink = accent.deep();
            texts.push(("ink", ink.to_string(), USUAL));
            texts.push(("face", ink.mixed(white, 10).to_string(), USUAL));
        }
        self.draw("badge", texts, badge_template).await
    }

    async fn draw(
        &self,
        kind: &'static str,
        texts: Vec<(&'static str, String, &'static str)>,
        template: fn() -> Result<&'static Template>,
    ) -> Result<Arc<[u8]>> {
        let key = key_of(kind, &texts);
        if let Some(picture) = self.find(&key) {
            return Ok(picture);
        }
        let _turn = self.free.acquire().await.map_err(|error| Error::internal("drawing a picture", error))?;
        // Somebody else may have drawn it while this one waited.
        if let Some(picture) = self.find(&key) {
            return Ok(picture);
        }
        let fonts = self.fonts.get_or_init(Fonts::bundled).clone();
        let drawing = tokio::task::spawn_blocking(move || drawn(template()?, texts, &fonts));
        let picture: Arc<[u8]> =
            drawing.await.map_err(|error| Error::internal("drawing a picture", error))??.into();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + picture.len() > KEPT_BYTES {
            *kept = Kept::default();
        }
        kept.bytes += picture.len();
        kept.pictures.insert(key, picture.clone());
        Ok(picture)
    }

    fn find(&self, key: &[u8; 32]) -> Option<Arc<[u8]>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pictures.get(key).cloned()
    }
}

fn key_of(kind: &str, texts: &[(&str, String, &str)]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(kind);
    for (key, text, _) in texts {
        for part in [*key, text] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

/// Fills the template in. A text with letters that no font here has gives way to its substitute, and one that does not
/// fit is cut: a picture is only a picture, the page beside it says everything.
fn drawn(
    template: &Template,
    texts: Vec<(&'static str, String, &'static str)>,
    fonts: &Fonts,
) -> Result<Vec<u8>> {
    let details = Details {
        title: String::new(),
        language: "en".to_owned(),
        author: String::new(),
        issued: proofmark::Timestamp::from_unix_seconds(0),
    };
    let mut texts: HashMap<&str, (String, &str)> =
        texts.into_iter().map(|(key, text, substitute)| (key, (text, substitute))).collect();
    for round in 0..=SHORTER.len() + 1 {
        let values = texts.iter().filter(|(_, (text, _))| !text.is_empty());
        let values: Values =
            values.map(|(key, (text, _))| ((*key).to_owned(), Value::Text(text.clone()))).collect();
        let problems =
            match template.fill(&values, &details, fonts).and_then(|picture| picture.png(DPI, None)) {
                Ok(picture) => return Ok(picture),
                Err(RenderError::Fields(problems)) => problems,
                Err(error) => return Err(Error::internal("drawing a picture", error)),
            };
        for FieldProblem { field, kind } in problems {
            let Some((text, substitute)) = texts.get_mut(field.as_str()) else { continue };
            *text = match (kind, SHORTER.get(round)) {
                (FieldProblemKind::TooLong, Some(characters)) => cut(text, *characters),
                (FieldProblemKind::Invalid(_), Some(characters)) if text.chars().count() > *characters => {
                    cut(text, *characters)
                }
                _ => (*substitute).to_owned(),
            };
        }
    }
    Err(Error::internal("drawing a picture", "its texts fit in no form"))
}

fn cut(text: &str, characters: usize) -> String {
    let mut short: String = text.chars().take(characters).collect();
    short.push('…');
    short
}

fn card_template() -> Result<&'static Template> {
    static TEMPLATE: OnceLock<Option<Template>> = OnceLock::new();
    let text = |key: &str, required: bool| Field {
        key: key.to_owned(),
        label: key.to_owned(),
        kind: FieldType::Text,
        visibility: Visibility::Public,
        required,
        default: None,
    };
    let color = |key: &str| Field { kind: FieldType::Color, ..text(key, true) };
    let template = TEMPLATE.get_or_init(|| {
        let fields = vec![
            text("achievement", true),
            text("issuer", false),
            text("recipient", false),
            text("date", false),
            text("mark", false),
            color("ink"),
            color("deep"),
            color("paper"),
        ];
        let svg = include_str!("card.svg").to_owned();
        Template::new(&TemplateDefinition { svg, fields }).ok()
    });
    template.as_ref().ok_or_else(|| Error::internal("drawing a picture", "the template is no template"))
}

fn badge_template() -> Result<&'static Template> {
    static TEMPLATE: OnceLock<Option<Template>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let badge = built_in().into_iter().find(|template| template.id == "badge")?;
        badge.template("silver").ok()
    });
    template.as_ref().ok_or_else(|| Error::internal("drawing a picture", "the template is no template"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn card(achievement: &str) -> Card {
        Card {
            achievement: achievement.to_owned(),
            recipient: Some("Ada Lovelace".to_owned()),
            issuer: "Example College".to_owned(),
            date: Some("21 November 2026".to_owned()),
            mark: None,
            accent: Color::parse("#ffee00"),
        }
    }

    #[tokio::test]
    async fn whatever_is_written_a_card_is_drawn_and_kept() {
        let pictures = Pictures::default();
        let long = "W".repeat(200);
        let names = ["Welding 101", long.as_str(), "溶接の基礎", "אריגה", "<b>&amp;", "", "\u{202e}abc 🪢"];
        for name in names {
            let drawn = pictures.card(&card(name)).await.unwrap();
            assert!(drawn.starts_with(b"\x89PNG"), "{name}");
            // IHDR: width and height.
            assert_eq!(drawn.get(16..24), Some(&[0, 0, 4, 0xb0, 0, 0, 2, 0x76][..]), "{name}");
            assert!(Arc::ptr_eq(&drawn, &pictures.card(&card(name)).await.unwrap()), "drawn once");
        }
    }

    #[tokio::test]
    async fn a_badge_is_drawn_in_the_colour_of_its_organization() {
        let pictures = Pictures::default();
        let badge = |accent: &str| Badge {
            achievement: "Welding 101".to_owned(),
            issuer: "溶接学校".to_owned(),
            accent: Color::parse(accent),
        };
        let red = pictures.badge(&badge("#ff0000")).await.unwrap();
        let usual = pictures.badge(&badge("")).await.unwrap();
        assert!(red.starts_with(b"\x89PNG") && usual.starts_with(b"\x89PNG") && red != usual);
    }
}
