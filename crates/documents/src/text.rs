//! Fits texts into their places: on one line as they are, then a little smaller, then on several lines, then smaller
//! still. Widths are those of the drawing itself, so fallback fonts and every script count as they are drawn.

use std::collections::BTreeMap;

use resvg::usvg::Tree;
use unicode_linebreak::linebreaks;

use crate::certificate::RenderError;
use crate::template::TextSlot;

/// One line is preferred as long as its letters keep this much of their size.
const NICE: f32 = 0.78;
/// Room for rounding: a text is set to this much of its place when it has been made smaller.
const SNUG: f32 = 0.995;

/// How the text of a slot is set.
#[derive(Clone, Debug)]
pub(crate) enum Setting {
    /// Lines in letters of this size.
    Lines { size: f32, lines: Vec<String> },
    /// Each of these by itself in the size of the template, to be measured.
    Measure(Vec<String>),
}

/// Id, size of letters, and lines with their baselines, of a `text` element to be drawn.
type Element<'a> = (String, f32, Vec<(&'a str, f32)>);

impl Setting {
    /// The `text` elements to be drawn.
    pub(crate) fn elements<'a>(&'a self, slot: &TextSlot) -> Vec<Element<'a>> {
        match self {
            Self::Lines { size, lines } => {
                let step = size * slot.line_height;
                let further = u16::try_from(lines.len().saturating_sub(1)).unwrap_or(u16::MAX);
                let top = slot.y - slot.grow * step * f32::from(further);
                let baselines = (0_u16..).map(|line| top + step * f32::from(line));
                let lines = lines.iter().map(String::as_str).zip(baselines).collect();
                vec![(id(slot.number, None), *size, lines)]
            }
            Self::Measure(parts) => parts
                .iter()
                .enumerate()
                .map(|(at, part)| (id(slot.number, Some(at)), slot.size, vec![(part.as_str(), slot.y)]))
                .collect(),
        }
    }
}

fn id(number: usize, part: Option<usize>) -> String {
    match part {
        None => format!("proofmark-{number}"),
        Some(part) => format!("proofmark-{number}-{part}"),
    }
}

/// What came of fitting.
pub(crate) enum Fitted {
    /// Every text fits.
    Drawn(Box<Tree>),
    /// The texts of these slots do not fit even in their smallest letters.
    TooLong(Vec<usize>),
}

/// Finds for each slot and its text the setting in which it fits. `draw` is called once when every text fits as it is.
pub(crate) fn fit(
    slots: &[(&TextSlot, String)],
    draw: impl Fn(&BTreeMap<usize, Setting>) -> Result<Tree, RenderError>,
) -> Result<Fitted, RenderError> {
    let mut settings: BTreeMap<usize, Setting> = slots
        .iter()
        .map(|(slot, text)| (slot.number, Setting::Lines { size: slot.size, lines: vec![text.clone()] }))
        .collect();
    let tree = draw(&settings)?;
    let tight: Vec<_> = slots.iter().filter(|(slot, _)| !fits(&tree, slot)).collect();
    if tight.is_empty() {
        return Ok(Fitted::Drawn(Box::new(tree)));
    }
    let mut measured = settings.clone();
    for (slot, text) in tight.iter().filter(|(slot, _)| slot.lines > 1) {
        measured.insert(slot.number, Setting::Measure(parts(text)));
    }
    let measures = draw(&measured)?;
    for (slot, text) in &tight {
        let whole = width(&tree, &id(slot.number, None));
        let setting =
            if slot.lines > 1 { wrapped(slot, text, whole, &measures) } else { smaller(slot, text, whole) };
        settings.insert(slot.number, setting);
    }
    let mut tree = draw(&settings)?;
    // What was added up of parts can differ from the whole by a kern here and there.
    let loose: Vec<_> = tight.iter().filter(|(slot, _)| !fits(&tree, slot)).collect();
    for (slot, _) in &loose {
        if let Some(Setting::Lines { size, .. }) = settings.get_mut(&slot.number) {
            *size *= shrink(slot, width(&tree, &id(slot.number, None)));
        }
    }
    if !loose.is_empty() {
        tree = draw(&settings)?;
    }
    let too_small = |slot: &TextSlot| match settings.get(&slot.number) {
        Some(Setting::Lines { size, .. }) => *size < slot.min_size,
        _ => false,
    };
    let too_long: Vec<usize> =
        tight.iter().filter(|(slot, _)| too_small(slot)).map(|(slot, _)| slot.number).collect();
    Ok(if too_long.is_empty() { Fitted::Drawn(Box::new(tree)) } else { Fitted::TooLong(too_long) })
}

