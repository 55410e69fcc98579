//! One simulated world: a database, the processes on it, receivers of webhooks, and the ledger of everything that a
//! client was told.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proofmark_server::{Config, Database, create_organization};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use super::chance::Chance;
use super::process::Process;
use super::time::{ProcessClock, SECOND, Time};
use crate::database;
use crate::support::achievement_body;
use crate::webhooks::receiver::{Answer, Receiver};

/// Live issuers need an address that is not this machine's; what it serves is asked of a process.
pub(super) const PUBLIC_URL: &str = "https://badges.example.edu";
const START: &str = "2026-11-20T12:00:00Z";
/// Longer than anything takes here; who waits longer waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that can be repeated.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) key: String,
}

/// A request with the answer that a client has in hands.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    pub(super) request: Request,
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) at: i64,
}

/// What a client knows of a credential.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub(super) revoked: bool,
    pub(super) suspended: bool,
    /// How often it was told that this happened.
    pub(super) suspensions: usize,
    pub(super) reinstatements: usize,
}

/// Everything that clients were told, and what they do not know.
#[derive(Default)]
pub(super) struct Ledger {
    pub(super) answered: Vec<Answered>,
    /// Sent, and not answered: to be sent again.
    pub(super) open: Vec<Request>,
    /// Sent, not answered, and never sent again: there as a whole or not at all.
    pub(super) abandoned: Vec<Request>,
    pub(super) credentials: BTreeMap<String, Known>,
    pub(super) batches: BTreeMap<String, usize>,
    /// What was seen to be wrong on the way.
    pub(super) faults: Vec<String>,
}

/// A receiver of webhooks, with the endpoint that leads to it.
pub(super) struct Hook {
    pub(super) endpoint_id: String,
    pub(super) receiver: Receiver,
    /// The bodies that came and were accepted, by the identifier they came with.
    pub(super) accepted: HashMap<String, String>,
    /// In how many of a hundred cases it refuses.
    mood: Arc<AtomicU64>,
}

pub(super) struct World {
    pub(super) seed: u64,
    pub(super) chance: Chance,
    pub(super) config: Config,
    pub(super) time: Arc<Time>,
    pub(super) processes: Vec<Option<Process>>,
    pub(super) achievement: String,
    pub(super) hooks: Vec<Hook>,
    pub(super) ledger: Ledger,
    pub(super) deaths: usize,
    fatal: Arc<Fatal>,
    next_key: usize,
    live_key: String,
    client: Client,
    _folder: TempDir,
}

/// The message at which processes die, when a receiver has answered it and before that is written down.
#[derive(Default)]
struct Fatal {
    /// Messages until then; 0: it does not come.
    left: AtomicUsize,
    clocks: Mutex<Vec<Arc<ProcessClock>>>,
}

impl Fatal {
    fn message(&self) {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left == Ok(1) {
            self.clocks.lock().unwrap().iter().for_each(|clock| clock.die_after(1));
        }
    }
}

/// A database with an organization, made once: every world begins with a copy.
struct Template {
    config: Config,
    live_key: String,
    _folder: TempDir,
}

const POSTGRES_TEMPLATE: &str = "simulation";

async fn template() -> &'static Template {
    static TEMPLATE: OnceCell<Template> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let mut config = Config::default();
            config.base_url = Some(PUBLIC_URL.to_owned());
            config.listen = "127.0.0.1:0".to_owned();
            config.database = if database::is_postgres() {
                let server = database::postgres().expect("PostgreSQL");
                server.run("createdb", &[POSTGRES_TEMPLATE]);
                server.url(POSTGRES_TEMPLATE).as_str().into()
            } else {
                folder.path().join("template.db").into()
            };
            config.master_key = Some("07".repeat(32).into());
            config.allow_private_webhooks = true;
            config.limits.key_requests_per_minute = 0;
            config.limits.verifications_per_minute = 0;
            config.limits.documents_per_minute = 0;
            // Nothing that is looked at here is tidied away before.
            config.limits.webhook_log_days = 3650;
            // Enough for what happens here, and quickly opened.
            config.limits.read_connections = 3;
            config.limits.write_connections = 4;
            let organization = create_organization(&config, "Example College").await.unwrap();
            Template { config, live_key: organization.live_api_key.to_string(), _folder: folder }
        })
        .await
}

