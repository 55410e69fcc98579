//! JSON Canonicalization Scheme, RFC 8785.

use std::cmp::Ordering;

use crate::json::{MAX_DEPTH, Value};
use crate::json_writer::push_string;
use crate::{Code, Problem, Result, sorted};

/// The canonical form of a value: no white space, members in the order of their UTF-16 code units, ECMAScript numbers,
/// strings with the fewest escapes.
///
/// # Errors
///
/// `NumberPrecision` for a number that is not finite and `LimitExceeded` for nesting that no stack is sure to carry;
/// [`crate::json::parse`] makes neither.
pub fn canonicalize(value: &Value<'_>) -> Result<String> {
    let mut out = String::new();
    write(value, MAX_DEPTH, &mut out)?;
    Ok(out)
}

/// A double as ECMAScript writes it (RFC 8785 §3.2.2.3); `None` unless it is finite.
pub fn number(value: f64) -> Option<String> {
    value.is_finite().then(|| ryu_js::Buffer::new().format_finite(value).to_owned())
}

fn write(value: &Value<'_>, depth_left: usize, out: &mut String) -> Result<()> {
    let inner_depth = || {
        depth_left.checked_sub(1).ok_or_else(|| {
            Problem::new(Code::LimitExceeded, format!("More than {MAX_DEPTH} levels of nesting."))
        })
    };
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(number) if number.value.is_finite() => {
            out.push_str(ryu_js::Buffer::new().format_finite(number.value));
        }
        Value::Number(_) => {
            return Err(Problem::new(Code::NumberPrecision, "A number that is not finite has no JSON form."));
        }
        Value::String(text) => push_string(out, text),
        Value::Array(elements) => {
            let depth_left = inner_depth()?;
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(element, depth_left, out).map_err(|problem| problem.inside(&index.to_string()))?;
            }
            out.push(']');
        }
        Value::Object(object) => {
            let depth_left = inner_depth()?;
            // RFC 8785 §3.2.3
            let members: Vec<_> = object.iter().collect();
            let name = |place: usize| members.get(place).map_or("", |(name, _)| *name);
            let order = sorted::order(members.len(), &|one, other| compare_utf16(name(one), name(other)));
            out.push('{');
            for (index, (name, value)) in order.into_iter().filter_map(|place| members.get(place)).enumerate()
            {
                if index > 0 {
                    out.push(',');
                }
                push_string(out, name);
                out.push(':');
                write(value, depth_left, out).map_err(|problem| problem.inside(name))?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// The order of UTF-16 code units. It differs from that of UTF-8 bytes only where a character above U+FFFF, two
/// surrogates in UTF-16, meets one from U+E000 to U+FFFF.
fn compare_utf16(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() {
        one.cmp(other)
    } else {
        one.encode_utf16().cmp(other.encode_utf16())
    }
}
