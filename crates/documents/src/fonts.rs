//! The fonts that texts are set in: one bundled family, and folders with further ones.

use std::cmp::Reverse;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resvg::usvg;
use usvg::FontResolver;
use usvg::fontdb::{Database, FaceInfo, ID, Source, Style};

/// Alegreya and Alegreya Sans: Latin, Greek and Cyrillic. Origin and hashes stand in `fonts/index.json`.
const BUNDLED: [&[u8]; 6] = [
    include_bytes!("../fonts/Alegreya-Regular.ttf"),
    include_bytes!("../fonts/Alegreya-MediumItalic.ttf"),
    include_bytes!("../fonts/Alegreya-Bold.ttf"),
    include_bytes!("../fonts/AlegreyaSans-Regular.ttf"),
    include_bytes!("../fonts/AlegreyaSans-Medium.ttf"),
    include_bytes!("../fonts/AlegreyaSans-Bold.ttf"),
];

/// Folders inside folders that are looked into.
const MAX_DEPTH: usize = 8;

/// Fonts, read once and shared by all renderings; cheap to clone.
#[derive(Clone, Debug)]
pub struct Fonts {
    database: Arc<Database>,
    faces: Arc<Vec<Face>>,
}

#[derive(Clone, Debug)]
struct Face {
    id: ID,
    coverage: Coverage,
}

/// The characters of a font: first and last of each run, in order.
type Coverage = Vec<(u32, u32)>;

impl Fonts {
    /// The bundled family alone.
    pub fn bundled() -> Self {
        let mut database = Database::new();
        for file in BUNDLED {
            database.load_font_source(Source::Binary(Arc::new(file)));
        }
        database.set_serif_family("Alegreya");
        database.set_sans_serif_family("Alegreya Sans");
        let mut fonts = Self { database: Arc::new(database), faces: Arc::default() };
        fonts.read_coverage();
        fonts
    }

    /// The bundled family, and every TrueType or OpenType font below `folders`. Files are taken in the order of their
    /// names, so that the same folders give the same documents.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn with_folders(folders: &[impl AsRef<Path>]) -> io::Result<Self> {
        let mut fonts = Self::bundled();
        let database = Arc::make_mut(&mut fonts.database);
        for folder in folders {
            for file in font_files(folder.as_ref(), 0)? {
                database.load_font_source(Source::File(file));
            }
        }
        fonts.read_coverage();
        Ok(fonts)
    }

    /// Whether some font has this character. Characters that draw nothing need none.
    pub fn has(&self, character: char) -> bool {
        draws_nothing(character) || self.faces.iter().any(|face| covers(&face.coverage, character))
    }

    pub(crate) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }

    /// Chooses fonts for usvg. Among those that have a character, the nearest in style, weight and kind is taken.
    pub(crate) fn resolver<'a>(&'a self, language: &'a str) -> FontResolver<'a> {
        FontResolver {
            select_font: FontResolver::default_font_selector(),
            select_fallback: Box::new(move |character, tried, _| self.fallback(character, tried, language)),
        }
    }

    fn fallback(&self, character: char, tried: &[ID], language: &str) -> Option<ID> {
        let base = self.database.face(*tried.first()?)?;
        let candidates = self.faces.iter().filter(|face| !tried.contains(&face.id));
        let candidates = candidates.filter(|face| covers(&face.coverage, character));
        let candidates = candidates.filter_map(|face| self.database.face(face.id));
        // `min_by_key` gives the first of equals, which is the first by name.
        candidates.min_by_key(|face| distance(base, face, language)).map(|face| face.id)
    }

    fn read_coverage(&mut self) {
        let faces = self.database.faces().map(|face| {
            let coverage = self.database.with_face_data(face.id, coverage).unwrap_or_default();
            Face { id: face.id, coverage }
        });
        self.faces = Arc::new(faces.collect());
    }
}

/// How badly `face` stands in for `base`: language first, then upright or slanted, kind of letter, weight.
fn distance(base: &FaceInfo, face: &FaceInfo, language: &str) -> (Reverse<bool>, bool, bool, bool, u16) {
    let slanted = |face: &FaceInfo| face.style != Style::Normal;
    (
        Reverse(made_for(face, language)),
        unusual(face),
        slanted(base) && !slanted(face),
        has_serifs(base) != has_serifs(face),
        base.weight.0.abs_diff(face.weight.0),
    )
}

