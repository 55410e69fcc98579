//! `proofmark verify`: the host loop around the core, and its report.

use std::time::{SystemTime, UNIX_EPOCH};

use proofmark::{
    Contexts, Document, FetchFailure, Options, Report, Request, Source, Step, Timestamp, TrustPack,
    Verification,
};
use proofmark_fetch::{Answer, Fetcher, Rules};

use crate::arguments::VerifyArguments;
use crate::exit::{Exit, Failure};
use crate::supplied::Supplied;
use crate::terminal::Palette;
use crate::{input, output, summary, trust_pack};

pub(crate) fn run(arguments: &VerifyArguments) -> Result<Exit, Failure> {
    let (_, report) = verify(arguments, &mut Contexts::new())?;
    if arguments.json {
        output::print(&(report.to_json() + "\n"))?;
    } else {
        output::print(&summary::render(&report, Palette::of_stdout()))?;
    }
    Ok(report.verdict.into())
}

/// Runs the verification that `arguments` ask for, and gives it with its report.
pub(crate) fn verify(
    arguments: &VerifyArguments,
    contexts: &mut Contexts,
) -> Result<(Verification, Report), Failure> {
    let now = arguments.now.unwrap_or_else(clock);
    let host = Host {
        now,
        supplied: Supplied::read(&arguments.documents)?,
        network: if arguments.offline { None } else { Some(network(arguments.allow_loopback)?) },
    };
    let mut options = Options::at(now);
    options.recipient.clone_from(&arguments.recipient);
    options.policy.domain.clone_from(&arguments.domain);
    options.policy.challenge.clone_from(&arguments.challenge);
    if !arguments.trust.is_empty() {
        options.policy.trusted_issuers = Some(arguments.trust.clone());
    }
    options.policy.trusted_publishers.clone_from(&arguments.trusted_publisher);
    let packs = trust_pack::read(&arguments.trust_pack, &options.limits)?;
    host.verify(input::read(&arguments.file)?, packs, options, contexts)
}

/// The time on this machine.
pub(crate) fn clock() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_seconds(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}

/// Gives the core what it asks for: supplied documents first, then the network, unless that is ruled out.
struct Host {
    now: Timestamp,
    supplied: Supplied,
    network: Option<Network>,
}

struct Network {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
}

fn network(allow_loopback: bool) -> Result<Network, Failure> {
    let mut rules = Rules::default();
    rules.allow_loopback = allow_loopback;
    let fetcher = Fetcher::new(rules).map_err(Failure::refused)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .map_err(|error| Failure::refused(format!("the network cannot be used: {error}")))?;
    Ok(Network { fetcher, runtime })
}

impl Host {
    fn verify(
        &self,
        bytes: Vec<u8>,
        packs: Vec<TrustPack>,
        options: Options,
        contexts: &mut Contexts,
    ) -> Result<(Verification, Report), Failure> {
        self.supplied.pin_contexts(&bytes, contexts)?;
        let mut verification = Verification::new(bytes, options);
        for url in verification.linked_content() {
            if let Some(document) = self.supplied(&url) {
                verification.supply(&url, Ok(document));
            }
        }
        for pack in packs {
            verification.trust(pack)?;
        }
        loop {
            match verification.step(contexts) {
                Step::Done(report) => return Ok((verification, report)),
                Step::Needs(requests) => {
                    for request in requests {
                        verification.supply(&request.url, self.answer(&request));
                    }
                }
            }
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        if let Some(document) = self.supplied(&request.url) {
            return Ok(document);
        }
        match &self.network {
            Some(network) => network.runtime.block_on(network.fetcher.fetch(request)),
            None => Err((FetchFailure::Offline, String::new())),
        }
    }

    /// Whoever supplies a document vouches for it as of the time of this verification.
    fn supplied(&self, url: &str) -> Option<Document> {
        let bytes = self.supplied.get(url)?.to_vec();
        Some(Document { bytes, retrieved_at: self.now, source: Source::Supplied })
    }
}
