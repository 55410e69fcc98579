//! A database to try things out: an organization, its sandbox issuer, one achievement, one credential, one API key.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::admin::set_up_organization;
use crate::backend::Backend;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::database::Database;
use crate::domain::achievement::{self, Content, Criteria};
use crate::domain::credential::{NewCredential, Recipient};
use crate::domain::idempotency::Answer;
use crate::domain::{Tenant, issue};
use crate::keys::create_private;
use crate::server::open_backend;
use crate::store;

/// What [`demo`] made, now or at its first call.
#[derive(Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DemoInfo {
    /// The credential's page.
    pub credential_url: String,
    /// The API key, once more; it opens the sandbox only.
    pub api_key: String,
    /// The achievement's identifier, for issuing more.
    pub achievement_id: String,
    /// Where the database is, for people.
    #[serde(skip)]
    pub database: String,
}

/// Makes the demo data in the configured database, or finds it there. What it made is kept beside the database in a
/// file that only its owner can read, API key included, so that the next call gives the same.
///
/// Its URLs begin with the configured `base_url`, or with `http://` and the configured `listen`; port 0 will not do.
///
/// # Errors
/// When the database or that file cannot be used.
pub async fn demo(config: &Config) -> anyhow::Result<DemoInfo> {
    let path = config.database.side_file("demo.json");
    let base_url = config.base_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let backend = Arc::new(open_backend(config, base_url, Arc::new(SystemClock)).await?);
    let info = find_or_make(&backend, config, &path).await;
    backend.store.close().await;
    info
}

async fn find_or_make(backend: &Arc<Backend>, config: &Config, path: &Path) -> anyhow::Result<DemoInfo> {
    if let Some(found) = find(backend, config, path).await? {
        return Ok(found);
    }
    let made = make(backend, config).await?;
    // What is there belongs to another database.
    drop(std::fs::remove_file(path));
    let mut file = create_private(path).with_context(|| format!("cannot create {}", path.display()))?;
    file.write_all(serde_json::to_string_pretty(&made)?.as_bytes())?;
    file.sync_all()?;
    Ok(made)
}

/// What an earlier call made in this database. The file alone does not tell: databases on a server share its folder.
async fn find(backend: &Backend, config: &Config, path: &Path) -> anyhow::Result<Option<DemoInfo>> {
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(None) };
    let found: DemoInfo =
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
    let mut connection = backend.store.read().await?;
    let achievement = store::achievements::find_public(&mut connection, &found.achievement_id).await?;
    Ok(achievement.map(|_| DemoInfo { database: whereabouts(&config.database), ..found }))
}

async fn make(backend: &Arc<Backend>, config: &Config) -> anyhow::Result<DemoInfo> {
    let organization = set_up_organization(backend, "Demo").await?;
    let tenant = organization.organization.sandbox;
    let achievement_id = make_achievement(backend, &tenant).await?;
    let credential_url = make_credential(backend, &tenant, &achievement_id).await?;
    Ok(DemoInfo {
        credential_url,
        api_key: organization.sandbox_key.to_string(),
        achievement_id,
        database: whereabouts(&config.database),
    })
}

async fn make_achievement(backend: &Backend, tenant: &Tenant) -> anyhow::Result<String> {
    let content = Content {
        name: "First steps with Open Badges".to_owned(),
        description: "Has issued a badge and verified it in a browser.".to_owned(),
        criteria: Criteria {
            id: None,
            narrative: Some("Start the demo, open this page, and change one letter of the file.".to_owned()),
        },
        achievement_type: Some("Badge".to_owned()),
        image: None,
        tags: vec!["demo".to_owned()],
        alignments: Vec::new(),
        result_descriptions: Vec::new(),
        validity_period: None,
        template_id: None,
    };
    let answer = achievement::create(backend, tenant, content, None, |made| id_only(&made.id)).await?;
    Ok(answer.body)
}

async fn make_credential(
    backend: &Arc<Backend>,
    tenant: &Tenant,
    achievement_id: &str,
) -> anyhow::Result<String> {
    let request = NewCredential {
        achievement_id: achievement_id.to_owned(),
        recipient: Recipient {
            name: Some("Ada Lovelace".to_owned()),
            email: Some("ada@example.com".to_owned()),
            ..Recipient::default()
        },
        ..NewCredential::default()
    };
    let answer = issue::issue(backend, tenant, request, None, |made| id_only(&made.url)).await?;
    Ok(answer.body)
}

fn whereabouts(database: &Database) -> String {
    match database.path().and_then(|path| std::path::absolute(path).ok()) {
        Some(path) => path.display().to_string(),
        None => database.to_string(),
    }
}

/// Nobody sees this answer; it only carries one text.
fn id_only(text: &str) -> Answer {
    Answer { status: 201, location: None, body: text.to_owned() }
}

impl std::fmt::Debug for DemoInfo {
    /// Everything but the API key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoInfo").field("credential_url", &self.credential_url).finish_non_exhaustive()
    }
}