impl World {
    /// A new one: its first process runs, and its receivers are known.
    pub(super) async fn new(seed: u64) -> Self {
        crate::logs::collect();
        let template = template().await;
        let folder = tempfile::tempdir().unwrap();
        let mut config = template.config.clone();
        config.database = match &template.config.database {
            Database::Sqlite(path) => {
                let copy = folder.path().join("test.db");
                std::fs::copy(path, &copy).unwrap();
                copy.into()
            }
            Database::Postgres(_) => {
                static COPIES: AtomicUsize = AtomicUsize::new(0);
                let name = format!("simulation_{}", COPIES.fetch_add(1, Ordering::SeqCst));
                let server = database::postgres().unwrap();
                server.run("createdb", &["--template", POSTGRES_TEMPLATE, &name]);
                server.url(&name).as_str().into()
            }
        };
        let mut world = Self {
            seed,
            chance: Chance::of(seed),
            config,
            time: Time::starting_at(START),
            processes: Vec::new(),
            achievement: String::new(),
            hooks: Vec::new(),
            ledger: Ledger::default(),
            deaths: 0,
            fatal: Arc::default(),
            next_key: 0,
            live_key: template.live_key.clone(),
            client: Client::new(),
            _folder: folder,
        };
        // A SQLite file has one process.
        let processes = if database::is_postgres() { 1 + world.chance.below(2) } else { 1 };
        for _ in 0..processes {
            let process = world.start_process().await;
            world.processes.push(process);
        }
        world.set_up().await;
        world
    }

    /// An achievement, two receivers and, in some worlds, a quota.
    async fn set_up(&mut self) {
        let made = self.ask(0, Method::POST, "/v1/achievements", Some(&achievement_body()), None).await;
        self.achievement = made.expect("an answer").1["id"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            let mood = Arc::new(AtomicU64::new(0));
            let (moods, fatal, chance) =
                (mood.clone(), self.fatal.clone(), Mutex::new(Chance::of(self.seed)));
            let receiver = Receiver::start(move |_| {
                fatal.message();
                let refuses = chance.lock().unwrap().percent(moods.load(Ordering::SeqCst));
                Answer::Status(if refuses { 500 } else { 204 })
            })
            .await;
            let body = json!({ "url": receiver.url });
            let made = self.ask(0, Method::POST, "/v1/webhook-endpoints", Some(&body), None).await;
            let endpoint_id =
                made.expect("an answer").1["webhookEndpoint"]["id"].as_str().unwrap().to_owned();
            self.hooks.push(Hook { endpoint_id, receiver, accepted: HashMap::new(), mood });
        }
        if self.chance.percent(30) {
            self.sql("UPDATE organizations SET monthly_recipients = 4").await;
        }
    }

    /// Starts a process, now and then with a clock that is a little apart or one that does not live long; the next one
    /// is started then.
    pub(super) async fn start_process(&mut self) -> Option<Process> {
        loop {
            let apart = if database::is_postgres() { self.chance.between(-2, 2) } else { 0 };
            let clock = ProcessClock::new(self.time.clone(), apart);
            if !self.processes.is_empty() && self.chance.percent(10) {
                clock.die_after(self.chance.next() % 12);
            }
            match Process::start(&self.config, clock.clone()).await {
                Some(process) => {
                    let mut clocks = self.fatal.clocks.lock().unwrap();
                    clocks.retain(|clock| !clock.is_dying());
                    clocks.push(clock);
                    return Some(process);
                }
                None => self.deaths += 1,
            }
        }
    }

    /// Ends a process in the middle of what it does.
    pub(super) fn crash(&mut self, process: usize) {
        if self.processes[process].take().is_some() {
            self.deaths += 1;
        }
    }

    /// Takes away what died, and starts every process that is not there.
    pub(super) async fn all_alive(&mut self) {
        for at in 0..self.processes.len() {
            if self.processes[at].as_ref().is_some_and(|process| process.clock.is_dying()) {
                self.crash(at);
            }
            if self.processes[at].is_none() {
                self.processes[at] = self.start_process().await;
            }
        }
    }

    /// The same with clocks that agree and nothing that makes a process die: for looking at what is there.
    pub(super) async fn start_in_peace(&mut self) {
        for at in 0..self.processes.len() {
            self.crash(at);
            let clock = ProcessClock::new(self.time.clone(), 0);
            self.processes[at] = Process::start(&self.config, clock).await;
        }
        self.deaths = self.deaths.saturating_sub(self.processes.len());
    }

