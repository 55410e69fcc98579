//! The result: one line per promise, with its goal and whether it is reached.

use std::fmt;

/// A goal for a number.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    /// At most this.
    AtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// Shown for comparison.
    None,
}

/// What has been measured so far.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    notes: Vec<String>,
}

struct Row {
    what: String,
    value: f64,
    unit: &'static str,
    goal: Goal,
    detail: String,
}

impl Table {
    /// A ratio, shown as `1.23 ×`.
    pub(crate) fn ratio(
        &mut self,
        what: impl Into<String>,
        value: f64,
        goal: Goal,
        detail: impl Into<String>,
    ) {
        self.rows.push(Row { what: what.into(), value, unit: "×", goal, detail: detail.into() });
    }

    /// A number of milliseconds.
    pub(crate) fn milliseconds(
        &mut self,
        what: impl Into<String>,
        value: f64,
        goal: Goal,
        detail: impl Into<String>,
    ) {
        self.rows.push(Row { what: what.into(), value, unit: "ms", goal, detail: detail.into() });
    }

    /// How often something is done in a second.
    pub(crate) fn per_second(
        &mut self,
        what: impl Into<String>,
        value: f64,
        goal: Goal,
        detail: impl Into<String>,
    ) {
        self.rows.push(Row { what: what.into(), value, unit: "/s", goal, detail: detail.into() });
    }

    /// An amount of memory.
    pub(crate) fn megabytes(
        &mut self,
        what: impl Into<String>,
        value: f64,
        goal: Goal,
        detail: impl Into<String>,
    ) {
        self.rows.push(Row { what: what.into(), value, unit: "MB", goal, detail: detail.into() });
    }

    /// A line that stands below the table.
    pub(crate) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.what.chars().count()).max().unwrap_or(0);
        writeln!(f, "| {:width$} | measured   | goal      | reached | detail", "what")?;
        writeln!(f, "|-{:-<width$}-|------------|-----------|---------|-------", "")?;
        for Row { what, value, unit, goal, detail } in &self.rows {
            let (goal, reached) = match *goal {
                Goal::AtMost(most) => {
                    (format!("≤ {most:.2} {unit}"), if *value <= most { "yes" } else { "NO" })
                }
                Goal::AtLeast(least) => {
                    (format!("≥ {least:.1} {unit}"), if *value >= least { "yes" } else { "NO" })
                }
                Goal::None => (String::new(), ""),
            };
            let measured = format!("{value:.2} {unit}");
            writeln!(f, "| {what:width$} | {measured:>10} | {goal:>9} | {reached:7} | {detail}")?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}
