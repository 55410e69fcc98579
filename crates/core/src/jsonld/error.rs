//! The error codes of JSON-LD 1.1 API §9.6, as far as turning a document into RDF can meet them.

use crate::{Code, Problem};

macro_rules! error_codes {
    ($( $(#[$attribute:meta])* $variant:ident = $text:literal; )*) => {
        /// What JSON-LD itself calls wrong. The text opens the detail of the [`Problem`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum ErrorCode { $( $(#[$attribute])* $variant, )* }

        impl ErrorCode {
            /// The text of the specification.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $( $(#[$attribute])* Self::$variant => $text, )* }
            }
        }
    };
}

error_codes! {
    CollidingKeywords = "colliding keywords";
    ContextOverflow = "context overflow";
    CyclicIriMapping = "cyclic IRI mapping";
    InvalidBaseDirection = "invalid base direction";
    InvalidBaseIri = "invalid base IRI";
    InvalidContainerMapping = "invalid container mapping";
    InvalidContextEntry = "invalid context entry";
    InvalidContextNullification = "invalid context nullification";
    InvalidDefaultLanguage = "invalid default language";
    InvalidIdValue = "invalid @id value";
    InvalidImportValue = "invalid @import value";
    InvalidIncludedValue = "invalid @included value";
    InvalidIndexValue = "invalid @index value";
    InvalidIriMapping = "invalid IRI mapping";
    InvalidKeywordAlias = "invalid keyword alias";
    InvalidLanguageMapValue = "invalid language map value";
    InvalidLanguageMapping = "invalid language mapping";
    InvalidLanguageTaggedString = "invalid language-tagged string";
    InvalidLanguageTaggedValue = "invalid language-tagged value";
    InvalidLocalContext = "invalid local context";
    InvalidNestValue = "invalid @nest value";
    InvalidPrefixValue = "invalid @prefix value";
    InvalidPropagateValue = "invalid @propagate value";
    InvalidProtectedValue = "invalid @protected value";
    InvalidRemoteContext = "invalid remote context";
    InvalidReverseProperty = "invalid reverse property";
    InvalidReversePropertyMap = "invalid reverse property map";
    InvalidReversePropertyValue = "invalid reverse property value";
    InvalidReverseValue = "invalid @reverse value";
    InvalidScopedContext = "invalid scoped context";
    InvalidSetOrListObject = "invalid set or list object";
    InvalidTermDefinition = "invalid term definition";
    InvalidTypeMapping = "invalid type mapping";
    InvalidTypeValue = "invalid type value";
    InvalidTypedValue = "invalid typed value";
    InvalidValueObject = "invalid value object";
    InvalidValueObjectValue = "invalid value object value";
    InvalidVersionValue = "invalid @version value";
    InvalidVocabMapping = "invalid vocab mapping";
    KeywordRedefinition = "keyword redefinition";
    #[cfg(feature = "conformance")]
    LoadingRemoteContextFailed = "loading remote context failed";
    #[cfg(feature = "conformance")]
    ProcessingModeConflict = "processing mode conflict";
    ProtectedTermRedefinition = "protected term redefinition";
    RecursiveContextInclusion = "recursive context inclusion";
}

/// A document or context that is not JSON-LD 1.1.
pub(crate) fn fault(code: ErrorCode, detail: impl AsRef<str>) -> Problem {
    Problem::new(
        Code::InvalidJsonLd,
        format!("{}: {}.", code.as_str(), detail.as_ref().trim_end_matches('.')),
    )
}
