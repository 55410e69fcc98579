//! What most programs do with the client, in the scene that tests/clients/clients.test.mjs sets up: a server, the same
//! behind a network that loses answers, and one that limits.

#![allow(clippy::print_stdout, clippy::panic, reason = "an example, run by a test")]

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use proofmark_client::{Client, Error, Patience, types};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let proofmark = Client::connect(&scene("LOSSY_URL")?, Some(&scene("KEY")?))?;
    let body: types::NewAchievement = serde_json::from_value(json!({
        "name": "Welding 101",
        "description": "Can weld.",
        "criteria": { "narrative": "Weld two plates." },
    }))?;
    let achievement = proofmark.create_achievement().body(body).send().await?.into_inner();

    for name in ["Ada", "Grace", "Hedy"] {
        proofmark.issue_credential().body(request(&achievement.id, name)?).send().await?;
    }
    let issued = every_credential(&proofmark, &achievement.id).await?;
    ensure!(issued.len() == 3, "each was issued once, on two pages: {issued:?}");

    let reason: types::Reason = serde_json::from_value(json!({ "reason": "Issued by mistake" }))?;
    let revoked = proofmark.revoke_credential().id(&issued[0]).body(reason).send().await?;
    ensure!(revoked.status.to_string() == "revoked", "{}", revoked.status);
    let public = Client::connect(&scene("URL")?, None)?;
    let verdict = public.verify_credential().id(&issued[0]).send().await?;
    ensure!(verdict.status.to_string() == "revoked", "{}", verdict.status);

    match proofmark.issue_credential().body(request("?", "Nobody")?).send().await {
        Err(Error::ErrorResponse(refusal)) => {
            ensure!(refusal.status() == 422, "{}", refusal.status());
            ensure!(refusal.error.code.to_string() == "validation_failed", "{}", refusal.error.code);
            ensure!(refusal.error.details.iter().any(|fault| fault.pointer == "/achievementId"));
        }
        other => bail!("not refused: {other:?}"),
    }

    // Nobody wants to wait a minute for a test: this client gives up where another would wait.
    let hasty = Patience { longest_wait: Duration::ZERO, ..Patience::default() };
    let hasty = Client::connect_with(&scene("LIMITED_URL")?, Some(&scene("LIMITED_KEY")?), hasty)?;
    let refusal = loop {
        match hasty.get_organization().send().await {
            Ok(_) => {}
            Err(Error::ErrorResponse(refusal)) => break refusal,
            Err(other) => bail!("not limited: {other:?}"),
        }
    };
    ensure!(refusal.status() == 429 && refusal.error.code.to_string() == "rate_limited");
    ensure!(refusal.headers().contains_key("retry-after"));
    println!("all of it works");
    Ok(())
}

fn request(achievement_id: &str, name: &str) -> Result<types::IssueRequest> {
    let recipient = json!({ "name": name, "email": format!("{name}@example.com") });
    Ok(serde_json::from_value(json!({ "achievementId": achievement_id, "recipient": recipient }))?)
}

/// Page by page, two on each.
async fn every_credential(proofmark: &Client, achievement_id: &str) -> Result<Vec<String>> {
    let mut ids = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut list = proofmark.list_credentials().achievement_id(achievement_id).limit(2);
        if let Some(cursor) = cursor {
            list = list.cursor(cursor);
        }
        let page = list.send().await?.into_inner();
        ids.extend(page.items.into_iter().map(|credential| credential.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(ids);
        }
    }
}

fn scene(name: &str) -> Result<String> {
    std::env::var(format!("SCENE_{name}")).with_context(|| format!("SCENE_{name} is not set"))
}
