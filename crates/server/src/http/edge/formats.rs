//! Strings of a known form, as types whose schema names the format.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type};
use serde_json::Value;

use crate::domain::{Timestamp, text};

/// What is wrong with `text` as a string of `format`; unknown formats demand nothing.
pub(super) fn problem(format: &str, text: &str) -> Option<&'static str> {
    let (good, message) = match format {
        "email" => (text::is_email(text), "Must be an e-mail address."),
        "uri" => (text::is_uri(text), "Must be an absolute URI."),
        "date-time" => (
            Timestamp::parse(text).is_some(),
            "Must be an RFC 3339 date and time with an offset, such as 2026-11-21T10:00:00Z.",
        ),
        _ => return None,
    };
    (!good).then_some(message)
}

macro_rules! string_format {
    ($(#[$doc:meta])* $name:ident, $format:literal, $inner:ty, $parse:expr, $write:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $inner);

        impl Type for $name {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            fn name() -> Cow<'static, str> {
                concat!("string_", $format).into()
            }

            fn schema_ref() -> MetaSchemaRef {
                MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", $format)))
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl ParseFromJSON for $name {
            fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
                match value {
                    Some(Value::String(text)) => Self::parse_from_parameter(&text),
                    value => Err(ParseError::expected_type(value.unwrap_or_default())),
                }
            }
        }

        impl ParseFromParameter for $name {
            fn parse_from_parameter(text: &str) -> ParseResult<Self> {
                match problem($format, text) {
                    Some(problem) => Err(ParseError::custom(problem)),
                    None => $parse(text).map(Self).ok_or_else(ParseError::expected_input),
                }
            }
        }

        impl ToJSON for $name {
            fn to_json(&self) -> Option<Value> {
                Some(Value::String($write(&self.0)))
            }
        }
    };
}

string_format!(
    /// An e-mail address.
    Email, "email", String, |text: &str| Some(text.to_owned()), String::clone
);
string_format!(
    /// An absolute URI: a URL, DID, URN, mailto or data URI.
    Uri, "uri", String, |text: &str| Some(text.to_owned()), String::clone
);
string_format!(
    /// A date and time of RFC 3339.
    DateTime, "date-time", Timestamp, Timestamp::parse, Timestamp::to_string
);
