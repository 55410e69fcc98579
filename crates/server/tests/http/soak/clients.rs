//! Who asks the server during a soak, and what they were told. Every client asks again until it is answered, with the
//! same `Idempotency-Key`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::issue_body;

/// Clients that issue and take back.
const ISSUING: usize = 4;
/// Between what one client does and what it does next: the load is meant to last, not to fill the disk.
const PAUSE: Duration = Duration::from_millis(100);
/// Rows of a batch.
const ROWS: usize = 20;

/// What a credential is worth, as a client was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    Valid,
    Suspended,
    Revoked,
}

pub(super) struct Clients {
    base_url: String,
    api_key: String,
    achievement: OnceLock<String>,
    client: Client,
    is_over: AtomicBool,
    next_key: AtomicUsize,
    /// Everything that was acknowledged, by identifier.
    pub(super) credentials: Mutex<BTreeMap<String, Worth>>,
    /// Some requests with their answers.
    pub(super) answers: Mutex<Vec<(String, Value, String, Value)>>,
    /// The identifiers of the events, in the order in which they were read along.
    pub(super) events: Mutex<Vec<String>>,
    cursor: Mutex<String>,
    pub(super) faults: Mutex<Vec<String>>,
    /// Milliseconds of each answer, from the first attempt on.
    pub(super) waits: Mutex<Vec<u32>>,
    pub(super) unanswered: AtomicUsize,
    pub(super) batches: AtomicUsize,
}

