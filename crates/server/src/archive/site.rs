//! The site: what the server answers at each public address, as files that a plain web server finds there.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::Value;

use super::records::Chunk;
use super::{Export, Progress, SITE};
use crate::backend::Backend;
use crate::domain::credential::Visibility;
use crate::domain::{PageRequest, Tenant};
use crate::http::LocalSite;
use crate::store;

/// Achievements that are in memory at the same time.
const ACHIEVEMENTS_AT_ONCE: u32 = 500;

/// What was written.
pub(super) struct Written {
    pub(super) files: u64,
    pub(super) private: u64,
}

/// Endings of a credential's files that are cheap to make.
const FILES: [&str; 2] = [".json", ".jwt"];
/// Endings of those that are drawn, and the picture for links.
const DRAWN: [&str; 4] = [".png", ".svg", ".pdf", "/card.png"];

pub(super) async fn write(
    backend: &Arc<Backend>,
    tenants: &[Tenant],
    export: &Export,
    total: u64,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Written> {
    let mut site = Site {
        root: export.folder.join("site"),
        local: LocalSite::new(backend.clone()),
        packs: String::new(),
        badge_classes: HashSet::new(),
        written: Written { files: 0, private: 0 },
    };
    // The issuers first: every page names their trust packs.
    for tenant in tenants {
        let issuers = {
            let mut connection = backend.store.read().await?;
            store::issuers::list(&mut connection, tenant).await?
        };
        for issuer in issuers {
            site.write_issuer(backend, &issuer.id, &issuer.did).await?;
        }
    }
    site.write_web_build()?;
    let mut done = 0;
    for tenant in tenants {
        site.write_achievements(backend, tenant).await?;
        let mut next = Some(Chunk::first());
        while let Some(chunk) = next {
            let page = {
                let mut connection = backend.store.read().await?;
                chunk.read(&mut connection, tenant, backend.now()).await?
            };
            for credential in &page.rows {
                done += 1;
                progress(Progress { what: SITE, done, total });
                if credential.visibility == Visibility::Private {
                    site.written.private += 1;
                    continue;
                }
                site.write_credential(&credential.id, export.documents).await?;
            }
            next = page.next.map(Chunk::after);
        }
    }
    Ok(site.written)
}

struct Site {
    root: PathBuf,
    local: LocalSite,
    /// What every page says about the site's own trust packs.
    packs: String,
    badge_classes: HashSet<String>,
    written: Written,
}

impl Site {
    /// The verify page with its WebAssembly, which needs no server.
    fn write_web_build(&mut self) -> anyhow::Result<()> {
        for (path, bytes) in LocalSite::built_files() {
            self.put(&path, &bytes)?;
        }
        Ok(())
    }

    /// Its DID document, its status lists and its trust pack. The lists say nothing about when they end, so they never
    /// grow stale.
    async fn write_issuer(&mut self, backend: &Backend, id: &str, did: &str) -> anyhow::Result<()> {
        if did.starts_with("did:web:") {
            self.copy(&format!("/issuers/{id}/did.json"), "*/*", "").await?;
        }
        self.copy(&format!("/issuers/{id}"), "text/html", "/index.html").await?;
        self.copy(&format!("/ob2/issuers/{id}"), "*/*", "").await?;
        let pack = format!("/v1/issuers/{id}/trust-pack");
        self.copy(&pack, "*/*", ".json").await?;
        writeln!(self.packs, "<link rel=\"trust-pack\" href=\"{pack}.json\">")?;
        let lists = {
            let mut connection = backend.store.read().await?;
            store::status_lists::of_issuer(&mut connection, id).await?
        };
        for (list_id, _) in lists {
            self.copy(&format!("/status/{list_id}"), "*/*", "").await?;
        }
        Ok(())
    }

    async fn write_achievements(&mut self, backend: &Backend, tenant: &Tenant) -> anyhow::Result<()> {
        let mut after = None;
        loop {
            let request = PageRequest { limit: ACHIEVEMENTS_AT_ONCE, after, offset: 0 };
            let page = {
                let mut connection = backend.store.read().await?;
                store::achievements::list(&mut connection, tenant, None, &request).await?
            };
            for achievement in page.rows {
                let address = format!("/achievements/{}", achievement.id);
                self.copy(&address, "application/ld+json", ".json").await?;
                self.copy(&address, "text/html", "/index.html").await?;
                self.copy(&format!("{address}/image.png"), "*/*", "").await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Its page and files, and the hosted badge of Open Badges 2.0 with what that names. A host of plain files cannot say
    /// that a revoked badge is gone; the badge itself says that it is revoked.
    async fn write_credential(&mut self, id: &str, documents: bool) -> anyhow::Result<()> {
        let address = format!("/credentials/{id}");
        self.copy(&address, "text/html", "/index.html").await?;
        for ending in FILES.iter().chain(DRAWN.iter().filter(|_| documents)) {
            self.copy(&format!("{address}{ending}"), "*/*", "").await?;
        }
        let assertion = format!("/ob2/assertions/{id}");
        if let Some(bytes) = self.local.get(&assertion, "*/*").await? {
            self.put(&assertion, &bytes)?;
            let assertion: Value = serde_json::from_slice(&bytes)?;
            // Many credentials share one.
            if let Some((_, digest)) = assertion["badge"].as_str().and_then(|badge| badge.rsplit_once('/'))
                && self.badge_classes.insert(digest.to_owned())
            {
                self.copy(&format!("/ob2/badge-classes/{digest}"), "*/*", "").await?;
            }
        }
        Ok(())
    }

    /// Writes what is at an address into the file of the same path and ending. What is not there is left out.
    async fn copy(&mut self, address: &str, accept: &str, ending: &str) -> anyhow::Result<()> {
        if let Some(bytes) = self.local.get(address, accept).await? {
            self.put(&format!("{address}{ending}"), &bytes)?;
        }
        Ok(())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        if path.ends_with(".html") {
            return self.put_file(path, &self.with_packs(bytes));
        }
        self.put_file(path, bytes)
    }

    /// The page, which also says where the trust packs are: under another host name they answer for the old one.
    fn with_packs(&self, page: &[u8]) -> Vec<u8> {
        let page = String::from_utf8_lossy(page);
        page.replacen("</head>", &format!("{}</head>", self.packs), 1).into_bytes()
    }

    fn put_file(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let relative = Path::new(path.trim_start_matches('/'));
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            bail!("{path} is not the path of a file");
        }
        let file = self.root.join(relative);
        let write = || {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&file, bytes)
        };
        write().with_context(|| format!("cannot write {}", file.display()))?;
        self.written.files += 1;
        Ok(())
    }
}
