//! An organization leaves with everything it has, and arrives at another server.

use std::path::Path;

use proofmark::{Contexts, Document, FetchFailure, Limits, Options, Source, Step, TrustPack, Verification};
use proofmark_server::{Config, Export, export, import};
use reqwest::Method;
use serde_json::{Value, json};

use crate::claims::submit;
use crate::database;
use crate::support::{TestServer, achievement_body, issue_body};
use crate::webhooks::endpoint;
use crate::webhooks::receiver::Receiver;

const HOST: &str = "https://badges.example.edu";

/// A live credential that stands, one that is revoked, and one that nobody else may see; one in the sandbox.
struct Issued {
    valid: Value,
    revoked: Value,
    private: Value,
    sandbox: Value,
}

async fn issue(server: &TestServer) -> Issued {
    let key = &server.organization.live_api_key;
    let achievement = server.post_with("/v1/achievements", &achievement_body(), key, None).await;
    let body = issue_body(achievement.body["id"].as_str().unwrap());
    let mut issued = Vec::new();
    for visibility in ["public", "unlisted", "private"] {
        let mut body = body.clone();
        body["visibility"] = json!(visibility);
        body["recipient"]["name"] = json!("=Grace Hopper");
        let reply = server.post_with("/v1/credentials", &body, key, None).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        issued.push(reply.body);
    }
    let [valid, revoked, private] = issued.try_into().unwrap();
    let path = format!("/v1/credentials/{}/revoke", revoked["id"].as_str().unwrap());
    let reply = server.post_with(&path, &json!({ "reason": "by mistake" }), key, None).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    Issued { valid, revoked, private, sandbox: server.credential().await }
}

/// Verifies a credential of the site as a visitor of the old host name would: every document comes from the folder.
fn verdict(site: &Path, credential: &Value, pack: Option<TrustPack>) -> (&'static str, Option<&'static str>) {
    let id = credential["id"].as_str().unwrap();
    let bytes = std::fs::read(site.join(format!("credentials/{id}.json"))).unwrap();
    let now = proofmark::Timestamp::parse("2040-01-01T00:00:00Z").unwrap();
    let mut options = Options::at(now);
    let elsewhere = pack.is_some();
    if let Some(pack) = &pack {
        options.policy.trusted_publishers = vec![pack.publisher_key()];
        // Years later nobody has a newer list.
        options.policy.status_max_age_seconds = i64::MAX / 4;
    }
    let mut verification = Verification::new(bytes, options);
    if let Some(pack) = pack {
        verification.trust(pack).unwrap();
    }
    let mut contexts = Contexts::default();
    loop {
        match verification.step(&mut contexts) {
            Step::Done(report) => {
                return (report.verdict.as_str(), report.reason.map(|reason| reason.as_str()));
            }
            Step::Needs(requests) => {
                for request in requests {
                    let path = request.url.strip_prefix(HOST).filter(|_| !elsewhere);
                    let found =
                        path.and_then(|path| std::fs::read(site.join(path.trim_start_matches('/'))).ok());
                    let answer = found
                        .map(|bytes| Document { bytes, retrieved_at: now, source: Source::Supplied })
                        .ok_or((FetchFailure::NotFound, String::new()));
                    verification.supply(&request.url, answer);
                }
            }
        }
    }
}

/// The same server, with an empty database.
fn with_database(config: &Config, folder: &Path) -> Config {
    std::fs::create_dir_all(folder).unwrap();
    let mut config = config.clone();
    config.database = database::new(folder);
    config
}