impl Clients {
    pub(super) fn new(base_url: &str, api_key: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            api_key: api_key.to_owned(),
            achievement: OnceLock::new(),
            client: Client::builder().timeout(Duration::from_secs(60)).build().unwrap(),
            is_over: AtomicBool::new(false),
            next_key: AtomicUsize::new(0),
            credentials: Mutex::default(),
            answers: Mutex::default(),
            events: Mutex::default(),
            cursor: Mutex::new("0".to_owned()),
            faults: Mutex::default(),
            waits: Mutex::default(),
            unanswered: AtomicUsize::new(0),
            batches: AtomicUsize::new(0),
        }
    }

    pub(super) fn set_achievement(&self, id: &str) {
        self.achievement.set(id.to_owned()).unwrap();
    }

    /// All of them, until [`Clients::stop`].
    pub(super) fn start(self: Arc<Self>) -> Vec<JoinHandle<()>> {
        let mut tasks: Vec<_> = (0..ISSUING)
            .map(|_| {
                let clients = self.clone();
                tokio::spawn(async move { clients.issue_and_take_back().await })
            })
            .collect();
        let (batches, readers) = (self.clone(), self);
        tasks.push(tokio::spawn(async move { batches.send_lists().await }));
        tasks.push(tokio::spawn(async move { readers.read_along().await }));
        tasks
    }

    pub(super) fn stop(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    pub(super) fn count(&self) -> usize {
        self.credentials.lock().unwrap().len()
    }

    async fn issue_and_take_back(&self) {
        for number in 0.. {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let mut body = issue_body(self.achievement.get().unwrap());
            body["recipient"]["email"] = json!(format!("person-{}@example.com", number % 50));
            let issued = self.post("/v1/credentials", &body).await;
            let Some(id) = issued["id"].as_str() else { continue };
            self.note(id, Worth::Valid);
            let changes: &[(&str, Worth)] = match number % 6 {
                0 => &[("revoke", Worth::Revoked)],
                1 => &[("suspend", Worth::Suspended)],
                2 => &[("suspend", Worth::Suspended), ("reinstate", Worth::Valid)],
                3 => &[("suspend", Worth::Suspended), ("revoke", Worth::Revoked)],
                _ => &[],
            };
            for (verb, worth) in changes {
                self.post(&format!("/v1/credentials/{id}/{verb}"), &json!({ "reason": "soak" })).await;
                self.note(id, *worth);
            }
            self.look(id).await;
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn note(&self, id: &str, worth: Worth) {
        self.credentials.lock().unwrap().insert(id.to_owned(), worth);
    }

    /// What everybody is told has to be what its owner was told.
    async fn look(&self, id: &str) {
        let found = self.get(&format!("/v1/verify/{id}")).await;
        let (status, verdict) = match self.credentials.lock().unwrap()[id] {
            Worth::Valid => ("never_expires", "valid"),
            Worth::Suspended => ("suspended", "invalid"),
            Worth::Revoked => ("revoked", "invalid"),
        };
        if found["status"] != status || found["report"]["verdict"] != verdict {
            self.faults.lock().unwrap().push(format!("{id} should be {status}, and is {found}"));
        }
    }

    async fn send_lists(&self) {
        while !self.is_over.load(Ordering::SeqCst) {
            let row = |number: usize| {
                json!({
                    "achievementId": self.achievement.get().unwrap(), "onDuplicate": "allow",
                    "recipient": { "email": format!("row-{number}@example.com") },
                })
            };
            let rows: Vec<Value> = (0..ROWS).map(row).collect();
            let batch = self.post("/v1/batches", &json!(rows)).await;
            let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap_or_default());
            // A process that died holds its part of the batch until its lease is over.
            while self.get(&path).await["state"] != "completed" {
                tokio::time::sleep(PAUSE).await;
            }
            let rows = self.get(&format!("{path}/rows?limit=100")).await;
            for row in rows["items"].as_array().into_iter().flatten() {
                match row["credentialId"].as_str() {
                    Some(id) => self.note(id, Worth::Valid),
                    None => self.faults.lock().unwrap().push(format!("a row was not issued: {row}")),
                }
            }
            self.batches.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(10 * PAUSE).await;
        }
    }

    /// Reads the events as they come, and now and then the list of credentials.
    async fn read_along(&self) {
        while !self.is_over.load(Ordering::SeqCst) {
            self.catch_up().await;
            self.get("/v1/credentials?limit=100").await;
            tokio::time::sleep(2 * PAUSE).await;
        }
    }

    /// Reads every event behind the last one.
    pub(super) async fn catch_up(&self) {
        loop {
            let cursor = self.cursor.lock().unwrap().clone();
            let page = self.get(&format!("/v1/events?limit=100&after={cursor}")).await;
            let items = page["items"].as_array().into_iter().flatten();
            let ids = items.map(|event| event["id"].as_str().unwrap().to_owned());
            self.events.lock().unwrap().extend(ids);
            *self.cursor.lock().unwrap() = page["cursor"].as_str().unwrap().to_owned();
            if page["hasMore"] == false {
                return;
            }
        }
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Value {
        let number = self.next_key.fetch_add(1, Ordering::SeqCst);
        let key = format!("soak-{number}");
        let answer = self.ask(Method::POST, path, Some(body), Some(&key)).await;
        if number.is_multiple_of(20) && path != "/v1/webhook-endpoints" {
            self.answers.lock().unwrap().push((path.to_owned(), body.clone(), key, answer.clone()));
        }
        answer
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None, None).await
    }

    /// The bytes of a public document.
    pub(super) async fn document(&self, url: &str) -> Option<Vec<u8>> {
        let answer = self.client.get(url).send().await.ok()?.error_for_status().ok()?;
        Some(answer.bytes().await.ok()?.to_vec())
    }

    /// Asks until there is an answer.
    pub(super) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Value {
        let begun = Instant::now();
        let mut attempts = 0;
        loop {
            let mut request = self.client.request(method.clone(), format!("{}{path}", self.base_url));
            request = request.bearer_auth(&self.api_key);
            if let Some(key) = key {
                request = request.header("Idempotency-Key", key);
            }
            if let Some(body) = body {
                request = request.json(body);
            }
            let answer = async {
                let answer = request.send().await.ok()?;
                let status = answer.status().as_u16();
                Some((status, answer.text().await.ok()?))
            };
            match answer.await {
                Some((200..=299, text)) => {
                    self.waits.lock().unwrap().push(u32::try_from(begun.elapsed().as_millis()).unwrap());
                    return serde_json::from_str(&text).unwrap();
                }
                Some((status, text)) if status != 503 => {
                    self.faults.lock().unwrap().push(format!("{path} was answered {status}: {text}"));
                    return Value::Null;
                }
                _ => {}
            }
            self.unanswered.fetch_add(1, Ordering::SeqCst);
            attempts += 1;
            assert!(attempts < 2000, "{path} is never answered");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
