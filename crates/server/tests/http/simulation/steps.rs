//! What happens in a simulated world, one step after the other, as the seed decides.

use reqwest::Method;
use serde_json::{Value, json};

use super::time::SECOND;
use super::world::{Answered, Known, Request, World};
use crate::support::issue_body;

const HOUR: i64 = 3600 * SECOND;
const DAY: i64 = 24 * HOUR;
/// For so long a repeated request gets the saved answer.
pub(super) const ANSWERS_ARE_KEPT: i64 = 24 * HOUR;
/// Recipients, so that some are issued to again and a quota is reached.
const PEOPLE: usize = 6;

/// Does as many steps as the seed says.
pub(super) async fn live(world: &mut World) {
    let steps = world.chance.between(12, 20);
    for _ in 0..steps {
        step(world).await;
        world.all_alive().await;
        world.collect_messages();
    }
}

async fn step(world: &mut World) {
    let process = world.chance.below(world.processes.len());
    if world.chance.percent(15) {
        // Somewhere in what follows.
        let looks = world.chance.next() % 20;
        if let Some(process) = &world.processes[process] {
            process.clock.die_after(looks);
        }
    }
    match world.chance.below(100) {
        0..=27 => {
            let request = issue(world);
            send(world, process, request).await;
        }
        28..=33 => send_twins(world).await,
        34..=41 => {
            let request = batch(world);
            send(world, process, request).await;
        }
        42..=58 => change_status(world, process).await,
        59..=64 => repeat(world, process).await,
        65..=80 => move_clock(world).await,
        81..=85 => look(world, process).await,
        86..=90 => {
            let (hook, refusals) =
                (world.chance.below(world.hooks.len()), [0, 30, 100][world.chance.below(3)]);
            world.set_mood(hook, refusals);
        }
        91..=93 => {
            let messages = 1 + world.chance.below(4);
            world.die_after_messages(messages);
        }
        94..=96 => {
            if let Some(stopping) = world.processes[process].take()
                && !stopping.stop().await
            {
                world.deaths += 1;
            }
        }
        _ => world.crash(process),
    }
}

/// A credential for one person; half of them end one day.
pub(super) fn issue(world: &mut World) -> Request {
    let key = world.new_key();
    let mut body = issue_body(&world.achievement);
    body["externalId"] = json!(key);
    body["recipient"]["email"] = json!(format!("person-{}@example.com", world.chance.below(PEOPLE)));
    if world.chance.percent(50) {
        // Around the thirty days before which an end is told.
        let end = world.time.second() + world.chance.between(2 * 3600, 40 * 24 * 3600);
        body["validUntil"] = json!(second_text(end));
    }
    Request { path: "/v1/credentials".to_owned(), body, key }
}

/// Some rows, now and then with one that is wrong.
fn batch(world: &mut World) -> Request {
    let key = world.new_key();
    let mut rows = Vec::new();
    for number in 0..world.chance.between(1, 4) {
        let mut row = json!({
            "achievementId": world.achievement,
            "externalId": format!("{key}-{number}"),
            "recipient": { "email": format!("person-{}@example.com", world.chance.below(PEOPLE)) },
            "onDuplicate": "allow",
        });
        match world.chance.below(10) {
            0 => row["recipient"]["email"] = json!("no address"),
            1..=4 => {
                let end = world.time.second() + world.chance.between(2 * 3600, 40 * 24 * 3600);
                row["validUntil"] = json!(second_text(end));
            }
            _ => {}
        }
        rows.push(row);
    }
    Request { path: "/v1/batches".to_owned(), body: json!(rows), key }
}

/// Changes a credential of which the client knows that this can be done.
async fn change_status(world: &mut World, process: usize) {
    settle_open(world).await;
    let standing: Vec<(String, Known)> =
        world.ledger.credentials.clone().into_iter().filter(|(_, known)| !known.revoked).collect();
    let Some((id, known)) = world.chance.of_these(&standing).cloned() else { return };
    let verb = match (world.chance.percent(40), known.suspended) {
        (true, _) => "revoke",
        (false, true) => "reinstate",
        (false, false) => "suspend",
    };
    let path = format!("/v1/credentials/{id}/{verb}");
    let request = Request { path, body: json!({ "reason": "simulated" }), key: world.new_key() };
    send(world, process, request).await;
}

