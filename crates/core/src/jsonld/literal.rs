//! Literals: texts, numbers, truth values, value objects and JSON (Expansion §5.1 step 15, Object to RDF Conversion §8.2).

use super::active::{ActiveId, Definition, Direction, Setting, TypeMapping};
use super::error::{ErrorCode, fault};
use super::expand::Expanded;
use super::iri::{self, Kind};
use super::keyword::Keyword;
use super::node::{Given, Opened};
use super::walk::{Key, Link, Place, Walk, shorten};
use crate::json::{Number, Value};
use crate::rdf::XSD_STRING;
use crate::{Code, Problem, Result, decimal, jcs};

const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";

/// From here on integers are written as doubles (§8.2.2, step 10).
const LARGE: f64 = 1e21;
/// Decimal digits that a double, and the 16 digits of its canonical form, always keep apart.
const SAFE_DIGITS: usize = 15;

impl Walk<'_> {
    /// A text, number or truth value as a literal (Value Expansion §5.3, steps 3 to 5).
    pub(super) fn literal(
        &mut self,
        active: ActiveId,
        definition: Definition,
        value: &Value<'_>,
        place: Place,
    ) -> Result<()> {
        if let TypeMapping::Datatype(datatype) = definition.type_mapping {
            if self.contexts.iris.kind(datatype) != Kind::Absolute {
                return self.lost(|| "The context gives this a datatype that is no IRI.".into());
            }
            let datatype = self.contexts.iris.text(datatype);
            // The common case, a text with a datatype of the context, without a copy.
            if let Value::String(text) = value {
                let literal = self.dataset.push_literal(text, datatype, None);
                return self.place_literal(place, literal);
            }
            let datatype = datatype.to_owned();
            return self.native(value, Some(&datatype), place);
        }
        let Value::String(text) = value else { return self.native(value, None, place) };
        let context = self.contexts.active(active);
        let language = match definition.language {
            Setting::Absent => context.language,
            Setting::Null => None,
            Setting::Is(tag) => Some(tag),
        };
        let direction = match definition.direction {
            Setting::Absent => context.direction,
            Setting::Null => None,
            Setting::Is(direction) => Some(direction),
        };
        match language {
            None if direction.is_none() => {
                let literal = self.dataset.push_literal(text, XSD_STRING, None);
                self.place_literal(place, literal)
            }
            language => {
                let language = language.map(|tag| self.contexts.iris.text(tag).to_owned());
                self.tagged(text, language.as_deref(), direction, place)
            }
        }
    }

    fn place_literal(&mut self, place: Place, literal: crate::rdf::Term) -> Result<()> {
        match place.link {
            Link::Unsaid => Ok(()),
            Link::Floating => self.lost(|| "A plain value stands where only a node has a meaning.".into()),
            Link::Subject { .. } => Err(fault(ErrorCode::InvalidReversePropertyValue, "a plain value")),
            Link::Object { .. } | Link::Item => self.attach(place, literal),
        }
    }

    /// A text with a language or a direction.
    pub(super) fn tagged(
        &mut self,
        text: &str,
        language: Option<&str>,
        direction: Option<Direction>,
        place: Place,
    ) -> Result<()> {
        // Language tags are compared without regard to case; in lower case they are equal when their spelling is.
        let language = language.map(str::to_ascii_lowercase);
        if let Some(tag) = language.as_deref().filter(|tag| !is_language_tag(tag)) {
            return self.lost(|| format!("'{}' is no language tag.", shorten(tag)));
        }
        if let Some(direction) = direction {
            self.lost(|| "RDF cannot carry @direction, so nobody would notice if it were changed.".into())?;
            #[cfg(feature = "conformance")]
            if let Some(literal) =
                super::conformance::directed(self, text, language.as_deref(), direction, place.graph)?
            {
                return self.place_literal(place, literal);
            }
            let _ = direction;
        }
        let literal = self.dataset.push_literal(text, XSD_STRING, language.as_deref());
        self.place_literal(place, literal)
    }

    /// A scalar with a datatype, or with the one its JSON type has (§8.2.2, steps 8 to 11).
    fn native(&mut self, value: &Value<'_>, datatype: Option<&str>, place: Place) -> Result<()> {
        let literal = match value {
            Value::String(text) => self.dataset.push_literal(text, datatype.unwrap_or(XSD_STRING), None),
            Value::Bool(value) => {
                let lexical = if *value { "true" } else { "false" };
                self.dataset.push_literal(lexical, datatype.unwrap_or(XSD_BOOLEAN), None)
            }
            Value::Number(number) => {
                if !self.lenient() {
                    check_precision(number)?;
                }
                let is_double = number.value.fract() != 0.0
                    || number.value.abs() >= LARGE
                    || datatype == Some(XSD_DOUBLE);
                let lexical = if is_double { double(number.value) } else { integer(number.value) };
                let native = if is_double { XSD_DOUBLE } else { XSD_INTEGER };
                self.dataset.push_literal(&lexical, datatype.unwrap_or(native), None)
            }
            Value::Null | Value::Array(_) | Value::Object(_) => return Ok(()),
        };
        self.place_literal(place, literal)
    }

    /// A JSON literal: any value, in its canonical form.
    pub(super) fn json_literal(&mut self, value: &Value<'_>, place: Place) -> Result<()> {
        self.check_depth(value)?;
        let canonical = jcs::canonicalize(value)?;
        let literal = self.dataset.push_literal(&canonical, RDF_JSON, None);
        self.place_literal(place, literal)
    }

    /// 15) `{"@value": …}` with `@type`, or with `@language` and `@direction`.
    pub(super) fn value_object(&mut self, object: Opened<'_, '_>, place: Place, given: Given) -> Result<()> {
        let mut parts = Parts::default();
        for (at, (key, value)) in object.map.members.iter().enumerate() {
            let name = self.keys.get(object.keys + at).copied().flatten();
            self.key(object.active, name, key)
                .and_then(|meaning| match meaning {
                    Key::Nothing | Key::Keyword(Keyword::Context) => Ok(()),
                    Key::Keyword(Keyword::Index) => match value {
                        Value::String(_) => self.forbidden(key),
                        _ => Err(fault(ErrorCode::InvalidIndexValue, "an index is a text")),
                    },
                    Key::Keyword(keyword) => parts.take(keyword, value),
                    Key::Property(_) => {
                        Err(fault(ErrorCode::InvalidValueObject, format!("it also has '{}'", shorten(key))))
                    }
                })
                .map_err(|problem| problem.inside(key))?;
        }
        if given.id.is_some() || given.kind.is_some() || given.index.is_some() {
            return Err(fault(ErrorCode::InvalidValueObject, "a map gives it what only a node has"));
        }
        let Some(value) = parts.value else { return Ok(()) };
        let datatype = match parts.kind {
            None => None,
            // Null is what an absent type would be.
            Some(Value::Null) if self.lenient() => None,
            Some(Value::String(name)) => {
                match self.contexts.expand(self.context(object.active), name, true, true) {
                    Expanded::Keyword(Keyword::Json) => {
                        if parts.language.is_some() || parts.direction.is_some() {
                            return Err(fault(
                                ErrorCode::InvalidValueObject,
                                "@type beside @language or @direction",
                            ));
                        }
                        // A context may say that a term holds JSON; a document may not say it of itself.
                        self.forbidden("@json")?;
                        return self.json_literal(value, place);
                    }
                    Expanded::Keyword(_) | Expanded::Null => {
                        return Err(fault(ErrorCode::InvalidTypedValue, format!("'{}'", shorten(name))));
                    }
                    Expanded::Known(name) => Some(self.contexts.iris.text(name).to_owned()),
                    Expanded::Text(text) => Some(text.into_owned()),
                }
            }
            Some(Value::Array(_)) => return Err(fault(ErrorCode::InvalidTypedValue, "more than one type")),
            Some(_) => return Err(fault(ErrorCode::InvalidTypeValue, "a type is a text")),
        };
        let language = match parts.language {
            None => None,
            Some(Value::String(tag)) => Some(tag.as_ref()),
            Some(_) => return Err(fault(ErrorCode::InvalidLanguageTaggedString, "@language is a text")),
        };
        let direction = match parts.direction {
            None => None,
            Some(Value::String(text)) if Direction::parse(text).is_some() => Direction::parse(text),
            Some(_) => return Err(fault(ErrorCode::InvalidBaseDirection, "@direction is 'ltr' or 'rtl'")),
        };
        match (value, datatype) {
            (Value::Array(_) | Value::Object(_), _) => {
                Err(fault(ErrorCode::InvalidValueObjectValue, "@value is a text, a number, true or false"))
            }
            (_, Some(_)) if language.is_some() || direction.is_some() => {
                Err(fault(ErrorCode::InvalidValueObject, "@type beside @language or @direction"))
            }
            (Value::Null, _) => self.lost(|| "A value of null leaves no trace in what is signed.".into()),
            (_, Some(datatype)) if !iri::is_well_formed(&datatype) => {
                if self.lenient() {
                    return Err(fault(ErrorCode::InvalidTypedValue, format!("'{}'", shorten(&datatype))));
                }
                let detail =
                    format!("No context of this document defines the type '{}'.", shorten(&datatype));
                Err(Problem::new(Code::UndefinedType, detail))
            }
            (value, Some(datatype)) => self.native(value, Some(&datatype), place),
            (Value::String(text), None) => self.tagged(text, language, direction, place),
            (_, None) if language.is_some() => {
                Err(fault(ErrorCode::InvalidLanguageTaggedValue, "only a text has a language"))
            }
            (value, None) => self.native(value, None, place),
        }
    }
}

