//! Makes an export, and removes it a day later.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{End, Work};
use crate::archive::{self, Progress};
use crate::backend::Backend;
use crate::domain::export::{self, Export, Made, Task};
use crate::domain::{Error, Result, Timestamp};
use crate::store;

/// Attempts at most; a full disk is not emptied by a hundred more.
const MAX_ATTEMPTS: i64 = 4;
/// How long a file can be taken.
const KEEP_SECONDS: i64 = 24 * 3600;
/// How often it is written down how far the work is.
const PROGRESS_PAUSE: Duration = Duration::from_secs(1);
/// At once, whatever the clock says by then.
const AT_ONCE: Timestamp = Timestamp::from_micros(0);

pub(super) async fn carry_out(backend: &Arc<Backend>, work: &Arc<Work>) -> Result<End> {
    let task: Task = serde_json::from_str(&work.job.payload)
        .map_err(|error| Error::internal("reading what to do about an export", error))?;
    let Some(folder) = backend.exports.clone() else {
        return Err(Error::internal("making an export", "this process has no folder for exports"));
    };
    match task {
        Task::Make(id) => make(backend, work, &folder, id).await,
        Task::Remove(id) => remove(backend, work, &folder, id).await,
    }
}

async fn make(backend: &Arc<Backend>, work: &Arc<Work>, folder: &Path, id: String) -> Result<End> {
    let export = store::exports::of_job(&mut backend.store.read().await?, &id).await?;
    let Some(export) = export.filter(|export| !export.state.is_over()) else {
        return end(backend, work, None).await;
    };
    let mut stop = work.stop.clone();
    let made = tokio::select! {
        made = write(backend, folder, &work.lease, &export) => made,
        // A half of it is worth nothing; the next start begins again.
        _ = stop.wait_for(|stop| *stop) => return Ok(End::Later(AT_ONCE)),
    };
    match made {
        Ok(made) => end(backend, work, Some((id, Some(made)))).await,
        Err(error) => {
            // The disk may be full of it.
            if let Err(error) = remove_files(folder, &id) {
                tracing::warn!(export = id, %error, "what was written of an export stays behind");
            }
            if work.job.attempts < MAX_ATTEMPTS {
                return Err(Error::internal("making an export", format!("{error:#}")));
            }
            tracing::error!(export = id, error = format!("{error:#}"), "an export is given up");
            end(backend, work, Some((id, None))).await
        }
    }
}

async fn write(backend: &Arc<Backend>, folder: &Path, lease: &str, export: &Export) -> anyhow::Result<Made> {
    // What an attempt left behind that was cut off.
    remove_files(folder, &export.id)?;
    // Under a name of this attempt: another process may have taken the job over and not know that we still write.
    let unpacked = folder.join(format!("{}.{lease}", export.id));
    create_private_folder(&unpacked)?;
    let mut wanted = archive::Export::new(&export.organization_id, &unpacked);
    wanted.documents = export.documents;
    let (tell, told) = watch::channel((0, 0));
    let mut progress = move |progress: Progress| {
        // The records are written in a moment; the site is what takes time.
        if progress.what == archive::SITE {
            let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            tell.send_replace((count(progress.done), count(progress.total)));
        }
    };
    let written = tokio::select! {
        written = archive::write(backend, &wanted, &mut progress) => written?,
        error = note_progress(backend, &export.id, told) => return Err(error.into()),
    };
    let file = export::path(folder, &export.id);
    let bytes = tokio::task::spawn_blocking(move || archive::pack(&unpacked, &file)).await??;
    Ok(Made { bytes: i64::try_from(bytes)?, credentials: i64::try_from(written.credentials)? })
}

/// Writes down how far the work is for as long as this is polled; answers only when that fails.
async fn note_progress(backend: &Backend, id: &str, mut told: watch::Receiver<(i64, i64)>) -> Error {
    loop {
        let (done, total) = *told.borrow_and_update();
        let id = id.to_owned();
        let noting = backend.store.write(move |connection| {
            Box::pin(async move { store::exports::note_progress(connection, &id, done, total).await })
        });
        if let Err(error) = noting.await {
            return error;
        }
        tokio::time::sleep(PROGRESS_PAUSE).await;
        if told.changed().await.is_err() {
            // Everything is written; what is left is packing.
            std::future::pending::<()>().await;
        }
    }
}

/// Ends the job; `ended` is the export with its file, if it is over as well.
async fn end(backend: &Backend, work: &Arc<Work>, ended: Option<(String, Option<Made>)>) -> Result<End> {
    let (work, now) = (work.clone(), backend.now());
    let ending = backend.store.write(move |connection| {
        Box::pin(async move {
            if !work.finish(connection).await? {
                return Err(Error::internal("making an export", "the lease ran out"));
            }
            if let Some((id, made)) = ended {
                let expires_at = now.plus_seconds(KEEP_SECONDS);
                store::exports::end(connection, &id, made, now, expires_at).await?;
                let environment_id = work.job.environment_id.as_deref();
                Task::Remove(id).queue(connection, environment_id, expires_at, now).await?;
            }
            Ok(End::Over)
        })
    });
    ending.await
}

async fn remove(backend: &Backend, work: &Arc<Work>, folder: &Path, id: String) -> Result<End> {
    remove_files(folder, &id).map_err(|error| Error::internal("removing an export", error))?;
    let work = work.clone();
    let removing = backend.store.write(move |connection| {
        Box::pin(async move {
            store::exports::remove(connection, &id).await?;
            if !work.finish(connection).await? {
                return Err(Error::internal("removing an export", "the lease ran out"));
            }
            Ok(End::Over)
        })
    });
    removing.await
}

/// Everything in the folder whose name begins with the identifier.
fn remove_files(folder: &Path, id: &str) -> std::io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>()?;
    let is_ours = |name: &OsStr| name.to_str().is_some_and(|name| name.split('.').next() == Some(id));
    for path in paths.into_iter().filter(|path| path.file_name().is_some_and(is_ours)) {
        if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    Ok(())
}

/// For us alone: what comes into it names people and holds the sealed keys.
fn create_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
