//! `proofmark export` and `proofmark import`: leave a server, and arrive at another.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use proofmark_server::{Export, Progress};

use crate::arguments::{ExportArguments, ImportArguments};
use crate::exit::{Exit, Failure};
use crate::operator::{block_on, configuration};
use crate::output;

pub(crate) fn export(arguments: &ExportArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    let mut export = Export::new(&arguments.organization, &arguments.folder);
    export.documents = !arguments.without_documents;
    let bar = Bar::start();
    let exported = block_on(proofmark_server::export(&config, &export, |progress| bar.show(progress)))?;
    bar.end();
    let folder = arguments.folder.display();
    output::print(&format!(
        "\
Credentials  {}{private}
For the web  {folder}/site: {} files, for any web server under the old host name
For you      {folder}/records: names people and holds the sealed keys; keep it to yourself, with the master key
",
        exported.credentials,
        exported.site_files,
        private = match exported.private {
            0 => String::new(),
            private => format!(", of which {private} are private and only in the records"),
        },
    ))?;
    Ok(Exit::Done)
}

pub(crate) fn import(arguments: &ImportArguments) -> Result<Exit, Failure> {
    let config = configuration(arguments.config.as_deref())?;
    let bar = Bar::start();
    let imported =
        block_on(proofmark_server::import(&config, &arguments.folder, |progress| bar.show(progress)))?;
    bar.end();
    output::print(&format!(
        "\
Organization  {} ({})
Added         {} rows; {} were there already
",
        imported.organization, imported.name, imported.added, imported.present,
    ))?;
    Ok(Exit::Done)
}

/// A line on standard error that shows how far the work is, if somebody watches.
struct Bar(ProgressBar);

impl Bar {
    fn start() -> Self {
        let bar = ProgressBar::with_draw_target(None, target());
        // The template is ours; one that does not parse leaves the plain style.
        if let Ok(style) =
            ProgressStyle::with_template("{msg:20} {wide_bar} {human_pos} of {human_len}  {eta}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    fn show(&self, progress: Progress) {
        self.0.set_message(progress.what);
        self.0.set_length(progress.total);
        self.0.set_position(progress.done);
    }

    fn end(self) {
        self.0.finish_and_clear();
    }
}

fn target() -> ProgressDrawTarget {
    if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() }
}
