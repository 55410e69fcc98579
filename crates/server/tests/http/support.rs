//! A server for one test, and a client that speaks to it.

use std::future::Future;
use std::net::TcpListener;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use proofmark_server::{Clock, Config, NewOrganization, Server, SystemClock, Timestamp, create_organization};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use crate::database;

const PUBLIC_URL: &str = "https://badges.example.edu";

/// A running server with one organization.
pub(crate) struct TestServer {
    pub(crate) base_url: String,
    pub(crate) config: Config,
    pub(crate) organization: Arc<NewOrganization>,
    pub(crate) clock: TestClock,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<anyhow::Result<()>>>,
    folder: Arc<TempDir>,
}

/// The system's clock, moved by as many seconds as a test says.
#[derive(Clone, Default)]
pub(crate) struct TestClock {
    ahead_seconds: Arc<AtomicI64>,
    /// Microseconds; 0: it runs.
    stopped_at: Arc<AtomicI64>,
    moved: Arc<Notify>,
}

impl TestClock {
    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.ahead_seconds.fetch_add(seconds, Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// Stands still at this second from now on.
    pub(crate) fn stop_at_seconds(&self, seconds: i64) {
        self.ahead_seconds.store(0, Ordering::SeqCst);
        self.stop_at(Timestamp::from_micros(seconds * 1_000_000));
    }
}

impl TestClock {
    /// From now on only [`TestClock::advance_seconds`] moves it.
    pub(crate) fn stop_at(&self, time: Timestamp) {
        self.stopped_at.store(time.as_micros(), Ordering::SeqCst);
    }

    /// Whole seconds since 1970.
    pub(crate) fn now_seconds(&self) -> i64 {
        self.now().as_micros().div_euclid(1_000_000)
    }

    /// RFC 3339, whole seconds.
    pub(crate) fn now_text(&self) -> String {
        self.now().to_second().to_string()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let ahead = self.ahead_seconds.load(Ordering::SeqCst) * 1_000_000;
        let stopped_at = self.stopped_at.load(Ordering::SeqCst);
        let now = if stopped_at == 0 { SystemClock.now().as_micros() } else { stopped_at };
        Timestamp::from_micros(now + ahead)
    }

    /// Also ends when a test moves the clock; whoever waits looks again.
    fn wait_until(&self, time: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let micros = u64::try_from(time.as_micros() - self.now().as_micros()).unwrap_or(0);
        Box::pin(async move {
            let _ = tokio::time::timeout(Duration::from_micros(micros), self.moved.notified()).await;
        })
    }
}

/// A status and a JSON body.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    /// The code of an error envelope.
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_else(|| panic!("no error code in {}", self.body))
    }

    /// The pointers of an error envelope, sorted.
    pub(crate) fn pointers(&self) -> Vec<&str> {
        let details = self.body["error"]["details"].as_array().expect("details");
        let mut pointers: Vec<&str> =
            details.iter().filter_map(|detail| detail["pointer"].as_str()).collect();
        pointers.sort_unstable();
        pointers
    }
}

impl TestServer {
    /// Starts a server with a new database and one organization.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a server whose credentials carry `https://badges.example.edu`, as a live issuer needs.
    pub(crate) async fn start_public() -> Self {
        Self::start_with(|config| config.base_url = Some(PUBLIC_URL.to_owned())).await
    }

    pub(crate) async fn start_with(configure: impl FnOnce(&mut Config)) -> Self {
        crate::logs::collect();
        let folder = tempfile::tempdir().unwrap();
        // The port is chosen before the server starts, because issuers are made for it and restarts keep it.
        let address = free_address();
        let mut config = Config::default();
        config.listen = address.clone();
        config.database = database::new(folder.path());
        config.master_key_file = Some(folder.path().join("test.master-key"));
        // Tests ask faster than people; those about limits set their own.
        config.limits.key_requests_per_minute = 0;
        config.limits.verifications_per_minute = 0;
        config.limits.documents_per_minute = 0;
        config.limits.wrong_keys_per_minute = 0;
        config.limits.webhook_tests_per_minute = 0;
        configure(&mut config);
        let organization = create_organization(&config, "Example College").await.unwrap();
        let mut server = Self {
            base_url: format!("http://{address}"),
            config,
            organization: Arc::new(organization),
            clock: TestClock::default(),
            client: Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
            stop: None,
            task: None,
            folder: Arc::new(folder),
        };
        server.resume().await;
        server
    }

    /// Another server on the same database, as a second process is.
    pub(crate) async fn beside(&self) -> Self {
        let address = free_address();
        let mut config = self.config.clone();
        config.listen = address.clone();
        let mut server = Self {
            base_url: format!("http://{address}"),
            config,
            organization: self.organization.clone(),
            clock: self.clock.clone(),
            client: self.client.clone(),
            stop: None,
            task: None,
            folder: self.folder.clone(),
        };
        server.resume().await;
        server
    }

