//! Faults that are put into a database by hand, one after the other: the rules have to name each of them. A rule that
//! cannot fail would keep no promise.

use serde_json::json;

use super::check;
use super::steps;
use super::time::SECOND;
use super::world::{Request, World};

/// What is done to the database, and what the rules then say that they did not say before.
const PLANTS: &[(&str, &[&str], &str)] = &[
    (
        "a bit of a revoked credential is taken back",
        &["UPDATE status_entries SET bit = 0 WHERE bit = 1"],
        "should be Some(\"revoked\"), and verifies as \"valid\"",
    ),
    (
        "a place is given twice",
        &["UPDATE credentials SET document = (SELECT document FROM credentials ORDER BY id LIMIT 1)"],
        "have the same place",
    ),
    (
        "an event is lost",
        &[
            "DELETE FROM webhook_attempts",
            "DELETE FROM webhook_deliveries WHERE event_id = (SELECT min(id) FROM events WHERE type = 'credential.issued')",
            "DELETE FROM events WHERE id = (SELECT min(id) FROM events WHERE type = 'credential.issued')",
        ],
        "was told 0 times, and happened 1 times",
    ),
    (
        "an end is told twice",
        &["INSERT INTO events (id, environment_id, type, subject_id, data, created_at, sequence) \
           SELECT 'twice', environment_id, type, subject_id, data, created_at, 99 FROM events \
           WHERE type = 'credential.expiring' ORDER BY id LIMIT 1"],
        "credential.expiring of",
    ),
    (
        "a row of a batch names another row's credential",
        &["UPDATE batch_rows SET credential_id = \
             (SELECT min(credential_id) FROM batch_rows WHERE state = 'issued') WHERE state = 'issued'"],
        "the rows of the batch",
    ),
    ("a batch is not worked on to its end", &["UPDATE batches SET state = 'running'"], "is running|"),
    (
        "a recipient is not counted",
        &["DELETE FROM monthly_recipients WHERE recipient_hash = \
             (SELECT recipient_hash FROM monthly_recipients ORDER BY recipient_hash LIMIT 1)"],
        "recipients are counted as",
    ),
    (
        "an answer is not kept",
        &["DELETE FROM idempotency_keys WHERE endpoint LIKE '%/credentials'"],
        "and when asked again",
    ),
    (
        "an acknowledged credential is lost",
        &[
            "DELETE FROM status_entries",
            "DELETE FROM credential_uses",
            "DELETE FROM verifications",
            "DELETE FROM credentials WHERE batch_id IS NULL",
        ],
        "is lost",
    ),
];

/// Credentials that last, end, and are taken back; a batch; and events of all of it.
async fn have_everything_once(world: &mut World) {
    let second = world.time.second();
    for (number, seconds) in [10, 31, 50].into_iter().enumerate() {
        let mut request = steps::issue(world);
        request.body["validUntil"] = json!(steps::second_text(second + seconds * 24 * 3600));
        request.body["recipient"]["email"] = json!(format!("person-{number}@example.com"));
        steps::send(world, 0, request).await;
    }
    let last = world.ledger.answered[2].body["id"].as_str().unwrap().to_owned();
    let (path, key) = (format!("/v1/credentials/{last}/revoke"), world.new_key());
    steps::send(world, 0, Request { path, body: json!({ "reason": "simulated" }), key }).await;
    let row = |name: &str| {
        json!({
            "achievementId": world.achievement, "externalId": name, "onDuplicate": "allow",
            "recipient": { "email": "person-0@example.com" },
        })
    };
    let body = json!([row("row-1"), row("row-2")]);
    let key = world.new_key();
    steps::send(world, 0, Request { path: "/v1/batches".to_owned(), body, key }).await;
    assert!(world.wait_until_nothing_is_due().await);
    world.time.set((second + 2 * 3600) * SECOND);
    assert!(world.wait_until_nothing_is_due().await);
}

#[tokio::test]
async fn every_rule_can_fail() {
    let mut world = World::new(1).await;
    have_everything_once(&mut world).await;
    let mut before = check::come_to_rest(&mut world).await;
    before.extend(check::faults(&mut world).await);
    assert_eq!(before, Vec::<String>::new());

    // In memory: a receiver that never got one of its messages.
    let first = world.hooks[0].accepted.keys().min().unwrap().clone();
    let message = world.hooks[0].accepted.remove(&first).unwrap();
    let faults = check::faults(&mut world).await;
    assert!(faults.iter().any(|fault| fault.contains("did not come to a receiver")), "{faults:?}");
    world.hooks[0].accepted.insert(first, message);

    for (what, statements, expected) in PLANTS {
        let is_named = |faults: &[String]| faults.iter().any(|fault| fault.contains(expected));
        assert!(!is_named(&before), "{what} is named before it is planted: {before:?}");
        for statement in *statements {
            world.sql(statement).await;
        }
        // Nothing that a process remembers may hide it.
        world.start_in_peace().await;
        let faults = check::faults(&mut world).await;
        assert!(is_named(&faults), "{what}: {faults:#?}");
        before = faults;
    }
}