fn fits(tree: &Tree, slot: &TextSlot) -> bool {
    slot.width.is_none_or(|room| width(tree, &id(slot.number, None)) <= room)
}

fn width(tree: &Tree, id: &str) -> f32 {
    tree.node_by_id(id).map_or(0.0, |node| node.bounding_box().width())
}

fn smaller(slot: &TextSlot, text: &str, whole: f32) -> Setting {
    let size = slot.size * shrink(slot, whole);
    Setting::Lines { size, lines: vec![text.to_owned()] }
}

/// How much smaller letters have to be for a line of this width.
fn shrink(slot: &TextSlot, line: f32) -> f32 {
    let room = slot.width.unwrap_or(f32::MAX);
    if line <= room { 1.0 } else { room * SNUG / line }
}

/// The largest letters of which this many lines fit above each other.
fn tallest(slot: &TextSlot, lines: usize) -> f32 {
    let further = f32::from(u16::try_from(lines.saturating_sub(1)).unwrap_or(u16::MAX));
    slot.height.map_or(f32::MAX, |height| height / (1.0 + further * slot.line_height))
}

/// The fewest lines whose letters keep a nice size, or else those that keep the largest.
fn wrapped(slot: &TextSlot, text: &str, whole: f32, measures: &Tree) -> Setting {
    let parts = parts(text);
    let widths: Vec<f32> = (0..parts.len()).map(|at| width(measures, &id(slot.number, Some(at)))).collect();
    let spaces = parts.iter().filter(|part| part.ends_with(' ')).count().max(1);
    #[allow(clippy::cast_precision_loss, reason = "a text has at most 1,000 characters")]
    let space = ((whole - widths.iter().sum::<f32>()) / spaces as f32).max(0.0);
    let candidates = (1..=slot.lines).map(|count| {
        let (lines, longest) = balanced(&parts, &widths, space, count);
        ((slot.size * shrink(slot, longest)).min(tallest(slot, lines.len())), lines)
    });
    let candidates: Vec<_> = candidates.collect();
    let nice = candidates.iter().find(|(size, _)| *size >= slot.size * NICE);
    let largest = candidates.iter().max_by(|(one, _), (other, _)| one.total_cmp(other));
    match nice.or(largest) {
        Some((size, lines)) => Setting::Lines { size: *size, lines: lines.clone() },
        None => smaller(slot, text, whole),
    }
}

/// At most `count` lines, the longest of them as short as can be, and its width.
fn balanced(parts: &[String], widths: &[f32], space: f32, count: usize) -> (Vec<String>, f32) {
    let (mut low, mut high) = (0.0, widths.iter().map(|width| width + space).sum::<f32>());
    for _ in 0..24 {
        let middle = f32::midpoint(low, high);
        if lines_within(parts, widths, space, middle).len() <= count { high = middle } else { low = middle }
    }
    (lines_within(parts, widths, space, high), high)
}

fn lines_within(parts: &[String], widths: &[f32], space: f32, room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = f32::MAX;
    for (part, width) in parts.iter().zip(widths) {
        // A part wider than the room counts as more lines than there can be, unless the room grows.
        if used + width > room || *width > room {
            lines.push(String::new());
            if *width > room {
                lines.extend([String::new(), String::new()].into_iter().cycle().take(20));
            }
            used = 0.0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(part);
        }
        used += width + if part.ends_with(' ') { space } else { 0.0 };
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// What stays together on a line: pieces between the places where lines may end (Unicode Annex 14).
fn parts(text: &str) -> Vec<String> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (end, _) in linebreaks(text) {
        parts.extend(text.get(start..end).map(str::to_owned));
        start = end;
    }
    parts
}

/// Text as it stands in XML, in an element or an attribute.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