    /// Serves again after [`TestServer::stop`], on the same port and database.
    pub(crate) async fn resume(&mut self) {
        let server = Server::start(self.config.clone(), Arc::new(self.clock.clone())).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        self.task = Some(tokio::spawn(server.serve(async {
            let _ = stopped.await;
        })));
        self.stop = Some(stop);
    }

    /// Stops gracefully and waits for the end.
    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        // Idle connections of the client would be waited for.
        self.client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        self.task.take().unwrap().await.unwrap().unwrap();
    }

    /// Changes the database from outside, as no request can.
    pub(crate) async fn sql(&self, statement: &'static str) {
        database::execute(&self.config.database, statement).await;
    }

    /// Reads one value from the database.
    pub(crate) async fn sql_count(&self, query: &'static str) -> i64 {
        database::count(&self.config.database, query).await
    }

    /// Reads two texts of each row.
    pub(crate) async fn rows(&self, query: &str) -> Vec<(String, String)> {
        database::rows(&self.config.database, query).await
    }

    /// The folder of the database.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// A request without a key.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // What is public at another address is served by this process.
        let path = path.strip_prefix(PUBLIC_URL).unwrap_or(path);
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        self.client.request(method, url)
    }

    /// GET with the sandbox key.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path).bearer_auth(&*self.organization.sandbox_api_key)).await
    }

    /// GET without a key.
    pub(crate) async fn get_public(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    /// POST with the sandbox key.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_with(path, body, &self.organization.sandbox_api_key, None).await
    }

    /// PATCH with the sandbox key.
    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send_as(Method::PATCH, path, &self.organization.sandbox_api_key, Some(body)).await
    }

    /// DELETE with the sandbox key.
    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send_as(Method::DELETE, path, &self.organization.sandbox_api_key, None).await
    }

    /// Any request with a key.
    pub(crate) async fn send_as(&self, method: Method, path: &str, key: &str, body: Option<&Value>) -> Reply {
        let request = self.request(method, path).bearer_auth(key);
        send(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Waits until notes that no request waits for are written.
    pub(crate) async fn settle(&self) {
        let waiting = async || {
            let reply = self.get_public("/metrics").await;
            let text = reply.body["text"].as_str().unwrap_or_else(|| panic!("{}", reply.body));
            let line = text.lines().find(|line| line.starts_with("proofmark_changes_waiting ")).unwrap();
            line.split_once(' ').unwrap().1 != "0"
        };
        while waiting().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// POST with a key and, perhaps, an `Idempotency-Key`.
    pub(crate) async fn post_with(
        &self,
        path: &str,
        body: &Value,
        key: &str,
        idempotency: Option<&str>,
    ) -> Reply {
        let mut request = self.request(Method::POST, path).bearer_auth(key).json(body);
        if let Some(idempotency) = idempotency {
            request = request.header("Idempotency-Key", idempotency);
        }
        send(request).await
    }

    /// Creates an achievement and gives its identifier.
    pub(crate) async fn achievement(&self) -> String {
        let reply = self.post("/v1/achievements", &achievement_body()).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body["id"].as_str().unwrap().to_owned()
    }

    /// Issues a credential of a new achievement and gives the answer's body.
    pub(crate) async fn credential(&self) -> Value {
        let reply = self.post("/v1/credentials", &issue_body(&self.achievement().await)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.body
    }
}

/// Where nobody listens yet.
pub(crate) fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// How often something is tried: `short`, or `long` with `PROOFMARK_LONG`.
pub(crate) fn how_often(what: &str, short: usize, long: usize) -> usize {
    let is_long = std::env::var_os("PROOFMARK_LONG").is_some();
    eprintln!(
        "{what}: {short} in short runs, {long} in long ones; this one is {}",
        if is_long { "long" } else { "short" }
    );
    if is_long { long } else { short }
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let (client, request) = request.build_split();
    let request = request.unwrap();
    let (method, path) = (request.method().clone(), request.url().path().to_owned());
    let response = client.execute(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or_else(|_| json!({ "text": text }));
    crate::openapi::assert_documented(&method, &path, status, &body);
    Reply { status, headers, body }
}

pub(crate) fn achievement_body() -> Value {
    json!({
        "name": "Welding 101",
        "description": "Can weld two plates so that they hold.",
        "criteria": { "narrative": "Weld two plates under supervision." },
        "achievementType": "Course",
        "tags": ["welding"],
    })
}

pub(crate) fn issue_body(achievement_id: &str) -> Value {
    json!({
        "achievementId": achievement_id,
        "recipient": { "name": "Grace Hopper", "email": "grace@example.com" },
        // Most tests issue to the same person again and again.
        "onDuplicate": "allow",
    })
}
