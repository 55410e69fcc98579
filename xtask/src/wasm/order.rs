//! The order of the functions in a WebAssembly file, so that what is alike lies side by side.
//!
//! Servers compress the file with GZIP, which finds repetitions only among the last 32 KB. The order means nothing to
//! the engine, and 4 % to everybody's download. Binaryen can sort functions by name, so the order is given as names:
//! numbers in a name section that it strips afterwards.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// How many bytes of a function make a piece that GZIP may find again.
const PIECE: usize = 6;
/// The functions that a next one is compared with are the last ones, so many bytes of them. Measured: 8 to 24 KB do
/// nearly the same.
const WINDOW: usize = 12_000;

/// The module with function `index` called `name(index)`, and no other names in it.
///
/// # Errors
/// When the bytes are no module.
pub(super) fn renamed(wasm: &[u8], name: impl Fn(u32) -> String) -> Result<Vec<u8>> {
    let sections = sections(wasm)?;
    let mut module: Vec<u8> = wasm.get(..HEADER).unwrap_or_default().to_vec();
    for section in sections.iter().filter(|section| !section.is_called("name")) {
        push_section(&mut module, section.id, section.content);
    }
    let functions = imported_functions(&sections)? + bodies(&sections)?.len();
    let mut names = Vec::new();
    push_number(&mut names, functions);
    for index in 0..u32::try_from(functions)? {
        push_number(&mut names, index as usize);
        push_text(&mut names, &name(index));
    }
    let mut content = Vec::new();
    push_text(&mut content, "name");
    push_section(&mut content, FUNCTION_NAMES, &names);
    push_section(&mut module, CUSTOM, &content);
    Ok(module)
}

/// The names of the functions of a module with names, each next to those it shares most with.
///
/// # Errors
/// When the bytes are no module with names.
pub(super) fn by_likeness(wasm: &[u8]) -> Result<Vec<String>> {
    let sections = sections(wasm)?;
    let first = imported_functions(&sections)?;
    let names = names(&sections)?;
    let bodies = bodies(&sections)?;
    let order = chain(&bodies);
    Ok(order.into_iter().filter_map(|place| names.get(&(first + place)).cloned()).collect())
}

/// Begins with the largest and goes on with whatever shares the largest part of itself with the last ones.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces: Vec<Vec<&[u8]>> = bodies.iter().map(|body| pieces(body)).collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (place, pieces) in pieces.iter().enumerate() {
        for piece in pieces {
            holders.entry(piece).or_default().push(place);
        }
    }
    let mut shared = vec![0_usize; bodies.len()];
    let mut in_window: HashMap<&[u8], usize> = HashMap::new();
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order: Vec<usize> = Vec::new();
    let mut window = 0..0;
    let mut bytes = 0;
    // Small ones share by chance; the constant keeps them from all being first.
    let likeness = |shared: &[usize], place: usize| shared[place] * 1_000_000 / (bodies[place].len() + 20);
    let mut next = left.iter().copied().max_by_key(|&place| bodies[place].len());
    while let Some(place) = next {
        order.push(place);
        left.retain(|&other| other != place);
        window.end += 1;
        bytes += bodies[place].len();
        for piece in &pieces[place] {
            let count = in_window.entry(piece).or_default();
            *count += 1;
            if *count == 1 {
                holders[piece].iter().for_each(|&holder| shared[holder] += 1);
            }
        }
        while bytes > WINDOW && window.len() > 1 {
            let oldest = order[window.start];
            window.start += 1;
            bytes -= bodies[oldest].len();
            for piece in &pieces[oldest] {
                let count = in_window.entry(piece).or_default();
                *count -= 1;
                if *count == 0 {
                    holders[piece].iter().for_each(|&holder| shared[holder] -= 1);
                }
            }
        }
        next = left.iter().copied().max_by_key(|&place| likeness(&shared, place));
    }
    order
}

/// Every piece of a function once.
fn pieces(body: &[u8]) -> Vec<&[u8]> {
    let mut pieces: Vec<_> = body.windows(PIECE).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Magic number and version.
const HEADER: usize = 8;
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;
/// The part of the name section that names functions.
const FUNCTION_NAMES: u8 = 1;

struct Section<'a> {
    id: u8,
    content: &'a [u8],
}

impl Section<'_> {
    fn is_called(&self, name: &str) -> bool {
        self.id == CUSTOM && Reader(self.content).text().is_some_and(|text| text == name.as_bytes())
    }
}