/// Everything that is public verifies from the folder alone, fourteen years later, with the database gone.
#[tokio::test]
async fn a_folder_verifies_what_its_server_issued() {
    let mut server = TestServer::start_public().await;
    let issued = issue(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let exported = export(&server.config, &Export::new(&server.organization.id, &out), |_| {}).await.unwrap();
    assert_eq!((exported.credentials, exported.private), (4, 1));
    server.stop().await;
    drop(server);

    let site = out.join("site");
    assert_eq!(verdict(&site, &issued.valid, None), ("valid", None));
    assert_eq!(verdict(&site, &issued.revoked, None), ("invalid", Some("revoked")));
    assert_eq!(verdict(&site, &issued.sandbox, None), ("valid", None));
    let private = issued.private["id"].as_str().unwrap();
    assert!(!site.join(format!("credentials/{private}.json")).exists(), "nobody else may see it");
    for ending in [".json", ".jwt", ".pdf", ".png", ".svg", "/card.png", "/index.html"] {
        let id = issued.valid["id"].as_str().unwrap();
        assert!(site.join(format!("credentials/{id}{ending}")).is_file(), "{ending}");
    }

    // Under another name: the trust pack answers for the host that is gone.
    let issuer = issued.valid["credential"]["issuer"]["id"].as_str().unwrap().rsplit(':').next().unwrap();
    let pack = std::fs::read(site.join(format!("v1/issuers/{issuer}/trust-pack.json"))).unwrap();
    let pack = || Some(TrustPack::read(&pack, &Limits::default()).unwrap());
    assert_eq!(verdict(&site, &issued.valid, pack()), ("valid", None));
    assert_eq!(verdict(&site, &issued.revoked, pack()), ("invalid", Some("revoked")));

    // The records name everybody, as text and never as a formula.
    let table = std::fs::read_to_string(out.join("records/credentials.csv")).unwrap();
    assert_eq!(table.lines().count(), 5);
    assert!(table.contains(",'=Grace Hopper,") && !table.contains(",=Grace"), "{table}");
    let lines = std::fs::read_to_string(out.join("records/credentials.jsonl")).unwrap();
    let line: Value = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &Value| line["id"] == private)
        .unwrap();
    assert_eq!(line["recipientName"], "=Grace Hopper");
}

/// The other server answers as the old one did, goes on issuing, and gives no index out twice.
#[tokio::test]
async fn another_server_goes_on_from_a_folder() {
    let mut server = TestServer::start_public().await;
    let issued = issue(&server).await;
    let id = issued.valid["id"].as_str().unwrap();
    let before = server.get_public(&format!("/credentials/{id}.json")).await.body;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut wanted = Export::new(&server.organization.id, &out);
    wanted.documents = false;
    export(&server.config, &wanted, |_| {}).await.unwrap();
    server.stop().await;

    // An empty database with another master key cannot use the keys, and says so before it writes anything.
    let elsewhere = folder.path().join("elsewhere");
    let mut stranger = with_database(&server.config, &elsewhere);
    stranger.master_key_file = Some(elsewhere.join("key"));
    let refused = import(&stranger, &out, |_| {}).await.unwrap_err();
    assert!(format!("{refused:#}").contains("another master key"), "{refused:#}");

    // The same master key, an empty database.
    let new = with_database(&server.config, &folder.path().join("new"));
    let first = import(&new, &out, |_| {}).await.unwrap();
    assert!(first.added > 10 && first.present == 0, "{first:?}");
    let again = import(&new, &out, |_| {}).await.unwrap();
    assert_eq!((again.added, again.present), (0, first.added), "twice is once");

    server.config = new;
    server.resume().await;
    assert_eq!(server.get_public(&format!("/credentials/{id}.json")).await.body, before);
    let revoked = issued.revoked["id"].as_str().unwrap();
    assert_eq!(server.get_public(&format!("/v1/verify/{revoked}")).await.body["status"], "revoked");
    let next = server.credential().await;
    let list =
        |credential: &Value| credential["credential"]["credentialStatus"][0]["statusListCredential"].clone();
    assert_ne!(list(&next), list(&issued.sandbox), "the old lists take no more entries");
}

/// What is damaged is named by file and line, and an unfinished folder is no export.
#[tokio::test]
async fn a_damaged_folder_is_refused_by_file_and_line() {
    let server = TestServer::start_public().await;
    issue(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut wanted = Export::new(&server.organization.id, &out);
    wanted.documents = false;
    export(&server.config, &wanted, |_| {}).await.unwrap();
    export(&server.config, &wanted, |_| {}).await.expect("an earlier export is written over");
    let new = |name: &str| with_database(&server.config, &folder.path().join(name));
    let path = out.join("records/tables/achievements.jsonl");
    let good = std::fs::read_to_string(&path).unwrap();
    for (text, message) in [
        (format!("{good}{{\"id\": 7}}\n"), "achievements.jsonl, line 3: the member `id` has another type"),
        (format!("{good}{{\"colour\": null}}\n"), "achievements.jsonl, line 3: there is no member `colour`"),
        (format!("{good}nonsense\n"), "achievements.jsonl, line 3"),
        (String::new(), "has 0 lines, but the manifest says 2"),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = format!("{:#}", import(&new("a"), &out, |_| {}).await.unwrap_err());
        assert!(error.contains(message), "{error}");
    }
    std::fs::remove_file(out.join("records/manifest.json")).unwrap();
    let error = format!("{:#}", import(&new("b"), &out, |_| {}).await.unwrap_err());
    assert!(error.contains("is no complete export"), "{error}");

    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("thesis.txt"), "mine").unwrap();
    let error =
        export(&server.config, &Export::new(&server.organization.id, &other), |_| {}).await.unwrap_err();
    assert!(format!("{error:#}").contains("something else in it"), "{error:#}");
    let error = export(&server.config, &Export::new("nobody", &out), |_| {}).await.unwrap_err();
    assert!(format!("{error:#}").contains("there is no organization"), "{error:#}");
}

