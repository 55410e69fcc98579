//! The records: every table row by row, and the credentials once more in forms for people and other programs.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context;
use serde_json::{Value, json};

use super::{Progress, TableCount, table_path};
use crate::csv_cell::safe_cell;
use crate::domain::credential::Credential;
use crate::domain::{Cursor, Page, PageRequest, Result, Tenant, Timestamp};
use crate::store::credentials::Filter;
use crate::store::tables::{self, CHUNK, Columns};
use crate::store::{self, Connection};

/// One JSON object for each row, with every column.
pub(super) async fn write_tables(
    connection: &mut Connection,
    organization: &str,
    folder: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Vec<TableCount>> {
    let mut counts = Vec::new();
    for table in tables::all() {
        let path = table_path(folder, table.name);
        let mut file = BufWriter::new(File::create(&path).with_context(|| path.display().to_string())?);
        let columns = Columns::of(connection, table).await?;
        let (mut last, mut rows) = (None, 0);
        loop {
            let chunk = tables::read(connection, table, &columns, organization, last.as_ref()).await?;
            for record in &chunk {
                serde_json::to_writer(&mut file, record)?;
                file.write_all(b"\n")?;
            }
            rows += chunk.len() as u64;
            progress(Progress { what: table.name, done: rows, total: rows });
            let is_last = chunk.len() < CHUNK;
            last = chunk.into_iter().next_back();
            if is_last {
                break;
            }
        }
        file.flush()?;
        counts.push(TableCount { name: table.name.to_owned(), rows });
    }
    Ok(counts)
}

/// Credentials that are in memory at the same time.
const CREDENTIALS_AT_ONCE: u32 = 500;

const CSV_HEADER: [&str; 14] = [
    "id",
    "code",
    "externalId",
    "environment",
    "status",
    "achievement",
    "recipientName",
    "recipientEmail",
    "issuedAt",
    "validFrom",
    "validUntil",
    "revocationReason",
    "url",
    "digest",
];

/// `credentials.csv` for tables, `credentials.jsonl` for programs, newest first.
pub(super) async fn write_overview(
    connection: &mut Connection,
    tenants: &[Tenant],
    folder: &Path,
    now: Timestamp,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<()> {
    let mut table = csv::Writer::from_path(folder.join("records/credentials.csv"))?;
    table.write_record(CSV_HEADER)?;
    let mut lines = BufWriter::new(File::create(folder.join("records/credentials.jsonl"))?);
    let mut done = 0;
    for tenant in tenants {
        let mut next = Some(Chunk::first());
        while let Some(chunk) = next {
            let page = chunk.read(connection, tenant, now).await?;
            for credential in &page.rows {
                let cells = cells(credential, tenant, now);
                table.write_record(cells.iter().map(|cell| safe_cell(cell).into_owned()))?;
                serde_json::to_writer(&mut lines, &line(credential, cells))?;
                lines.write_all(b"\n")?;
            }
            done += page.rows.len() as u64;
            progress(Progress { what: "overview", done, total: done });
            next = page.next.map(Chunk::after);
        }
    }
    table.flush()?;
    lines.flush()?;
    Ok(())
}

/// Some of an environment's credentials, so that memory holds no more of them.
pub(super) struct Chunk(PageRequest);

impl Chunk {
    pub(super) fn first() -> Self {
        Self(PageRequest { limit: CREDENTIALS_AT_ONCE, after: None, offset: 0 })
    }

    pub(super) fn after(cursor: Cursor) -> Self {
        Self(PageRequest { limit: CREDENTIALS_AT_ONCE, after: Some(cursor), offset: 0 })
    }

    pub(super) async fn read(
        &self,
        connection: &mut Connection,
        tenant: &Tenant,
        now: Timestamp,
    ) -> Result<Page<Credential>> {
        store::credentials::list(connection, tenant, &Filter::default(), &self.0, now).await
    }
}

fn cells(credential: &Credential, tenant: &Tenant, now: Timestamp) -> [String; CSV_HEADER.len()] {
    let document: Value = serde_json::from_str(&credential.document).unwrap_or_default();
    let achievement = document["credentialSubject"]["achievement"]["name"].as_str().unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        credential.id.clone(),
        credential.code.clone(),
        text(&credential.external_id),
        tenant.environment.as_str().to_owned(),
        credential.status(now).as_str().to_owned(),
        achievement.to_owned(),
        text(&credential.recipient.name),
        text(&credential.recipient.email),
        credential.created_at.to_string(),
        credential.valid_from.to_string(),
        credential.valid_until.map(|time| time.to_string()).unwrap_or_default(),
        credential.revocation.as_ref().map(|mark| mark.reason.clone()).unwrap_or_default(),
        credential.url.clone(),
        credential.digest.clone(),
    ]
}

/// The same with the signed credential itself, as text: its bytes are what was signed.
fn line(credential: &Credential, cells: [String; CSV_HEADER.len()]) -> Value {
    let mut line: serde_json::Map<_, _> = CSV_HEADER
        .iter()
        .zip(cells)
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(name, cell)| ((*name).to_owned(), json!(cell)))
        .collect();
    line.insert("credential".to_owned(), json!(credential.document));
    Value::Object(line)
}
