//! Rows as JSON: an array of requests, or an object with `defaults` and `rows`. Only the text of one row is in memory
//! at a time.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::{Common, MAX_ROW_BYTES, Out, Stop, refuse, with_defaults};
use crate::http::edge::{ApiError, ErrorCode};

/// Reads all rows into `out`.
pub(super) fn read(input: impl Read, common: &Common, out: &mut Out) -> Result<(), Stop> {
    let mut text = Text { input: BufReader::with_capacity(64 << 10, input), row: 0 };
    text.skip_byte_order_mark()?;
    match text.next_token()? {
        Some(b'[') => text.rows(&common.defaults, out)?,
        Some(b'{') => text.members(common, out)?,
        _ => return Err(refuse("The body must be an array of rows, or an object with `rows`.")),
    }
    match text.next_token()? {
        None => Ok(()),
        Some(_) => Err(text.not_json("there is something after its end")),
    }
}

struct Text<R> {
    input: BufReader<R>,
    row: u64,
}

impl<R: Read> Text<R> {
    fn peek(&mut self) -> Result<Option<u8>, Stop> {
        let buffer = self.input.fill_buf().map_err(|_| Stop::Closed)?;
        Ok(buffer.first().copied())
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), Stop> {
        let buffer = self.input.fill_buf().map_err(|_| Stop::Closed)?;
        if buffer.starts_with(&[0xef, 0xbb, 0xbf]) {
            self.input.consume(3);
        } else if buffer.starts_with(&[0xfe, 0xff]) || buffer.starts_with(&[0xff, 0xfe]) {
            return Err(refuse("The body is UTF-16. Send it as UTF-8."));
        }
        Ok(())
    }

    /// The next byte that is not white space, taken.
    fn next_token(&mut self) -> Result<Option<u8>, Stop> {
        while let Some(byte) = self.peek()? {
            self.input.consume(1);
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Ok(Some(byte));
            }
        }
        Ok(None)
    }

    /// The rows behind `[`, up to and with `]`.
    fn rows(&mut self, defaults: &Map<String, Value>, out: &mut Out) -> Result<(), Stop> {
        let mut first = self.next_token()?;
        if first == Some(b']') {
            return Ok(());
        }
        loop {
            self.row += 1;
            let start = first.ok_or_else(|| self.not_json("it ends in the middle"))?;
            let row = self.value(start)?;
            out.push(None, with_defaults(defaults, row))?;
            match self.next_token()? {
                Some(b',') => first = self.next_token()?,
                Some(b']') => return Ok(()),
                _ => return Err(self.not_json("`,` or `]` is missing behind it")),
            }
        }
    }

    /// The members behind `{`, up to and with `}`.
    fn members(&mut self, common: &Common, out: &mut Out) -> Result<(), Stop> {
        let mut defaults = common.defaults.clone();
        let mut has_rows = false;
        loop {
            let Some(b'"') = self.next_token()? else { return Err(self.not_json("a name is missing")) };
            let name = self.value(b'"')?;
            let Some(b':') = self.next_token()? else { return Err(self.not_json("`:` is missing")) };
            let start = self.next_token()?.ok_or_else(|| self.not_json("it ends in the middle"))?;
            match (name.as_str(), start) {
                (Some("rows"), b'[') if !has_rows => {
                    has_rows = true;
                    self.rows(&defaults, out)?;
                }
                (Some("rows"), _) => return Err(refuse("`rows` must be one array.")),
                (Some("defaults"), _) if has_rows => {
                    return Err(refuse("`defaults` must stand before `rows`."));
                }
                (Some("defaults"), start) => match self.value(start)? {
                    // What the address says is nearer to the caller than what a file brings along.
                    Value::Object(own) => match with_defaults(&own, Value::Object(defaults)) {
                        Value::Object(merged) => defaults = merged,
                        _ => defaults = Map::new(),
                    },
                    Value::Null => {}
                    _ => return Err(refuse("`defaults` must be an object.")),
                },
                _ => return Err(refuse(format!("There is no member {name} beside `defaults` and `rows`."))),
            }
            match self.next_token()? {
                Some(b',') => {}
                Some(b'}') if has_rows => return Ok(()),
                Some(b'}') => return Err(refuse("`rows` is missing.")),
                _ => return Err(self.not_json("`,` or `}` is missing")),
            }
        }
    }

    /// One value whose first byte was taken already.
    fn value(&mut self, start: u8) -> Result<Value, Stop> {
        let mut text = vec![start];
        let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
        let mut byte = start;
        loop {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            let is_scalar = !matches!(start, b'{' | b'[' | b'"');
            if !is_scalar && depth == 0 && !in_string {
                break;
            }
            let Some(next) = self.peek()? else { break };
            if is_scalar && matches!(next, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n') {
                break;
            }
            if text.len() >= MAX_ROW_BYTES {
                let message = format!("{} is longer than {MAX_ROW_BYTES} bytes.", self.place());
                return Err(refuse(message));
            }
            self.input.consume(1);
            text.push(next);
            byte = next;
        }
        serde_json::from_slice(&text).map_err(|error| self.not_json(&error.to_string()))
    }

    fn place(&self) -> String {
        if self.row == 0 { "The body".to_owned() } else { format!("Row {}", self.row) }
    }

    fn not_json(&self, why: &str) -> Stop {
        let message = format!("{} is not JSON: {why}.", self.place());
        Stop::Fault(ApiError::new(ErrorCode::InvalidJson, message))
    }
}
