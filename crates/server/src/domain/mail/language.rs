//! The languages that e-mails and pages are written in.

use serde::{Deserialize, Serialize};

/// A language with built-in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// English
    #[default]
    En,
    /// Deutsch
    De,
    /// Français
    Fr,
    /// Español
    Es,
    /// Nederlands
    Nl,
    /// 日本語
    Ja,
}

impl Language {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [Self::En, Self::De, Self::Fr, Self::Es, Self::Nl, Self::Ja];

    /// The tag of BCP 47.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Nl => "nl",
            Self::Ja => "ja",
        }
    }
}
