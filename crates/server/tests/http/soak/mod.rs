//! Minutes of mixed load on the program itself, which is killed with signal 9 again and again. Clients issue, send
//! lists, take back, look and read along; at the end everything that they were told is compared with what is there.
//!
//! `cargo xtask soak --minutes N` runs it for as long as one wants and writes a page about it. Among the other tests the
//! same runs for a few seconds.

mod clients;
mod ending;
mod report;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use proofmark_server::create_organization;
use serde_json::json;

use crate::crashes::{Process, program};
use crate::database;
use crate::support::achievement_body;
use crate::webhooks::receiver::Receiver;
use clients::Clients;
use report::{Report, Sample};

/// How long a process lives, where there is time enough.
const LIFE: Duration = Duration::from_secs(60);
/// Lives at least.
const LIVES: u32 = 3;
/// How long it runs among the other tests.
const SHORT: Duration = Duration::from_secs(6);

#[tokio::test(flavor = "multi_thread")]
async fn after_minutes_of_load_and_kills_everything_is_there_once() {
    let Some(program) = program() else { return };
    let minutes = std::env::var("PROOFMARK_SOAK_MINUTES").ok();
    let length = minutes.map_or(SHORT, |text| Duration::from_secs_f64(60.0 * text.parse::<f64>().unwrap()));
    let (_postgres, _folder, mut config) = database::apart();
    config.allow_private_webhooks = true;
    let organization = create_organization(&config, "Example College").await.unwrap();

    let mut process = Process::start(&program, &config).await;
    let clients = Arc::new(Clients::new(&process.base_url, &organization.sandbox_api_key));
    let achievement = clients.post("/v1/achievements", &achievement_body()).await;
    clients.set_achievement(achievement["id"].as_str().unwrap());
    let mut receiver = Receiver::kind().await;
    clients.post("/v1/webhook-endpoints", &json!({ "url": receiver.url })).await;

    // Load, and the end of each life in the middle of it.
    let mut report = Report::new(&config.database, length);
    let begun = Instant::now();
    let load = clients.clone().start();
    let life = LIFE.min(length / LIVES);
    let mut end_of_life = life;
    while begun.elapsed() < length {
        tokio::time::sleep(Duration::from_secs(1).min(life / 4)).await;
        report.samples.push(Sample::take(&process, &config.database, &clients, report.kills, begun).await);
        if begun.elapsed() >= end_of_life && begun.elapsed() < length {
            drop(process);
            if length == SHORT {
                // As if the time had gone by for which the dead one held its work.
                database::execute(
                    &config.database,
                    "UPDATE jobs SET lease_until = 1 WHERE lease IS NOT NULL",
                )
                .await;
                let due = "UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE lease IS NOT NULL";
                database::execute(&config.database, due).await;
            }
            process = Process::start(&program, &config).await;
            report.kills += 1;
            end_of_life += life;
        }
    }
    clients.stop();
    for client in load {
        client.await.unwrap();
    }

    report.faults = ending::faults(&clients, &config.database, &mut receiver, &mut report.messages).await;
    report.faults.extend(report.not_flat());
    report.count(&clients);
    let page = report.page();
    println!("{page}");
    if let Some(path) = std::env::var_os("PROOFMARK_SOAK_REPORT").map(PathBuf::from) {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(report.faults.is_empty(), "{} faults, see above", report.faults.len());
    assert!(report.kills >= 2, "the process was killed {} times", report.kills);
}