/// Sends a request once and notes what came back.
pub(super) async fn send(world: &mut World, process: usize, request: Request) {
    let answer =
        world.ask(process, Method::POST, &request.path, Some(&request.body), Some(&request.key)).await;
    match answer {
        Some((status, body)) => note(world, request, status, body).await,
        // Some clients never ask again; those who took something back do.
        None if request.path == "/v1/credentials" && world.chance.percent(15) => {
            world.ledger.abandoned.push(request);
        }
        None => world.ledger.open.push(request),
    }
}

/// The same request twice at the same time, where there are two processes to both.
async fn send_twins(world: &mut World) {
    let request = issue(world);
    let last = world.processes.len() - 1;
    let ask =
        |process| world.ask(process, Method::POST, &request.path, Some(&request.body), Some(&request.key));
    let (one, other) = tokio::join!(ask(0), ask(last));
    match (one, other) {
        (Some(one), Some(other)) if is_done(one.0) && is_done(other.0) => {
            if one != other {
                let fault = format!("{}: two at once were answered {} and {}", request.key, one.1, other.1);
                world.ledger.faults.push(fault);
            }
            note(world, request, one.0, one.1).await;
        }
        (_, Some((status, body))) if is_done(status) => note(world, request, status, body).await,
        (Some((status, body)), _) | (None, Some((status, body))) => note(world, request, status, body).await,
        (None, None) => world.ledger.open.push(request),
    }
}

