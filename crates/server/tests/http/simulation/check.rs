//! What must be true of a world when it has come to rest. Each rule gives the faults it finds, in words.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use reqwest::Method;
use serde_json::Value;

use super::published::Published;
use super::steps::{self, ANSWERS_ARE_KEPT};
use super::time::SECOND;
use super::world::{Known, World};

/// Rounds of waiting for what is to be done later: a receiver that refused for a while is asked again.
const ROUNDS: usize = 20;

/// Everybody who asks gets an answer, receivers take everything, and time passes until nothing is left to do.
pub(super) async fn come_to_rest(world: &mut World) -> Vec<String> {
    world.die_after_messages(0);
    for hook in 0..world.hooks.len() {
        world.set_mood(hook, 0);
    }
    steps::settle_open(world).await;
    world.time.set(world.time.latest_micros());
    world.start_in_peace().await;
    for _ in 0..ROUNDS {
        if !world.wait_until_nothing_is_due().await {
            return vec![format!("{} things are due for ever", world.count_due().await)];
        }
        // What is under way is about to end.
        tokio::time::sleep(Duration::from_millis(15)).await;
        let left = world.count(
            "SELECT COALESCE(max(later), 0) FROM ( \
               SELECT max(next_attempt_at) AS later FROM webhook_deliveries UNION ALL \
               SELECT max(COALESCE(lease_until, 1)) AS later FROM jobs WHERE kind = 'batch') AS everything",
        );
        match left.await {
            // What ended in between may have made an end due.
            0 if world.count_due().await > 0 => {}
            0 => {
                world.collect_messages();
                return std::mem::take(&mut world.ledger.faults);
            }
            later => world.time.set(later.max(world.time.micros()) + SECOND),
        }
    }
    vec![format!("after {ROUNDS} rounds of waiting there is still something to do")]
}

/// Every rule.
pub(super) async fn faults(world: &mut World) -> Vec<String> {
    let credentials = credentials(world).await;
    let events = events(world).await;
    let mut faults = each_is_there_once(world, &credentials);
    faults.extend(each_verifies_and_has_its_own_place(world, &credentials).await);
    faults.extend(bits_are_as_told(world).await);
    faults.extend(events_are_gapless(world, &events).await);
    faults.extend(each_change_was_told_once(world, &credentials, &events));
    faults.extend(ends_were_told_in_time(world, &credentials, &events));
    faults.extend(receivers_got_everything(world, &events).await);
    faults.extend(batches_are_whole(world, &credentials).await);
    faults.extend(recipients_are_counted(world).await);
    faults.extend(answers_are_kept(world).await);
    faults
}

/// A row of the table.
pub(super) struct Credential {
    id: String,
    external_id: String,
    url: String,
    batch_id: String,
    /// Second.
    pub(super) valid_until: Option<i64>,
    is_revoked: bool,
}

async fn credentials(world: &World) -> Vec<Credential> {
    let rows = world.rows(
        "SELECT id, external_id || '|' || url || '|' || COALESCE(batch_id, '') || '|' || \
           COALESCE(CAST(valid_until AS TEXT), '') || '|' || COALESCE(CAST(revoked_at AS TEXT), '') \
         FROM credentials ORDER BY id",
    );
    let rows = rows.await.into_iter().map(|(id, text)| {
        let [external_id, url, batch_id, valid_until, revoked_at] = parts(&text);
        Credential {
            id,
            external_id,
            url,
            batch_id,
            valid_until: valid_until.parse::<i64>().ok().map(|micros| micros.div_euclid(SECOND)),
            is_revoked: !revoked_at.is_empty(),
        }
    });
    rows.collect()
}

struct Event {
    id: String,
    kind: String,
    subject_id: String,
    sequence: usize,
    /// Second.
    created_at: i64,
}

async fn events(world: &World) -> Vec<Event> {
    let rows = world.rows(
        "SELECT id, type || '|' || subject_id || '|' || CAST(sequence AS TEXT) || '|' || CAST(created_at AS TEXT) \
         FROM events ORDER BY id",
    );
    let rows = rows.await.into_iter().map(|(id, text)| {
        let [kind, subject_id, sequence, created_at] = parts(&text);
        let created_at = created_at.parse::<i64>().unwrap().div_euclid(SECOND);
        Event { id, kind, subject_id, sequence: sequence.parse().unwrap(), created_at }
    });
    rows.collect()
}

fn parts<const N: usize>(text: &str) -> [String; N] {
    let parts: Vec<String> = text.split('|').map(str::to_owned).collect();
    parts.try_into().unwrap_or_else(|parts| panic!("{parts:?}"))
}

