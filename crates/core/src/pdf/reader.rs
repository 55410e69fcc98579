//! Cross-reference tables and streams (ISO 32000-2 §7.5), and the objects that they lead to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::object::{Dictionary, Object, Parser, RawEntry, malformed};
use crate::inflate::inflate_zlib;
use crate::{Code, Limits, Problem, Result};

/// Bytes at the end of the file in which `startxref` is looked for.
const TAIL_BYTES: usize = 1024;
/// References that one value may go through.
const MAX_HOPS: usize = 16;

/// A PDF file with its cross-references read.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    file: &'a [u8],
    places: BTreeMap<u32, Place>,
    trailer: Dictionary,
    /// Where the newest section is, and where its trailer dictionary begins.
    newest: (usize, usize),
    /// Bytes that inflating may still give, over all streams together.
    inflate_left: usize,
    /// Objects that may still be read.
    objects_left: usize,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    /// At this byte of the file.
    Offset(usize),
    /// In this object stream, at this index.
    InStream { stream: u32, index: usize },
    /// Deleted.
    Free,
}

/// A dictionary, with the raw bytes of its stream if it has one.
#[derive(Debug)]
struct Indirect<'a> {
    value: Object,
    stream: Option<&'a [u8]>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a [u8], limits: &Limits) -> Result<Self> {
        let mut reader = Self {
            file,
            places: BTreeMap::new(),
            trailer: Dictionary::default(),
            newest: (0, 0),
            inflate_left: limits.pdf_inflated_bytes,
            objects_left: limits.pdf_objects,
        };
        reader.read_sections(limits)?;
        if reader.trailer.get("Encrypt").is_some() {
            return Err(Problem::new(
                Code::UnsupportedContainer,
                "The PDF file is encrypted; it cannot be read.",
            ));
        }
        Ok(reader)
    }

    /// The catalog (§7.7.2).
    pub(super) fn catalog(&mut self) -> Result<Dictionary> {
        let root = self.trailer.get("Root").cloned().ok_or_else(|| malformed("has no catalog"))?;
        self.dictionary(&root)?.ok_or_else(|| malformed("has no catalog"))
    }

    /// Where the newest cross-reference section is, and the raw entries of its trailer.
    pub(super) fn trailer_source(&self) -> Result<(usize, Vec<RawEntry<'a>>)> {
        let (section, trailer) = self.newest;
        Ok((section, Parser::new(self.file, trailer).raw_entries()?))
    }

    /// Whether the newest cross-reference section is a table, not a stream.
    pub(super) fn has_table(&self) -> bool {
        Parser::new(self.file, self.newest.0).keyword("xref")
    }

    /// The bytes in which an object is written, where in them it begins, and its generation.
    pub(super) fn source(&mut self, number: u32) -> Result<(Cow<'a, [u8]>, usize, usize)> {
        match self.places.get(&number) {
            Some(&Place::Offset(offset)) => {
                let mut parser = Parser::new(self.file, offset);
                parser.number()?;
                let generation = parser.number()?;
                if !parser.keyword("obj") {
                    return Err(malformed("has a cross-reference that leads to another object"));
                }
                Ok((Cow::Borrowed(self.file), parser.position(), generation))
            }
            Some(&Place::InStream { stream, index }) => {
                let (data, offset) = self.object_stream(stream, index, number)?;
                Ok((Cow::Owned(data), offset, 0))
            }
            Some(Place::Free) | None => Err(malformed("has a reference to nothing")),
        }
    }

    /// The value itself, references followed.
    pub(super) fn resolve(&mut self, object: &Object) -> Result<Object> {
        let mut object = object.clone();
        for _ in 0..MAX_HOPS {
            let Object::Reference(number) = object else { return Ok(object) };
            object = self.indirect(number)?.value;
        }
        Err(malformed("has references that go in a circle"))
    }

    /// The dictionary that `object` is or refers to.
    pub(super) fn dictionary(&mut self, object: &Object) -> Result<Option<Dictionary>> {
        Ok(match self.resolve(object)? {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        })
    }

    /// The decoded bytes of the stream that `object` refers to.
    pub(super) fn stream(&mut self, object: &Object) -> Result<Vec<u8>> {
        let Object::Reference(number) = object else {
            return Err(malformed("has a stream that is no object of its own"));
        };
        let indirect = self.indirect(*number)?;
        match (indirect.value, indirect.stream) {
            (Object::Dictionary(dictionary), Some(raw)) => self.decode(&dictionary, raw),
            _ => Err(malformed("has no stream where one should be")),
        }
    }

    /// Reads all cross-reference sections, newest first; what a newer one says of an object counts.
    fn read_sections(&mut self, limits: &Limits) -> Result<()> {
        let tail_at = self.file.len().saturating_sub(TAIL_BYTES);
        let tail = self.file.get(tail_at..).unwrap_or_default();
        let word = b"startxref";
        let at = tail.windows(word.len()).rposition(|window| window == word);
        let at = at.ok_or_else(|| malformed("has no cross-reference table: it is cut short"))?;
        let mut next = vec![Parser::new(self.file, tail_at + at + word.len()).number()?];
        let mut seen = Vec::new();
        while let Some(offset) = next.pop() {
            if seen.contains(&offset) {
                return Err(malformed("has cross-reference tables that go in a circle"));
            }
            if seen.len() >= limits.pdf_sections {
                return Err(limit("cross-reference tables", limits.pdf_sections));
            }
            seen.push(offset);
            let trailer = self.read_section(offset)?;
            if seen.len() == 1 {
                self.newest = (offset, self.trailer_start(offset)?);
            }
            next.extend(trailer.integer("Prev"));
            // A hybrid file has a stream beside its table; the stream comes first.
            next.extend(trailer.integer("XRefStm"));
            if self.trailer == Dictionary::default() {
                self.trailer = trailer;
            }
        }
        Ok(())
    }

    /// Where the dictionary of a section begins that was read without a fault.
    fn trailer_start(&self, offset: usize) -> Result<usize> {
        let mut parser = Parser::new(self.file, offset);
        if !parser.keyword("xref") {
            parser.number()?;
            parser.number()?;
            parser.keyword("obj");
            return Ok(parser.position());
        }
        while !parser.keyword("trailer") {
            let (_, count) = (parser.number()?, parser.number()?);
            for _ in 0..count {
                parser.number()?;
                parser.number()?;
                let _ = parser.keyword("n") || parser.keyword("f");
            }
        }
        Ok(parser.position())
    }

    fn read_section(&mut self, offset: usize) -> Result<Dictionary> {
        let mut parser = Parser::new(self.file, offset);
        if parser.keyword("xref") { self.read_table(parser) } else { self.read_xref_stream(offset) }
    }

    fn read_table(&mut self, mut parser: Parser<'a>) -> Result<Dictionary> {
        while !parser.keyword("trailer") {
            let (first, count) = (parser.number()?, parser.number()?);
            for index in 0..count {
                self.spend_object()?;
                let offset = parser.number()?;
                parser.number()?;
                let used = parser.keyword("n");
                if !used && !parser.keyword("f") {
                    return Err(malformed("has an odd cross-reference table"));
                }
                let place = if used { Place::Offset(offset) } else { Place::Free };
                self.add(first.checked_add(index), place);
            }
        }
        match parser.object()? {
            Object::Dictionary(trailer) => Ok(trailer),
            _ => Err(malformed("has no trailer")),
        }
    }

    fn read_xref_stream(&mut self, offset: usize) -> Result<Dictionary> {
        let odd = || malformed("has an odd cross-reference stream");
        let indirect = self.read_at(offset, None)?;
        let (Object::Dictionary(dictionary), Some(raw)) = (indirect.value, indirect.stream) else {
            return Err(odd());
        };
        if !dictionary.has_name("Type", "XRef") {
            return Err(odd());
        }
        let Some(Object::Array(widths)) = dictionary.get("W") else { return Err(odd()) };
        let widths: Vec<usize> =
            widths.iter().filter_map(Object::integer).filter(|&width| width <= 8).collect();
        let [kind_width, first_width, second_width] = *widths.as_slice() else { return Err(odd()) };
        let row_bytes = kind_width + first_width + second_width;
        if row_bytes == 0 {
            return Err(odd());
        }
        let size = dictionary.integer("Size").ok_or_else(odd)?;
        let index = match dictionary.get("Index") {
            Some(Object::Array(index)) => {
                index.iter().map(|n| n.integer().ok_or_else(odd)).collect::<Result<_>>()?
            }
            _ => vec![0, size],
        };
        let data = self.decode(&dictionary, raw)?;
        let mut rows = data.chunks_exact(row_bytes);
        for range in index.chunks_exact(2) {
            let &[first, count] = range else { return Err(odd()) };
            for number in 0..count {
                self.spend_object()?;
                let Some(row) = rows.next() else { return Err(odd()) };
                let (kind, rest) = row.split_at_checked(kind_width).ok_or_else(odd)?;
                let (a, b) = rest.split_at_checked(first_width).ok_or_else(odd)?;
                let place = match if kind.is_empty() { 1 } else { big_endian(kind) } {
                    0 => Place::Free,
                    1 => Place::Offset(big_endian(a)),
                    2 => Place::InStream {
                        stream: u32::try_from(big_endian(a)).map_err(|_| odd())?,
                        index: big_endian(b),
                    },
                    _ => continue,
                };
                self.add(first.checked_add(number), place);
            }
        }
        Ok(dictionary)
    }

    fn add(&mut self, number: Option<usize>, place: Place) {
        if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
            self.places.entry(number).or_insert(place);
        }
    }

    fn indirect(&mut self, number: u32) -> Result<Indirect<'a>> {
        self.spend_object()?;
        match self.places.get(&number) {
            Some(Place::Offset(offset)) => self.read_at(*offset, Some(number)),
            Some(&Place::InStream { stream, index }) => {
                Ok(Indirect { value: self.read_in_object_stream(stream, index, number)?, stream: None })
            }
            Some(Place::Free) | None => Ok(Indirect { value: Object::Null, stream: None }),
        }
    }

    /// `n g obj … endobj` at a byte of the file.
    fn read_at(&mut self, offset: usize, expected: Option<u32>) -> Result<Indirect<'a>> {
        let mut parser = Parser::new(self.file, offset);
        let number = parser.number()?;
        parser.number()?;
        if !parser.keyword("obj") || expected.is_some_and(|expected| u32::try_from(number) != Ok(expected)) {
            return Err(malformed("has a cross-reference that leads to another object"));
        }
        let value = parser.object()?;
        let Object::Dictionary(dictionary) = &value else { return Ok(Indirect { value, stream: None }) };
        if !parser.keyword("stream") {
            return Ok(Indirect { value, stream: None });
        }
        let length = match dictionary.get("Length") {
            Some(length @ Object::Integer(_)) => length.integer(),
            // While the tables are being read, the length must stand in place.
            Some(length @ Object::Reference(_)) if expected.is_some() => {
                self.resolve(&length.clone())?.integer()
            }
            _ => None,
        };
        let start = parser.stream_start();
        let end = length.and_then(|length| start.checked_add(length));
        let raw = end
            .and_then(|end| self.file.get(start..end))
            .ok_or_else(|| malformed("has a stream cut short"))?;
        if !Parser::new(self.file, start + raw.len()).keyword("endstream") {
            return Err(malformed("has a stream of another length than it says"));
        }
        Ok(Indirect { value, stream: Some(raw) })
    }

    /// An object inside an object stream (§7.5.7).
    fn read_in_object_stream(&mut self, stream: u32, index: usize, number: u32) -> Result<Object> {
        let (data, offset) = self.object_stream(stream, index, number)?;
        Parser::new(&data, offset).object()
    }

    /// The content of an object stream, and where in it this object begins.
    fn object_stream(&mut self, stream: u32, index: usize, number: u32) -> Result<(Vec<u8>, usize)> {
        let odd = || malformed("has an odd object stream");
        let Some(&Place::Offset(offset)) = self.places.get(&stream) else { return Err(odd()) };
        let indirect = self.read_at(offset, Some(stream))?;
        let (Object::Dictionary(dictionary), Some(raw)) = (indirect.value, indirect.stream) else {
            return Err(odd());
        };
        let (count, first) = dictionary.integer("N").zip(dictionary.integer("First")).ok_or_else(odd)?;
        if !dictionary.has_name("Type", "ObjStm") || index >= count {
            return Err(odd());
        }
        let data = self.decode(&dictionary, raw)?;
        let mut header = Parser::new(&data, 0);
        for _ in 0..index {
            self.spend_object()?;
            header.number()?;
            header.number()?;
        }
        if u32::try_from(header.number()?) != Ok(number) {
            return Err(odd());
        }
        let offset = header.number()?.checked_add(first).ok_or_else(odd)?;
        Ok((data, offset))
    }

    /// Undoes the filters of a stream. Only FlateDecode is read; attachments and tables use nothing else.
    fn decode(&mut self, dictionary: &Dictionary, raw: &[u8]) -> Result<Vec<u8>> {
        let filter = match dictionary.get("Filter") {
            None | Some(Object::Null) => return Ok(raw.to_vec()),
            Some(Object::Name(name)) => name.as_slice(),
            Some(Object::Array(names)) => match names.as_slice() {
                [] => return Ok(raw.to_vec()),
                [Object::Name(name)] => name.as_slice(),
                _ => return Err(unsupported("a chain of filters")),
            },
            Some(_) => return Err(malformed("has an odd filter")),
        };
        if filter != b"FlateDecode" {
            return Err(unsupported("another filter than FlateDecode"));
        }
        let data = inflate_zlib(raw, self.inflate_left)
            .map_err(|_| malformed("has a stream that is damaged or inflates beyond the limit"))?;
        self.inflate_left = self.inflate_left.saturating_sub(data.len());
        match dictionary.get("DecodeParms") {
            Some(Object::Dictionary(parameters)) => undo_predictor(parameters, data),
            None | Some(Object::Null) => Ok(data),
            Some(_) => Err(unsupported("a list of filter parameters")),
        }
    }

    fn spend_object(&mut self) -> Result<()> {
        self.objects_left = self.objects_left.checked_sub(1).ok_or_else(|| {
            Problem::new(Code::LimitExceeded, "The PDF file has more objects than this verifier reads.")
        })?;
        Ok(())
    }
}