/// The entries of a value object.
#[derive(Default)]
struct Parts<'o, 'v> {
    value: Option<&'o Value<'v>>,
    kind: Option<&'o Value<'v>>,
    language: Option<&'o Value<'v>>,
    direction: Option<&'o Value<'v>>,
}

impl<'o, 'v> Parts<'o, 'v> {
    fn take(&mut self, keyword: Keyword, value: &'o Value<'v>) -> Result<()> {
        let part = match keyword {
            Keyword::Value => &mut self.value,
            Keyword::Type => &mut self.kind,
            Keyword::Language => &mut self.language,
            Keyword::Direction => &mut self.direction,
            _ => return Err(fault(ErrorCode::InvalidValueObject, "it has an entry that no value has")),
        };
        match part.replace(value) {
            None => Ok(()),
            Some(_) => Err(fault(ErrorCode::CollidingKeywords, "a value object has an entry twice")),
        }
    }
}

/// Refuses numbers whose canonical form could be that of another number, too.
fn check_precision(number: &Number<'_>) -> Result<()> {
    if number.value.fract() == 0.0 {
        return Ok(());
    }
    let mantissa = number.text.split(['e', 'E']).next().unwrap_or_default();
    let significant = mantissa.trim_matches(|c| matches!(c, '-' | '0' | '.'));
    let digits = significant.bytes().filter(u8::is_ascii_digit).count();
    if digits > SAFE_DIGITS || !number.value.is_normal() {
        let detail =
            format!("The number {} has more digits than its signed form keeps.", shorten(number.text));
        return Err(Problem::new(Code::NumberPrecision, detail));
    }
    Ok(())
}

