//! Hostile URLs lead to no connection: a listening loopback socket counts what arrives. ATTACKS B19 to B23, F22, K65.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proofmark::FetchFailure;
use proofmark_fetch::{Addresses, Fetcher, Message, Resolver, Rules, Sender};
use tokio::net::TcpListener;

/// Answers every name with the same addresses, and counts how often it was asked.
struct Fixed {
    addresses: Vec<IpAddr>,
    asked: AtomicUsize,
}

impl Fixed {
    fn new(addresses: &[&str]) -> Arc<Self> {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        Arc::new(Self { addresses, asked: AtomicUsize::new(0) })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolver for Fixed {
    fn resolve<'a>(&'a self, _host: &'a str) -> Addresses<'a> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(self.addresses.clone()) })
    }
}

/// A port on IPv4 and IPv6 loopback where every connection is counted.
struct Trap {
    port: u16,
    accepted: Arc<AtomicUsize>,
}

impl Trap {
    async fn set() -> Self {
        let accepted = Arc::new(AtomicUsize::new(0));
        let v4 = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = v4.local_addr().unwrap().port();
        let v6 = TcpListener::bind(("::1", port)).await.ok();
        for listener in [Some(v4), v6].into_iter().flatten() {
            let accepted = Arc::clone(&accepted);
            tokio::spawn(async move {
                while listener.accept().await.is_ok() {
                    accepted.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self { port, accepted }
    }

    async fn accepted(&self) -> usize {
        // A connection is accepted by another task; give it its turn.
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.accepted.load(Ordering::SeqCst)
    }

    /// Rules under which the trap's port is as good as 443, so that only the rule under test refuses.
    fn rules(&self) -> Rules {
        let mut rules = Rules::default();
        rules.ports.push(self.port);
        rules.deadline = Duration::from_secs(2);
        rules
    }
}

/// `PORT` stands for the trap's port.
const HOSTILE_URLS: &[&str] = include!("hostile_urls.in");

/// A message to nowhere good.
fn message(url: &str) -> Message<'_> {
    Message { url, headers: &[], content_type: "application/json", body: b"{}", max_answer: 1000 }
}

#[tokio::test]
async fn hostile_urls_lead_to_no_connection_and_no_name_lookup() {
    let trap = Trap::set().await;
    let resolver = Fixed::new(&["127.0.0.1", "::1"]);
    let fetcher = Fetcher::with_resolver(trap.rules(), resolver.clone()).unwrap();
    let sender = Sender::with_resolver(trap.rules(), resolver.clone()).unwrap();
    assert!(HOSTILE_URLS.len() >= 120, "{}", HOSTILE_URLS.len());
    let long = format!("https://issuer.example.edu:PORT/{}", "a".repeat(2048));
    for url in HOSTILE_URLS.iter().copied().chain([long.as_str()]) {
        let url = url.replace("PORT", &trap.port.to_string());
        let answer = fetcher.fetch_url(&url, "application/json", 1000).await;
        assert_eq!(answer.unwrap_err().0, FetchFailure::Blocked, "{url:?}");
        assert!(sender.check_url(&url).is_err(), "{url:?}");
        assert_eq!(sender.post(&message(&url)).await.unwrap_err().0, FetchFailure::Blocked, "{url:?}");
    }
    assert_eq!(resolver.asked(), 0, "no name of the table is looked up");
    assert_eq!(trap.accepted().await, 0);
}

#[tokio::test]
async fn names_that_lead_to_special_addresses_are_not_contacted() {
    let trap = Trap::set().await;
    for addresses in [
        &["127.0.0.1"][..],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["0.0.0.0"],
        &["10.1.2.3"],
        &["169.254.169.254"],
        &["100.100.100.200"],
        &["fe80::1"],
        &["fd00:ec2::254"],
        &["192.0.2.1"],
        &["224.0.0.1"],
        // One bad address spoils the answer, in whatever order.
        &["93.184.215.14", "127.0.0.1"],
        &["127.0.0.1", "93.184.215.14"],
    ] {
        let fetcher = Fetcher::with_resolver(trap.rules(), Fixed::new(addresses)).unwrap();
        let url = format!("https://issuer.example.edu:{}/did.json", trap.port);
        let (failure, detail) = fetcher.fetch_url(&url, "application/json", 1000).await.unwrap_err();
        assert_eq!(failure, FetchFailure::Blocked, "{addresses:?}: {detail}");
        assert!(detail.contains("issuer.example.edu leads to"), "{detail}");
        let sender = Sender::with_resolver(trap.rules(), Fixed::new(addresses)).unwrap();
        let (failure, _) = sender.post(&message(&url)).await.unwrap_err();
        assert_eq!(failure, FetchFailure::Blocked, "{addresses:?}");
    }
    assert_eq!(trap.accepted().await, 0);
}

/// A resolver whose second answer differs from its first, as a rebinding name server's does.
struct Rebinding {
    asked: AtomicUsize,
}

impl Resolver for Rebinding {
    fn resolve<'a>(&'a self, _host: &'a str) -> Addresses<'a> {
        let first = self.asked.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move { Ok(vec![if first { "127.0.0.2" } else { "127.0.0.1" }.parse().unwrap()]) })
    }
}

/// B21. Loopback is open by the development switch, so that the checked address is one where nobody listens and the
/// second answer is the trap: a fetcher that looked the name up again to connect would fall into it.
#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_checked() {
    let trap = Trap::set().await;
    let mut rules = trap.rules();
    rules.allow_loopback = true;
    let resolver = Arc::new(Rebinding { asked: AtomicUsize::new(0) });
    let fetcher = Fetcher::with_resolver(rules, resolver.clone()).unwrap();
    let url = format!("http://localhost:{}/", trap.port);
    let (failure, _) = fetcher.fetch_url(&url, "application/json", 1000).await.unwrap_err();
    assert_eq!(failure, FetchFailure::Network, "nobody listens on 127.0.0.2");
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
    let mut rules = trap.rules();
    rules.allow_private = true;
    let resolver = Arc::new(Rebinding { asked: AtomicUsize::new(0) });
    let sender = Sender::with_resolver(rules, resolver.clone()).unwrap();
    let url = format!("http://receiver.example.edu:{}/", trap.port);
    assert_eq!(sender.post(&message(&url)).await.unwrap_err().0, FetchFailure::Network);
    assert_eq!(resolver.asked.load(Ordering::SeqCst), 1);
    assert_eq!(trap.accepted().await, 0);
}

/// B22: the switch opens loopback alone; a name that calls itself `localhost` must be there, and others must not.
#[tokio::test]
async fn the_development_switch_does_not_open_private_networks() {
    let trap = Trap::set().await;
    let mut rules = trap.rules();
    rules.allow_loopback = true;
    for (url, addresses) in [
        ("http://localhost:PORT/", &["10.0.0.1"][..]),
        ("http://localhost:PORT/", &["93.184.215.14"]),
        ("https://issuer.example.edu:PORT/", &["127.0.0.1"]),
        ("http://issuer.example.edu:PORT/", &["127.0.0.1"]),
        ("http://127.1:PORT/", &["127.0.0.1"]),
        ("https://[::ffff:127.0.0.1]:PORT/", &["127.0.0.1"]),
    ] {
        let url = url.replace("PORT", &trap.port.to_string());
        let fetcher = Fetcher::with_resolver(rules.clone(), Fixed::new(addresses)).unwrap();
        let answer = fetcher.fetch_url(&url, "application/json", 1000).await;
        assert_eq!(answer.unwrap_err().0, FetchFailure::Blocked, "{url}");
    }
    assert_eq!(trap.accepted().await, 0);
}

/// The switch for receivers in one's own network leaves out what clouds keep for themselves.
#[tokio::test]
async fn the_switch_for_private_networks_does_not_open_link_local_addresses() {
    let trap = Trap::set().await;
    let mut rules = trap.rules();
    rules.allow_private = true;
    for (url, addresses) in [
        ("http://169.254.169.254/latest/meta-data/", &["93.184.215.14"][..]),
        ("http://[fe80::1]:PORT/", &["93.184.215.14"]),
        ("http://metadata:PORT/", &["169.254.169.254"]),
        ("http://receiver:PORT/", &["127.0.0.1", "169.254.169.254"]),
        ("http://0.0.0.0:PORT/", &["127.0.0.1"]),
        ("http://[::]:PORT/", &["127.0.0.1"]),
        ("http://127.1:PORT/", &["127.0.0.1"]),
        ("http://user@127.0.0.1:PORT/", &["127.0.0.1"]),
    ] {
        let url = url.replace("PORT", &trap.port.to_string());
        let sender = Sender::with_resolver(rules.clone(), Fixed::new(addresses)).unwrap();
        let (failure, why) = sender.post(&message(&url)).await.unwrap_err();
        assert_eq!(failure, FetchFailure::Blocked, "{url}: {why}");
    }
    assert_eq!(trap.accepted().await, 0);
    let sender = Sender::with_resolver(rules, Fixed::new(&["127.0.0.1"])).unwrap();
    let url = format!("http://receiver:{}/", trap.port);
    // The trap accepts and answers nothing; that it was reached shows that the others were refused by rule.
    let (failure, why) = sender.post(&message(&url)).await.unwrap_err();
    assert!(matches!(failure, FetchFailure::Timeout | FetchFailure::Network), "{failure:?}: {why}");
    assert_eq!(trap.accepted().await, 1);
}
