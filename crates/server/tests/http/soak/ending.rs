//! What must be true after a soak: everything that a client was told is there, once.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proofmark_server::{Clock, Database, SystemClock};
use reqwest::Method;

use super::clients::{Clients, Worth};
use crate::database;
use crate::simulation::published::Published;
use crate::webhooks::receiver::Receiver;

/// How long what was cut off may take to be done: a lease, and what waits behind it.
const PATIENCE_SECONDS: usize = 240;

/// Every fault, in words. `messages` becomes the number of webhooks that came.
pub(super) async fn faults(
    clients: &Clients,
    database: &Database,
    receiver: &mut Receiver,
    messages: &mut usize,
) -> Vec<String> {
    let mut faults = std::mem::take(&mut *clients.faults.lock().unwrap());
    faults.extend(nothing_waits(database).await);
    faults.extend(each_is_there_once_and_verifies(clients, database).await);
    faults.extend(bits_are_as_told(clients, database).await);
    faults.extend(events_came_once(clients, database, receiver, messages).await);
    faults.extend(answers_are_kept(clients).await);
    if matches!(database, Database::Sqlite(_)) {
        let damage = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
        if database::count(database, damage).await != 0 {
            faults.push("SQLite finds damage".to_owned());
        }
    }
    faults
}

async fn nothing_waits(database: &Database) -> Vec<String> {
    let waiting = "SELECT (SELECT count(*) FROM webhook_deliveries WHERE state = 'pending') \
                     + (SELECT count(*) FROM jobs WHERE kind = 'batch')";
    for _ in 0..PATIENCE_SECONDS * 10 {
        if database::count(database, waiting).await == 0 {
            return Vec::new();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    vec![format!("{} things wait for ever", database::count(database, waiting).await)]
}

async fn each_is_there_once_and_verifies(clients: &Clients, database: &Database) -> Vec<String> {
    let mut faults = Vec::new();
    let told: BTreeMap<String, Worth> = clients.credentials.lock().unwrap().clone();
    let rows = database::rows(database, "SELECT id, url FROM credentials").await;
    let found: BTreeSet<&String> = rows.iter().map(|(id, _)| id).collect();
    let lost = told.keys().filter(|id| !found.contains(id));
    faults.extend(lost.map(|id| format!("the acknowledged credential {id} is lost")));
    let mut published = Published::default();
    let mut places = BTreeSet::new();
    for (id, url) in &rows {
        let Some(worth) = told.get(id) else {
            faults.push(format!("nobody was told of {id}"));
            continue;
        };
        let Some(document) = clients.document(&format!("{url}.json")).await else {
            faults.push(format!("{id} is not published"));
            continue;
        };
        let json: serde_json::Value = serde_json::from_slice(&document).unwrap();
        for entry in json["credentialStatus"].as_array().into_iter().flatten() {
            if !places.insert(entry["id"].to_string()) {
                faults.push(format!("{id} shares its place {}", entry["id"]));
            }
        }
        let now = proofmark::Timestamp::parse(&SystemClock.now().to_second().to_string()).unwrap();
        let report = published.verify(document, now, async |url: String| clients.document(&url).await).await;
        let expected = match worth {
            Worth::Valid => ("valid", None),
            Worth::Suspended => ("invalid", Some("suspended")),
            Worth::Revoked => ("invalid", Some("revoked")),
        };
        if (report["verdict"].as_str().unwrap(), report["reason"].as_str()) != expected {
            let (verdict, reason) = (&report["verdict"], &report["reason"]);
            faults.push(format!("{id} should be {worth:?}, and verifies as {verdict} {reason}"));
        }
    }
    faults
}

/// As many bits are set as changes were acknowledged: a credential that was suspended and then revoked has both.
async fn bits_are_as_told(clients: &Clients, database: &Database) -> Vec<String> {
    let mut faults = Vec::new();
    let revoked = clients.credentials.lock().unwrap().values().filter(|w| **w == Worth::Revoked).count();
    for (what, query, expected) in [
        ("rows are revoked", "SELECT count(*) FROM credentials WHERE revoked_at IS NOT NULL", revoked),
        (
            "bits of revocation are set",
            "SELECT count(*) FROM status_entries e JOIN status_lists l ON l.id = e.list_id \
             WHERE e.bit = 1 AND l.purpose = 'revocation'",
            revoked,
        ),
        (
            "bits are not what their rows say",
            "SELECT count(*) FROM credentials c JOIN status_entries e ON e.credential_id = c.id \
             JOIN status_lists l ON l.id = e.list_id \
             WHERE (l.purpose = 'revocation' AND (c.revoked_at IS NOT NULL) <> (e.bit = 1)) \
                OR (l.purpose = 'suspension' AND (c.suspended_at IS NOT NULL) <> (e.bit = 1))",
            0,
        ),
    ] {
        let found = database::count(database, query).await;
        if usize::try_from(found).unwrap() != expected {
            faults.push(format!("{found} {what}, and it should be {expected}"));
        }
    }
    faults
}

/// Who read along saw each event once, and the receiver of webhooks got each at least once.
async fn events_came_once(
    clients: &Clients,
    database: &Database,
    receiver: &mut Receiver,
    messages: &mut usize,
) -> Vec<String> {
    clients.catch_up().await;
    let mut faults = Vec::new();
    let rows = database::rows(database, "SELECT id, type FROM events").await;
    let there: BTreeSet<String> = rows.into_iter().map(|(id, _)| id).collect();
    let read = clients.events.lock().unwrap().clone();
    let once: BTreeSet<String> = read.iter().cloned().collect();
    if once.len() != read.len() || once != there {
        let (read, once) = (read.len(), once.len());
        faults.push(format!(
            "{read} events were read, {once} of them different, and there are {}",
            there.len()
        ));
    }
    let received = receiver.drain();
    *messages = received.len();
    let came: BTreeSet<String> =
        received.iter().map(|message| message.header("webhook-id").to_owned()).collect();
    if came != there {
        faults.push(format!("{} events came as webhooks, and there are {}", came.len(), there.len()));
    }
    faults
}

async fn answers_are_kept(clients: &Clients) -> Vec<String> {
    let mut faults = Vec::new();
    let answers = clients.answers.lock().unwrap().clone();
    for (path, body, key, answer) in answers {
        let again = clients.ask(Method::POST, &path, Some(&body), Some(&key)).await;
        if again != answer {
            faults.push(format!("{path} {key} was answered {answer}, and when asked again {again}"));
        }
    }
    faults.extend(std::mem::take(&mut *clients.faults.lock().unwrap()));
    faults
}