/// The canonical form of `xsd:integer`.
fn integer(value: f64) -> String {
    // Below 10²¹ ECMAScript writes an integer in full, with its exact digits up to 2⁵³, and a zero without its sign.
    jcs::number(value).unwrap_or_default()
}

/// The canonical form of `xsd:double`, `%1.15E` without the zeros at the end of the mantissa.
fn double(value: f64) -> String {
    if value == 0.0 {
        return "0.0E0".into();
    }
    let (digits, exponent) = decimal::digits(value.abs(), 16);
    let text = digits.to_string();
    let (first, rest) = text.split_at_checked(1).unwrap_or_default();
    let rest = rest.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    let rest = if rest.is_empty() { "0" } else { rest };
    format!("{sign}{first}.{rest}E{exponent}")
}

/// BCP 47 as far as RDF 1.1 asks: `[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*`.
fn is_language_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| {
        (1..=8).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphabetic() || (at > 0 && byte.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_canonical_forms() {
        for (value, expected) in [
            (36.5, "3.65E1"),
            (0.1, "1.0E-1"),
            (9.95, "9.949999999999999E0"),
            (-1e21, "-1.0E21"),
            (0.0, "0.0E0"),
        ] {
            assert_eq!(double(value), expected);
        }
        for (value, expected) in [(0.0, "0"), (-0.0, "0"), (-36.0, "-36"), (1e20, "100000000000000000000")] {
            assert_eq!(integer(value), expected);
        }
    }

    #[test]
    fn language_tags_are_checked() {
        for tag in ["en", "de-1996", "sl-rozaj-biske-1994"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "en_us", "-en", "en-", "123", "toolonglanguage", "e n", "é"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }
}