/// PNG predictors (§7.4.4.4), which cross-reference streams use.
fn undo_predictor(parameters: &Dictionary, data: Vec<u8>) -> Result<Vec<u8>> {
    if parameters.integer("Predictor").unwrap_or(1) < 2 {
        return Ok(data);
    }
    let columns = parameters.integer("Columns").unwrap_or(1);
    let plain = parameters.integer("Colors").unwrap_or(1) == 1
        && parameters.integer("BitsPerComponent").unwrap_or(8) == 8;
    if parameters.integer("Predictor") == Some(2) || !plain || !(1..=4096).contains(&columns) {
        return Err(unsupported("an unusual predictor"));
    }
    let mut previous = vec![0_u8; columns];
    let mut out = Vec::with_capacity(data.len());
    for row in data.chunks(columns + 1) {
        let Some((kind, values)) = row.split_first() else { break };
        let mut left = 0_u8;
        let mut upper_left = 0_u8;
        for (value, above) in values.iter().zip(previous.iter_mut()) {
            let predicted = match kind {
                0 => 0,
                1 => left,
                2 => *above,
                3 => u8::midpoint(left, *above),
                4 => paeth(left, *above, upper_left),
                _ => return Err(malformed("has an odd predictor")),
            };
            upper_left = *above;
            left = value.wrapping_add(predicted);
            *above = left;
            out.push(left);
        }
    }
    Ok(out)
}

fn paeth(left: u8, above: u8, upper_left: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(upper_left));
    let estimate = a + b - c;
    let (da, db, dc) = ((estimate - a).abs(), (estimate - b).abs(), (estimate - c).abs());
    if da <= db && da <= dc {
        left
    } else if db <= dc {
        above
    } else {
        upper_left
    }
}

/// The number in at most eight bytes. What is beyond 32 bits leads out of every file that is read; all machines take it
/// for the greatest that is not beyond.
fn big_endian(bytes: &[u8]) -> usize {
    let value = bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    usize::try_from(value.min(u64::from(u32::MAX))).unwrap_or(usize::MAX)
}

fn unsupported(what: &str) -> Problem {
    Problem::new(
        Code::UnsupportedContainer,
        format!("The PDF file uses {what}, which this verifier does not read."),
    )
}

fn limit(what: &str, most: usize) -> Problem {
    Problem::new(Code::LimitExceeded, format!("The PDF file has more than {most} {what}."))
}