fn sections(wasm: &[u8]) -> Result<Vec<Section<'_>>> {
    let mut reader = Reader(wasm.get(HEADER..).context("no WebAssembly module")?);
    let mut sections = Vec::new();
    while let Some(id) = reader.byte() {
        let content = reader.sized().context("a section is cut short")?;
        sections.push(Section { id, content });
    }
    Ok(sections)
}

/// The bodies of all functions that are not imported, with their sizes in front as they stand in the file.
fn bodies<'a>(sections: &[Section<'a>]) -> Result<Vec<&'a [u8]>> {
    let code = sections.iter().find(|section| section.id == CODE).context("no code")?;
    let mut reader = Reader(code.content);
    let count = reader.number().context("no number of functions")?;
    (0..count).map(|_| reader.sized().context("a function is cut short")).collect()
}

fn imported_functions(sections: &[Section<'_>]) -> Result<usize> {
    let Some(imports) = sections.iter().find(|section| section.id == IMPORTS) else { return Ok(0) };
    let mut reader = Reader(imports.content);
    let count = reader.number().context("no number of imports")?;
    let mut functions = 0;
    for _ in 0..count {
        // Of module and name, nothing is needed; of kinds, wasm-bindgen imports nothing but functions.
        let is_function = reader.text().is_some() && reader.text().is_some() && reader.byte() == Some(0);
        anyhow::ensure!(is_function, "something else than a function is imported");
        reader.number().context("an import is cut short")?;
        functions += 1;
    }
    Ok(functions)
}

fn names(sections: &[Section<'_>]) -> Result<HashMap<usize, String>> {
    let section = sections.iter().find(|section| section.is_called("name")).context("no names")?;
    let mut reader = Reader(section.content);
    reader.text();
    let mut names = HashMap::new();
    while let Some(id) = reader.byte() {
        let content = reader.sized().context("the names are cut short")?;
        if id != FUNCTION_NAMES {
            continue;
        }
        let mut reader = Reader(content);
        for _ in 0..reader.number().context("no number of names")? {
            let index = reader.number().context("a name is cut short")?;
            let name = reader.text().context("a name is cut short")?;
            names.insert(index, String::from_utf8_lossy(name).into_owned());
        }
    }
    Ok(names)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// A number in LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..32).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Bytes with their number in front.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        self.sized()
    }
}

fn push_section(out: &mut Vec<u8>, id: u8, content: &[u8]) {
    out.push(id);
    push_number(out, content.len());
    out.extend_from_slice(content);
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    push_number(out, text.len());
    out.extend_from_slice(text.as_bytes());
}

fn push_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// A module with one imported function and three of its own, of which the first and the last are alike.
    fn module() -> Vec<u8> {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        push_section(&mut wasm, 1, &[1, 0x60, 0, 0]);
        push_section(&mut wasm, IMPORTS, &[1, 1, b'm', 1, b'f', 0, 0]);
        push_section(&mut wasm, 3, &[3, 0, 0, 0]);
        let alike = [0, 0x41, 1, 0x1a, 0x41, 2, 0x1a, 0x41, 3, 0x1a, 0x0b];
        let other = [0, 0x43, 9, 8, 7, 6, 0x1a, 0x43, 5, 4, 3, 2, 0x1a, 0x0b];
        let mut code = vec![3];
        for body in [&alike[..], &other, &alike] {
            push_number(&mut code, body.len());
            code.extend_from_slice(body);
        }
        push_section(&mut wasm, CODE, &code);
        wasm
    }

    #[test]
    fn functions_get_the_names_that_they_are_given() {
        let once = renamed(&module(), |index| format!("f{index}")).unwrap();
        let twice = renamed(&once, |index| format!("{index:06}")).unwrap();
        let names = names(&sections(&twice).unwrap()).unwrap();
        assert_eq!(names.len(), 4);
        assert_eq!(names[&3], "000003");
        assert_eq!(sections(&twice).unwrap().len(), sections(&once).unwrap().len());
    }

    #[test]
    fn what_is_alike_comes_side_by_side() {
        let wasm = renamed(&module(), |index| format!("f{index}")).unwrap();
        // The largest first; the import has no body and no place.
        let order = by_likeness(&wasm).unwrap();
        assert_eq!(order.len(), 3);
        assert_eq!(order[0], "f2");
        assert!(order[1..] == ["f1", "f3"] || order[1..] == ["f3", "f1"], "{order:?}");
    }

    #[test]
    fn other_bytes_are_an_error() {
        assert!(by_likeness(b"").is_err());
        assert!(by_likeness(b"\0asm\x01\0\0\0").is_err());
        let whole = module();
        assert!(renamed(&whole[..whole.len() - 1], |_| String::new()).is_err());
    }
}