fn is_done(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Writes an answer into the ledger.
async fn note(world: &mut World, request: Request, status: u16, body: Value) {
    let code = body["error"]["code"].as_str().unwrap_or_default();
    match (status, code) {
        (200..=299, _) => {}
        // Both say: ask again.
        (503, _) | (409, "idempotency_in_flight") => return world.ledger.open.push(request),
        (403, "quota_exceeded") => {
            let month = &second_text(world.time.second())[..7];
            let full = format!(
                "SELECT count(*) FROM organizations o WHERE o.monthly_recipients <= \
                   (SELECT count(*) FROM monthly_recipients m WHERE m.month = '{month}')"
            );
            if world.count(&full).await == 0 {
                world.ledger.faults.push(format!("{}: refused for a quota that is not reached", request.key));
            }
            return;
        }
        _ => {
            let log = body["error"]["requestId"].as_str().map(log_of).unwrap_or_default();
            let fault = format!("{} {} was answered {status}: {body} {log}", request.path, request.key);
            return world.ledger.faults.push(fault);
        }
    }
    let id = body["id"].as_str().unwrap_or_default().to_owned();
    match request.path.rsplit('/').next().unwrap() {
        "credentials" => {
            if world.ledger.credentials.insert(id.clone(), Known::default()).is_some() {
                world.ledger.faults.push(format!("the identifier {id} was given twice"));
            }
        }
        "batches" => {
            let rows = request.body.as_array().unwrap().len();
            if world.ledger.batches.insert(id.clone(), rows).is_some() {
                world.ledger.faults.push(format!("the batch {id} was made twice"));
            }
        }
        verb => {
            let known = world.ledger.credentials.get_mut(&id).expect("a credential that is known");
            match verb {
                "revoke" => known.revoked = true,
                "suspend" => (known.suspended, known.suspensions) = (true, known.suspensions + 1),
                _ => (known.suspended, known.reinstatements) = (false, known.reinstatements + 1),
            }
        }
    }
    let at = world.time.latest_micros();
    world.ledger.answered.push(Answered { request, status, body, at });
}

/// Sends again what was not answered, until everything is.
pub(super) async fn settle_open(world: &mut World) {
    while !world.ledger.open.is_empty() {
        world.all_alive().await;
        for request in std::mem::take(&mut world.ledger.open) {
            let process = world.chance.below(world.processes.len());
            let answer = world
                .ask(process, Method::POST, &request.path, Some(&request.body), Some(&request.key))
                .await;
            match answer {
                Some((status, body)) => note(world, request, status, body).await,
                None => world.ledger.open.push(request),
            }
        }
    }
}

/// A request that was answered, sent again.
async fn repeat(world: &mut World, process: usize) {
    let latest = world.time.latest_micros();
    let kept: Vec<Answered> = world
        .ledger
        .answered
        .iter()
        .filter(|answered| latest - answered.at < ANSWERS_ARE_KEPT)
        .cloned()
        .collect();
    if let Some(answered) = world.chance.of_these(&kept).cloned() {
        repeat_one(world, process, &answered).await;
    }
}

/// The saved answer comes, or none.
pub(super) async fn repeat_one(world: &mut World, process: usize, answered: &Answered) {
    let Answered { request, status, body, .. } = answered;
    let again =
        world.ask(process, Method::POST, &request.path, Some(&request.body), Some(&request.key)).await;
    let Some(again) = again else { return };
    if again.0 != 503 && (again.0 != *status || again.1 != *body) {
        let fault = format!("{}: answered {body}, and when asked again {} {}", request.key, again.0, again.1);
        world.ledger.faults.push(fault);
    }
}

/// Forward by seconds, hours or weeks; to the second at which something ends, or the one before; back a little.
async fn move_clock(world: &mut World) {
    let now = world.time.micros();
    let to = match world.chance.below(12) {
        0..=3 => now + world.chance.between(1, 90) * SECOND,
        4..=5 => now + world.chance.between(1, 30) * HOUR,
        6 => now + world.chance.between(1, 20) * DAY,
        7..=9 => match next_notice(world).await {
            Some(second) => (second - world.chance.between(0, 1)).max(now / SECOND) * SECOND,
            None => now + DAY,
        },
        _ => now - world.chance.between(1, 300) * SECOND,
    };
    if to > now + 120 * SECOND {
        // Nobody may rely on the answer to a request that is older than a day, or ask for what has ended meanwhile.
        settle_open(world).await;
    }
    world.time.set(to);
    if world.chance.percent(50) {
        world.wait_until_nothing_is_due().await;
    }
}

/// The next second at which the end of a credential is to be told, or that it comes.
async fn next_notice(world: &World) -> Option<i64> {
    let window = i64::from(world.config.limits.expiry_notice_seconds);
    let now = world.time.second();
    let ends =
        world.rows("SELECT id, CAST(valid_until AS TEXT) FROM credentials WHERE valid_until IS NOT NULL");
    let ends = ends.await.into_iter().map(|(_, end)| end.parse::<i64>().unwrap() / SECOND);
    ends.flat_map(|end| [end - window, end + 1]).filter(|second| *second > now).min()
}

/// Asks what a credential is worth.
async fn look(world: &mut World, process: usize) {
    settle_open(world).await;
    let known: Vec<(String, Known)> = world.ledger.credentials.clone().into_iter().collect();
    let Some((id, known)) = world.chance.of_these(&known).cloned() else { return };
    let answer = world.ask(process, Method::GET, &format!("/v1/verify/{id}"), None, None).await;
    let Some((200, body)) = answer else { return };
    let status = body["status"].as_str().unwrap_or_default();
    let is_right = match (known.revoked, known.suspended) {
        (true, _) => status == "revoked",
        (false, true) => status == "suspended",
        (false, false) => ["valid", "never_expires", "expired", "pending"].contains(&status),
    };
    if !is_right {
        world.ledger.faults.push(format!("{id} is {known:?}, and is said to be {status}"));
    }
}

/// What the server wrote down about a request.
fn log_of(request_id: &str) -> String {
    let text = crate::logs::text();
    text.lines().filter(|line| line.contains(request_id)).collect::<Vec<_>>().join("\n    ")
}

pub(super) fn second_text(second: i64) -> String {
    proofmark_server::Timestamp::from_micros(second * SECOND).to_string()
}