/// What is sealed or lies beside the credentials comes along: a webhook is signed as before, a claim link that was sent
/// opens, and e-mail is set as it was.
#[tokio::test(flavor = "multi_thread")]
async fn webhooks_claims_and_settings_come_along() {
    let mut server = TestServer::start_with(|config| {
        config.base_url = Some(HOST.to_owned());
        config.allow_private_webhooks = true;
    })
    .await;
    let mut receiver = Receiver::kind().await;
    let (endpoint_id, secret) = endpoint(&server, &receiver).await;
    let key = server.organization.sandbox_api_key.clone();
    let settings =
        json!({ "senderName": "The office", "replyTo": "office@school.example", "language": "fr" });
    let set = server.send_as(Method::PUT, "/v1/email-settings", &key, Some(&settings)).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let words = json!({ "subject": "Well done", "text": "{{ link }}", "html": "<p>{{ link }}</p>" });
    let set = server.send_as(Method::PUT, "/v1/email-templates/issued", &key, Some(&words)).await;
    assert_eq!(set.status, 200, "{}", set.body);
    let mut body = issue_body(&server.achievement().await);
    body["claim"] = json!(true);
    let pending = server.post("/v1/credentials", &body).await.body;
    assert_eq!(pending["status"], "pending", "{pending}");
    receiver.next().await;
    let id = pending["id"].as_str().unwrap();
    let link = server.post(&format!("/v1/credentials/{id}/claim-link"), &json!({})).await.body;
    let claim = link["claimUrl"].as_str().unwrap_or_else(|| panic!("{link}")).replace(HOST, "");

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut wanted = Export::new(&server.organization.id, &out);
    wanted.documents = false;
    export(&server.config, &wanted, |_| {}).await.unwrap();
    server.stop().await;
    let new = with_database(&server.config, &folder.path().join("new"));

    // One damaged byte of a sealed secret is noticed before anything is written.
    let path = out.join("records/tables/webhook_secrets.jsonl");
    let good = std::fs::read_to_string(&path).unwrap();
    let mut line: Value = serde_json::from_str(&good).unwrap();
    line["sealed_secret"]["base64url"] = json!("AAAA");
    std::fs::write(&path, format!("{line}\n")).unwrap();
    let refused = format!("{:#}", import(&new, &out, |_| {}).await.unwrap_err());
    let expected = "webhook_secrets.jsonl, line 1: `sealed_secret` was sealed with another master key";
    assert!(refused.contains(expected), "{refused}");
    assert_eq!(database::count(&new.database, "SELECT count(*) FROM organizations").await, 0);
    std::fs::write(&path, good).unwrap();
    import(&new, &out, |_| {}).await.unwrap();

    server.config = new;
    server.resume().await;
    let read = server.get("/v1/email-settings").await.body;
    for (name, value) in settings.as_object().unwrap() {
        assert_eq!(&read[name], value, "{name}");
    }
    assert_eq!(server.get("/v1/email-templates/issued").await.body["subject"], "Well done");
    // The link of the old server's e-mail, used on the new one.
    assert_eq!(server.get_public(&claim).await.status, 200);
    assert_eq!(submit(&server, &claim, None).await.status, 200);
    let status = server.get(&format!("/v1/credentials/{id}")).await.body["status"].clone();
    assert_ne!(status, "pending");
    // Told of by the old secret.
    let message = receiver.next().await;
    assert_eq!(message.json()["type"], "credential.claimed");
    assert_eq!(message.signed_by(&[&secret]), [true]);
    let endpoints = server.get("/v1/webhook-endpoints").await.body;
    assert_eq!(endpoints["items"][0]["id"], endpoint_id.as_str());
}