/// What was acknowledged is there; what is there was asked for, once.
fn each_is_there_once(world: &World, credentials: &[Credential]) -> Vec<String> {
    let mut faults = Vec::new();
    let by_name: HashMap<&str, &Credential> =
        credentials.iter().map(|credential| (credential.external_id.as_str(), credential)).collect();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for answered in &world.ledger.answered {
        let request = &answered.request;
        match request.path.as_str() {
            "/v1/credentials" => {
                asked.insert(request.key.clone());
                let told = answered.body["id"].as_str().unwrap_or_default();
                match by_name.get(request.key.as_str()) {
                    Some(found) if found.id == told => {}
                    Some(found) => {
                        faults.push(format!("{} is {}, and {told} was told", request.key, found.id))
                    }
                    None => {
                        faults.push(format!("the acknowledged credential {told} ({}) is lost", request.key))
                    }
                }
            }
            "/v1/batches" => {
                let rows = request.body.as_array().unwrap();
                asked.extend(rows.iter().map(|row| row["externalId"].as_str().unwrap().to_owned()));
            }
            _ => {}
        }
    }
    asked.extend(world.ledger.abandoned.iter().map(|request| request.key.clone()));
    for credential in credentials {
        if !asked.remove(&credential.external_id) {
            let Credential { id, external_id, .. } = credential;
            faults.push(format!("nobody asked for {id} ({external_id}), or it is there twice"));
        }
    }
    faults
}

/// The published document holds with the published lists, says what the ledger says, and shares its place with none.
async fn each_verifies_and_has_its_own_place(world: &World, credentials: &[Credential]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut places: HashMap<String, String> = HashMap::new();
    let mut published = Published::default();
    let now = proofmark::Timestamp::parse(&steps::second_text(world.time.second())).unwrap();
    for credential in credentials {
        let Some(document) = world.document(&format!("{}.json", credential.url)).await else {
            faults.push(format!("{} is not published", credential.id));
            continue;
        };
        let json: Value = serde_json::from_slice(&document).unwrap();
        if json["id"] != credential.url.as_str() {
            faults.push(format!("what is published as {} is {}", credential.id, json["id"]));
        }
        for entry in json["credentialStatus"].as_array().into_iter().flatten() {
            let place = format!("{} {}", entry["statusListCredential"], entry["statusListIndex"]);
            if let Some(other) = places.insert(place.clone(), credential.id.clone()) {
                faults.push(format!("{} and {other} have the same place: {place}", credential.id));
            }
        }
        let report = published.verify(document, now, async |url: String| world.document(&url).await).await;
        let expected = expected_reason(world, credential);
        if report["reason"].as_str() != expected || (expected.is_none() && report["verdict"] != "valid") {
            let (id, verdict, reason) = (&credential.id, &report["verdict"], &report["reason"]);
            faults.push(format!("{id} should be {expected:?}, and verifies as {verdict} {reason}"));
        }
    }
    faults
}

fn expected_reason(world: &World, credential: &Credential) -> Option<&'static str> {
    let known = world.ledger.credentials.get(&credential.id).cloned().unwrap_or_default();
    let has_ended = credential.valid_until.is_some_and(|end| end < world.time.second());
    match (known.revoked, known.suspended, has_ended) {
        (true, ..) => Some("revoked"),
        (_, true, _) => Some("suspended"),
        (_, _, true) => Some("expired"),
        _ => None,
    }
}

/// As many bits are set as changes were acknowledged.
async fn bits_are_as_told(world: &World) -> Vec<String> {
    let mut faults = Vec::new();
    let known = || world.ledger.credentials.values();
    for (purpose, told) in [
        ("revocation", known().filter(|known| known.revoked).count()),
        ("suspension", known().filter(|known| known.suspended).count()),
    ] {
        let set = world
            .count(&format!(
                "SELECT count(*) FROM status_entries e JOIN status_lists l ON l.id = e.list_id \
                 WHERE l.purpose = '{purpose}' AND e.bit = 1"
            ))
            .await;
        if usize::try_from(set).unwrap() != told {
            faults.push(format!("{set} bits are set for {purpose}, and {told} changes stand"));
        }
    }
    faults
}

