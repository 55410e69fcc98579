//! Rows as a table: UTF-8, with or without a byte order mark, separated by comma, semicolon or tab, cells quoted or
//! not, columns in any order. The header says which member of a request each column is.

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Value};

use super::{Common, MAX_ROW_BYTES, Out, Stop, refuse, with_defaults};
use crate::domain::FieldProblem;
use crate::domain::batch::{Fault, NewRow};
use crate::http::edge::{Place, ShapeCheck};

/// What people fill in.
pub(super) const TEMPLATE: &str =
    "recipient.name,recipient.email,validFrom,validUntil,externalId,narrative\r\n";

/// Names that people give to columns.
const ALIASES: [(&str, &str); 10] = [
    ("name", "recipient.name"),
    ("fullname", "recipient.name"),
    ("recipientname", "recipient.name"),
    ("email", "recipient.email"),
    ("mail", "recipient.email"),
    ("emailaddress", "recipient.email"),
    ("recipientemail", "recipient.email"),
    ("achievement", "achievementId"),
    ("issuer", "issuerId"),
    ("expires", "validUntil"),
];

/// Reads all rows into `out`.
pub(super) fn read(input: impl Read, common: &Common, out: &mut Out) -> Result<(), Stop> {
    let mut input = BufReader::with_capacity(64 << 10, input);
    let delimiter = begin(&mut input)?;
    let since_row = Rc::new(Cell::new(0));
    let guarded = Guarded { input, since_row: since_row.clone() };
    // The last row ends with a line feed too, whatever the file does.
    let guarded = guarded.chain(&b"\n"[..]);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(guarded);
    let mut record = ByteRecord::new();
    let mut columns = None;
    loop {
        since_row.set(0);
        let line = reader.position().line();
        if !reader.read_byte_record(&mut record).map_err(|error| unreadable(line, &error))? {
            break;
        }
        let line = first_line(&reader, &record);
        let cells = texts(&record, line)?;
        let Some(columns) = &columns else {
            columns = Some(header(&cells, common, &out.shape)?);
            continue;
        };
        // A spreadsheet leaves such lines behind where something was deleted.
        if cells.iter().all(|cell| cell.is_empty()) {
            continue;
        }
        if cells.len() != columns.len() {
            let message = format!("The row has {} cells, the header has {}.", cells.len(), columns.len());
            let content = Err(Fault::invalid(vec![FieldProblem::new("", message)]));
            out.keep(NewRow { line: i64::try_from(line).ok(), external_id: None, content })?;
            continue;
        }
        let mut row = Value::Object(Map::new());
        for (cell, column) in cells.iter().zip(columns) {
            if let (Some(column), false) = (column, cell.is_empty()) {
                put(&mut row, &column.path, column.place.value(cell, &column.path));
            }
        }
        out.push(Some(line), with_defaults(&common.defaults, row))?;
    }
    if columns.is_none() {
        return Err(refuse("The table is empty. Its first line must name the columns."));
    }
    Ok(())
}

/// Skips a byte order mark, refuses UTF-16, and finds what separates the cells of the header.
fn begin(input: &mut impl BufRead) -> Result<u8, Stop> {
    let buffer = input.fill_buf().map_err(|_| Stop::Closed)?;
    let has_mark = buffer.starts_with(&[0xef, 0xbb, 0xbf]);
    let is_utf_16 = buffer.starts_with(&[0xfe, 0xff])
        || buffer.starts_with(&[0xff, 0xfe])
        || buffer.iter().take(64).filter(|byte| **byte == 0).count() > 4;
    if is_utf_16 {
        return Err(refuse("Line 1: the table is UTF-16. Save it as CSV in UTF-8."));
    }
    let header = buffer.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| {
        let mut quoted = false;
        let mut count = 0;
        for byte in header {
            quoted ^= *byte == b'"';
            count += usize::from(*byte == delimiter && !quoted);
        }
        count
    };
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter));
    if has_mark {
        input.consume(3);
    }
    Ok(delimiter.unwrap_or(b','))
}

/// The line on which a row begins. The reader's own count begins at the empty lines above it.
fn first_line<R: Read>(reader: &csv::Reader<R>, record: &ByteRecord) -> u64 {
    let inside = record.as_slice().iter().filter(|byte| **byte == b'\n').count();
    reader.position().line().saturating_sub(1 + inside as u64)
}

/// Fails when a row does not end. Leaves out each CR before a LF: the reader would count lines otherwise.
struct Guarded<R> {
    input: R,
    since_row: Rc<Cell<usize>>,
}