/// Chinese, Japanese and Korean share characters that each draws in its own way; fonts say in their names for whom.
fn made_for(face: &FaceInfo, language: &str) -> bool {
    let region = match language {
        "zh-TW" | "zh-Hant" => " TC",
        "zh-HK" => " HK",
        language => match language.split('-').next() {
            Some("ja") => " JP",
            Some("ko") => " KR",
            _ => " SC",
        },
    };
    !is_han(face) || names(face).any(|name| name.ends_with(region))
}

fn is_han(face: &FaceInfo) -> bool {
    names(face).any(|name| [" JP", " KR", " SC", " TC", " HK"].iter().any(|region| name.ends_with(region)))
}

/// Lettering for headings and screens rather than for names.
fn unusual(face: &FaceInfo) -> bool {
    names(face).any(|name| {
        ["Kufi", "Nastaliq", "Mono", "Display", " UI", "Rashi", "Looped"]
            .iter()
            .any(|word| name.contains(word))
    })
}

fn has_serifs(face: &FaceInfo) -> bool {
    names(face).any(|name| {
        name == "Alegreya"
            || ["Serif", "Naskh", "Mincho", "Ming", "Song"].iter().any(|word| name.contains(word))
    })
}

fn names(face: &FaceInfo) -> impl Iterator<Item = &str> {
    face.families.iter().map(|(name, _)| name.as_str())
}

fn coverage(data: &[u8], index: u32) -> Coverage {
    let Ok(face) = ttf_parser::Face::parse(data, index) else { return Coverage::new() };
    let Some(table) = face.tables().cmap else { return Coverage::new() };
    let mut characters = Vec::new();
    for subtable in table.subtables.into_iter().filter(ttf_parser::cmap::Subtable::is_unicode) {
        // A table may name a character and then give it no glyph.
        subtable.codepoints(|code| {
            if subtable.glyph_index(code).is_some_and(|glyph| glyph.0 != 0) {
                characters.push(code);
            }
        });
    }
    characters.sort_unstable();
    let mut runs = Coverage::new();
    for code in characters {
        match runs.last_mut() {
            Some((_, last)) if code <= last.saturating_add(1) => *last = code,
            _ => runs.push((code, code)),
        }
    }
    runs
}

fn covers(coverage: &Coverage, character: char) -> bool {
    let code = u32::from(character);
    let after = coverage.partition_point(|(first, _)| *first <= code);
    after.checked_sub(1).and_then(|at| coverage.get(at)).is_some_and(|(_, last)| code <= *last)
}

/// Joiners, direction marks and variation selectors.
fn draws_nothing(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
        || matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ad}' | '\u{34f}' | '\u{61c}')
        || matches!(character, '\u{e0100}'..='\u{e01ef}')
        || character.is_whitespace()
}

fn font_files(folder: &Path, depth: usize) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() && depth < MAX_DEPTH {
            files.extend(font_files(&entry, depth + 1)?);
        } else if is_font(&entry) {
            files.push(entry);
        }
    }
    Ok(files)
}

fn is_font(file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    matches!(extension.as_str(), "ttf" | "otf" | "ttc" | "otc")
}

#[cfg(test)]
mod tests {
    use super::{Fonts, covers};

    #[test]
    fn the_bundled_family_writes_latin_greek_and_cyrillic() {
        let fonts = Fonts::bundled();
        for text in
            ["Zoë Łukasiewicz-Ñandú", "Nguyễn Thị Ánh", "Αλέξανδρος Παπαδιαμάντης", "Щукина Ґанна Їжак"]
        {
            assert!(text.chars().all(|character| fonts.has(character)), "{text}");
        }
        for character in ['\u{5d0}', '\u{627}', '\u{4e2d}', '\u{1f389}'] {
            assert!(!fonts.has(character), "{character}");
        }
    }

    #[test]
    fn coverage_is_runs_with_both_ends() {
        let runs = vec![(5, 7), (9, 9)];
        let covered: Vec<u8> = (0..12).filter(|code| covers(&runs, char::from(*code))).collect();
        assert_eq!(covered, [5, 6, 7, 9]);
    }
}
