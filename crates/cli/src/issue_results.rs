//! A table with what became of each row behind its own cells, safe to open in a spreadsheet.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Terminator, Trim, WriterBuilder};

use crate::exit::Failure;

/// What is taken from the server's results.
const ADDED: [&str; 6] = ["state", "credentialId", "code", "verificationUrl", "errorCode", "error"];

/// The rows of `table`, each with its result, which is found by the line on which the row begins.
pub(crate) fn beside_rows(table: &[u8], results: &[u8]) -> Result<Vec<u8>, Failure> {
    let of_line = by_line(results)?;
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    // The reader counts lines by LF; the last row ends with one too, whatever the file does.
    let lines = String::from_utf8_lossy(table).replace("\r\n", "\n") + "\n";
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter(table))
        .from_reader(lines.as_bytes());
    let mut out = WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(Vec::new());
    let failure = |error: csv::Error| Failure::unreadable(format!("the table: {error}"));
    let mut width = None;
    let mut row = StringRecord::new();
    while rows.read_record(&mut row).map_err(failure)? {
        // The line on which it begins. The reader's own count begins at the empty lines above it.
        let inside: usize = row.iter().map(|cell| cell.matches('\n').count()).sum();
        let line = rows.position().line().saturating_sub(1 + inside as u64);
        let mut cells: Vec<String> = row.iter().map(safe).collect();
        let columns = *width.get_or_insert(cells.len());
        if line == 1 {
            cells.extend(ADDED.map(str::to_owned));
        } else if let Some(result) = of_line.get(&line) {
            cells.resize(columns, String::new());
            cells.extend(result.iter().map(|cell| safe(cell)));
        }
        out.write_record(&cells).map_err(failure)?;
    }
    out.into_inner().map_err(|error| Failure::refused(error.to_string()))
}

fn by_line(results: &[u8]) -> Result<HashMap<u64, Vec<String>>, Failure> {
    let failure = |error: csv::Error| Failure::refused(format!("the server's results: {error}"));
    let mut rows = ReaderBuilder::new().from_reader(results);
    let header = rows.headers().map_err(failure)?.clone();
    let position = |name: &str| header.iter().position(|column| column == name);
    let (line, added) = (position("line"), ADDED.map(position));
    let mut of_line = HashMap::new();
    for row in rows.records() {
        let row = row.map_err(failure)?;
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned();
        if let Ok(line) = cell(line).parse() {
            of_line.insert(line, added.map(cell).to_vec());
        }
    }
    Ok(of_line)
}

/// The separator that the first line has most of, as the server finds it.
fn delimiter(table: &[u8]) -> u8 {
    let header = table.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| {
        let mut quoted = false;
        header
            .iter()
            .filter(|byte| {
                quoted ^= **byte == b'"';
                **byte == delimiter && !quoted
            })
            .count()
    };
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// With an apostrophe before what a spreadsheet would take for a formula (OWASP, "CSV Injection").
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_result_stands_beside_its_row_and_no_cell_is_a_formula() {
        let table = "\u{feff}name;mail\r\n=1+1;a@example.com\r\n\r\n\"two\r\nlines\";b@example.com\r\n";
        let results = "row,line,state,externalId,credentialId,code,verificationUrl,errorCode,error\r\n\
                       1,2,issued,,id-1,AC-1,http://x/1,,\r\n2,4,failed,,,,,validation_failed,no\r\n";
        let merged = String::from_utf8(beside_rows(table.as_bytes(), results.as_bytes()).unwrap()).unwrap();
        assert_eq!(
            merged,
            "name,mail,state,credentialId,code,verificationUrl,errorCode,error\r\n\
             '=1+1,a@example.com,issued,id-1,AC-1,http://x/1,,\r\n\
             \"two\nlines\",b@example.com,failed,,,,validation_failed,no\r\n"
        );
    }
}