impl<R: BufRead> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > MAX_ROW_BYTES {
            return Err(io::Error::other("the row is too long"));
        }
        loop {
            let available = self.input.fill_buf()?;
            let length = available.len().min(buffer.len());
            if length == 0 {
                return Ok(0);
            }
            let mut kept = 0;
            for (at, byte) in available[..length].iter().enumerate() {
                // A CR at the end of what is at hand stays; that one line counts as the reader does.
                if *byte != b'\r' || available.get(at + 1) != Some(&b'\n') {
                    buffer[kept] = *byte;
                    kept += 1;
                }
            }
            self.input.consume(length);
            self.since_row.set(self.since_row.get() + length);
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

fn unreadable(line: u64, error: &csv::Error) -> Stop {
    if error.is_io_error() {
        let message = format!(
            "Line {line}: the row is longer than {MAX_ROW_BYTES} bytes. Is a closing quotation mark missing?"
        );
        return refuse(message);
    }
    refuse(format!("Line {line}: {error}."))
}

fn texts(record: &ByteRecord, line: u64) -> Result<Vec<&str>, Stop> {
    record
        .iter()
        .map(|cell| {
            if cell.contains(&0) {
                return Err(refuse(format!(
                    "Line {line}: there is a NUL character. Is this really a CSV file?"
                )));
            }
            let text = std::str::from_utf8(cell).map_err(|_| {
                refuse(format!("Line {line}: this is not UTF-8. Save the table as CSV in UTF-8."))
            })?;
            Ok(text.trim())
        })
        .collect()
}

/// A column that is read.
struct Column {
    path: Vec<String>,
    place: Place,
}

/// Which member each column is. `None`: it is to be left out.
fn header(cells: &[&str], common: &Common, shape: &ShapeCheck) -> Result<Vec<Option<Column>>, Stop> {
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    let mut columns = Vec::with_capacity(cells.len());
    for name in cells {
        let wanted = match common.mapping.get(*name) {
            Some(Value::String(member)) if member.is_empty() => {
                columns.push(None);
                continue;
            }
            Some(Value::String(member)) => member.clone(),
            _ => member_of(name),
        };
        let path: Vec<String> = wanted.split('.').map(str::to_owned).collect();
        if !seen.insert(path.clone()) {
            problems.push(format!("The column `{name}` stands there twice."));
        }
        match shape.place(&path) {
            Some(place) => columns.push(Some(Column { path, place })),
            None => problems.push(format!(
                "The column `{name}` means nothing here. Rename it, or say with `mapping` what it is (\"\" leaves it out)."
            )),
        }
    }
    for name in common.mapping.keys().filter(|name| !cells.contains(&name.as_str())) {
        problems.push(format!("`mapping` names the column `{name}`, which is not there."));
    }
    if problems.is_empty() {
        return Ok(columns);
    }
    let details = problems.into_iter().map(|problem| FieldProblem::new("", format!("Line 1: {problem}")));
    Err(Stop::Fault(crate::http::edge::ApiError::invalid(details.collect())))
}

/// The member that a column of this name is, as far as the name tells.
fn member_of(name: &str) -> String {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    match ALIASES.iter().find(|(alias, _)| *alias == plain) {
        Some((_, member)) => (*member).to_owned(),
        None => name.to_owned(),
    }
}

/// Puts a value at its path; a number is a place in an array.
fn put(target: &mut Value, path: &[String], value: Value) {
    let Some((name, rest)) = path.split_first() else {
        *target = value;
        return;
    };
    if let (Ok(at), false) = (name.parse::<usize>(), target.is_object()) {
        if !target.is_array() {
            *target = Value::Array(Vec::new());
        }
        if let Value::Array(items) = target {
            while items.len() <= at {
                items.push(Value::Null);
            }
            put(&mut items[at], rest, value);
        }
        return;
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(members) = target {
        put(members.entry(name.clone()).or_insert(Value::Null), rest, value);
    }
}

impl Place {
    /// A cell as the value that belongs there.
    fn value(self, cell: &str, path: &[String]) -> Value {
        match self {
            Self::Boolean => match &*cell.to_lowercase() {
                "true" | "yes" | "1" => Value::Bool(true),
                "false" | "no" | "0" => Value::Bool(false),
                _ => Value::String(cell.to_owned()),
            },
            // A day alone: from its beginning, or until its end.
            Self::DateTime if cell.len() == 10 && !cell.contains('T') => {
                let until = path.last().is_some_and(|name| name == "validUntil");
                let time = if until { "23:59:59" } else { "00:00:00" };
                Value::String(format!("{cell}T{time}Z"))
            }
            Self::DateTime | Self::Text => Value::String(cell.to_owned()),
        }
    }
}