    pub(super) fn new_key(&mut self) -> String {
        self.next_key += 1;
        format!("key-{}", self.next_key)
    }

    /// The status and the JSON of an answer; nothing, if the process died before.
    pub(super) async fn ask(
        &self,
        process: usize,
        method: Method,
        path: &str,
        body: Option<&Value>,
        key: Option<&str>,
    ) -> Option<(u16, Value)> {
        let process = self.processes[process].as_ref()?;
        let path = path.strip_prefix(PUBLIC_URL).unwrap_or(path);
        let mut request = self.client.request(method, format!("{}{path}", process.base_url));
        request = request.bearer_auth(&self.live_key);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = async {
            let response = request.send().await.ok()?;
            let status = response.status().as_u16();
            let text = response.text().await.ok()?;
            Some((status, serde_json::from_str(&text).unwrap_or_else(|_| json!({ "text": text }))))
        };
        tokio::select! {
            answer = tokio::time::timeout(PATIENCE, answer) => answer.unwrap_or_else(|_| panic!("no answer: {path}")),
            () = process.clock.death() => None,
        }
    }

    /// The bytes of a public document.
    pub(super) async fn document(&self, url: &str) -> Option<Vec<u8>> {
        let process = self.processes[0].as_ref()?;
        let path = url.strip_prefix(PUBLIC_URL)?;
        let response = self.client.get(format!("{}{path}", process.base_url)).send().await.ok()?;
        Some(response.error_for_status().ok()?.bytes().await.ok()?.to_vec())
    }

    pub(super) async fn sql(&self, statement: &str) {
        database::execute(&self.config.database, statement).await;
    }

    pub(super) async fn count(&self, query: &str) -> i64 {
        database::count(&self.config.database, query).await
    }

    pub(super) async fn rows(&self, query: &str) -> Vec<(String, String)> {
        database::rows(&self.config.database, query).await
    }

    /// From now on receivers refuse so many of a hundred messages.
    pub(super) fn set_mood(&self, hook: usize, refusals: u64) {
        self.hooks[hook].mood.store(refusals, Ordering::SeqCst);
    }

    /// Processes die at this message from now.
    pub(super) fn die_after_messages(&self, messages: usize) {
        self.fatal.left.store(messages, Ordering::SeqCst);
    }

    /// Reads what receivers were sent.
    pub(super) fn collect_messages(&mut self) {
        for hook in &mut self.hooks {
            for message in hook.receiver.drain() {
                let id = message.header("webhook-id").to_owned();
                if message.json()["id"] != json!(id) {
                    self.ledger.faults.push(format!("a webhook {id} carries {}", message.body));
                }
                if message.answered != Some(204) {
                    continue;
                }
                let before = hook.accepted.entry(id.clone()).or_insert_with(|| message.body.clone());
                if *before != message.body {
                    self.ledger.faults.push(format!("the webhook {id} came again with other bytes"));
                }
            }
        }
    }

    /// What is due by now and not done: webhooks, parts of batches, ends that nobody told of.
    pub(super) async fn count_due(&self) -> i64 {
        // By the clock that is behind the others: what is due by theirs alone may be left to do.
        let clocks = self.processes.iter().flatten().map(|process| process.clock.apart());
        let now = self.time.micros() + clocks.min().unwrap_or(0);
        let second = now.div_euclid(SECOND) * SECOND;
        let soon = second + (i64::from(self.config.limits.expiry_notice_seconds) + 1) * SECOND;
        self.count(&format!(
            "SELECT (SELECT count(*) FROM webhook_deliveries WHERE next_attempt_at <= {now}) \
               + (SELECT count(*) FROM jobs WHERE kind = 'batch' AND run_at <= {now} \
                    AND (lease_until IS NULL OR lease_until <= {now})) \
               + (SELECT count(*) FROM credentials WHERE valid_until < {soon} AND expiring_noted = 0) \
               + (SELECT count(*) FROM credentials WHERE valid_until < {second} AND expired_noted = 0)"
        ))
        .await
    }

    /// Waits until nothing is due, or somebody dies. `false`: it goes on for ever.
    pub(super) async fn wait_until_nothing_is_due(&self) -> bool {
        let end = tokio::time::Instant::now() + PATIENCE;
        while self.count_due().await > 0 && !self.is_anybody_dying() {
            if tokio::time::Instant::now() > end {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        true
    }

    fn is_anybody_dying(&self) -> bool {
        self.processes.iter().flatten().any(|process| process.clock.is_dying())
    }
}