/// Whoever asks for all events gets each of them once; those of one subject count from one without a gap.
async fn events_are_gapless(world: &World, events: &[Event]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut listed = Vec::new();
    let mut path = "/v1/events?limit=100".to_owned();
    loop {
        let (_, page) = world.ask(0, Method::GET, &path, None, None).await.expect("a living process");
        let items = page["items"].as_array().unwrap();
        listed.extend(items.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
        if page["hasMore"] == false {
            break;
        }
        path = format!("/v1/events?limit=100&after={}", page["cursor"].as_str().unwrap());
    }
    let once: BTreeSet<&String> = listed.iter().collect();
    if once.len() != listed.len() || once != events.iter().map(|event| &event.id).collect() {
        faults.push(format!("{} events are listed, and there are {}", listed.len(), events.len()));
    }
    let numbers = "SELECT COALESCE(max(number), 0) - count(*) FROM events";
    if world.count(numbers).await != 0 {
        faults.push("the numbers of events have gaps".to_owned());
    }
    let mut sequences: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for event in events {
        sequences.entry(&event.subject_id).or_default().push(event.sequence);
    }
    for (subject, mut sequence) in sequences {
        sequence.sort_unstable();
        if !sequence.iter().copied().eq(1..=sequence.len()) {
            faults.push(format!("the events of {subject} are {sequence:?}"));
        }
    }
    faults
}

/// Issued, revoked, suspended, reinstated, completed: as often as it was acknowledged.
fn each_change_was_told_once(world: &World, credentials: &[Credential], events: &[Event]) -> Vec<String> {
    let mut told: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for event in events {
        *told.entry((&event.subject_id, &event.kind)).or_default() += 1;
    }
    let mut faults = Vec::new();
    let mut compare = |subject: &str, kind: &str, expected: usize| {
        let found = told.get(&(subject, kind)).copied().unwrap_or_default();
        if found != expected {
            faults.push(format!("{kind} of {subject} was told {found} times, and happened {expected} times"));
        }
    };
    for Credential { id, .. } in credentials {
        let Known { revoked, suspensions, reinstatements, .. } =
            world.ledger.credentials.get(id).cloned().unwrap_or_default();
        compare(id, "credential.issued", 1);
        compare(id, "credential.revoked", revoked.into());
        compare(id, "credential.suspended", suspensions);
        compare(id, "credential.reinstated", reinstatements);
    }
    for id in world.ledger.batches.keys() {
        compare(id, "batch.completed", 1);
    }
    faults
}

/// `expiring` and `expired`: of each that stands, once, never too early, and by now.
fn ends_were_told_in_time(world: &World, credentials: &[Credential], events: &[Event]) -> Vec<String> {
    let window = i64::from(world.config.limits.expiry_notice_seconds);
    let mut faults = Vec::new();
    for credential in credentials {
        for (kind, ahead) in [("credential.expiring", window), ("credential.expired", -1)] {
            let due = credential.valid_until.map(|end| end - ahead);
            let told: Vec<i64> = events
                .iter()
                .filter(|event| event.subject_id == credential.id && event.kind == kind)
                .map(|event| event.created_at)
                .collect();
            let is_due = due.is_some_and(|due| due <= world.time.second());
            // Of what was revoked, an end is told only if it came before.
            let is_right = match told.len() {
                0 => !is_due || credential.is_revoked,
                // By the clock of who told it, which may be a little ahead.
                1 => due.is_some_and(|due| told[0] >= due),
                _ => false,
            };
            if !is_right {
                let id = &credential.id;
                faults.push(format!("{kind} of {id} was due at {due:?}, and was told at {told:?}"));
            }
        }
    }
    faults
}

/// Each event came to each receiver, or lies in its dead letters.
async fn receivers_got_everything(world: &World, events: &[Event]) -> Vec<String> {
    let mut faults = Vec::new();
    for hook in &world.hooks {
        let rows = world
            .rows(&format!(
                "SELECT event_id, state FROM webhook_deliveries WHERE endpoint_id = '{}'",
                hook.endpoint_id
            ))
            .await;
        let states: HashMap<String, String> = rows.into_iter().collect();
        for Event { id, kind, sequence, .. } in events {
            let state = states.get(id).map_or("missing", String::as_str);
            let Some(body) = hook.accepted.get(id) else {
                if state != "dead" {
                    faults
                        .push(format!("{kind} {id} did not come to a receiver, and its delivery is {state}"));
                }
                continue;
            };
            let body: Value = serde_json::from_str(body).unwrap();
            if body["type"] != kind.as_str() || body["sequence"] != *sequence {
                faults.push(format!("{kind} {id} came as {body}"));
            }
            // A sender that died before it wrote the answer down may have given up what was taken.
            if !["delivered", "dead"].contains(&state) {
                faults.push(format!("{kind} {id} came to a receiver, and its delivery is {state}"));
            }
        }
        let known: BTreeSet<&String> = events.iter().map(|event| &event.id).collect();
        faults.extend(
            hook.accepted
                .keys()
                .filter(|id| !known.contains(id))
                .map(|id| format!("a receiver was told of {id}, which did not happen")),
        );
    }
    faults
}

/// Every row of a batch was issued once or refused once, and the counts say so.
async fn batches_are_whole(world: &World, credentials: &[Credential]) -> Vec<String> {
    let mut faults = Vec::new();
    let rows = world.rows(
        "SELECT batch_id, state || '|' || COALESCE(credential_id, '') || '|' || COALESCE(external_id, '') \
         FROM batch_rows ORDER BY batch_id, number",
    );
    let mut by_batch: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
    for (batch, text) in rows.await {
        by_batch.entry(batch).or_default().push(parts(&text));
    }
    let batches = world.rows(
        "SELECT id, state || '|' || CAST(total AS TEXT) || '|' || CAST(issued AS TEXT) || '|' || \
           CAST(failed AS TEXT) FROM batches",
    );
    let mut found = BTreeSet::new();
    for (id, text) in batches.await {
        let [state, total, issued, failed] = parts(&text);
        if state == "receiving" {
            continue;
        }
        let expected = world.ledger.batches.get(&id).copied();
        let rows = by_batch.remove(&id).unwrap_or_default();
        let count = |state: &str| rows.iter().filter(|row| row[0] == state).count();
        let is_whole = state == "completed"
            && expected == Some(rows.len())
            && [&total, &issued, &failed].map(|text| text.parse::<usize>().unwrap())
                == [rows.len(), count("issued"), count("failed")]
            && count("issued") + count("failed") == rows.len();
        if !is_whole {
            faults.push(format!("the batch {id} of {expected:?} rows is {text}, with {rows:?}"));
        }
        let of_batch: BTreeMap<&str, &str> = credentials
            .iter()
            .filter(|credential| credential.batch_id == id)
            .map(|credential| (credential.id.as_str(), credential.external_id.as_str()))
            .collect();
        let of_rows: BTreeMap<&str, &str> = rows
            .iter()
            .filter(|row| row[0] == "issued")
            .map(|[_, credential, external_id]| (credential.as_str(), external_id.as_str()))
            .collect();
        if of_batch != of_rows || of_rows.len() != count("issued") {
            faults.push(format!("the rows of the batch {id} name {of_rows:?}, and it issued {of_batch:?}"));
        }
        found.insert(id);
    }
    let lost = world.ledger.batches.keys().filter(|id| !found.contains(*id));
    faults.extend(lost.map(|id| format!("the acknowledged batch {id} is lost")));
    faults
}

/// A quota counts each person of a month once, and no more are there than it allows.
async fn recipients_are_counted(world: &World) -> Vec<String> {
    let mut months: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let people = "SELECT recipient_key, CAST(created_at AS TEXT) FROM credentials";
    for (person, created_at) in world.rows(people).await {
        let created_at = created_at.parse::<i64>().unwrap().div_euclid(SECOND);
        months.entry(steps::second_text(created_at)[..7].to_owned()).or_default().insert(person);
    }
    let counted = "SELECT month, CAST(count(*) AS TEXT) FROM monthly_recipients GROUP BY month";
    let counted: BTreeMap<String, usize> =
        world.rows(counted).await.into_iter().map(|(month, count)| (month, count.parse().unwrap())).collect();
    let expected: BTreeMap<String, usize> =
        months.into_iter().map(|(month, people)| (month, people.len())).collect();
    let mut faults = Vec::new();
    if counted != expected {
        faults.push(format!("recipients are counted as {counted:?}, and are {expected:?}"));
    }
    let limit = world.count("SELECT COALESCE(max(monthly_recipients), 1000) FROM organizations").await;
    if expected.values().any(|count| i64::try_from(*count).unwrap() > limit) {
        faults.push(format!("there are more recipients than {limit}: {expected:?}"));
    }
    faults
}

/// Whoever asks again is answered as before.
async fn answers_are_kept(world: &mut World) -> Vec<String> {
    let latest = world.time.latest_micros();
    for answered in world.ledger.answered.clone() {
        if latest - answered.at < ANSWERS_ARE_KEPT {
            let process = world.chance.below(world.processes.len());
            steps::repeat_one(world, process, &answered).await;
        }
    }
    std::mem::take(&mut world.ledger.faults)
}
