//! From a name to addresses that have been checked.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;

use crate::address::special_purpose;
use crate::target::Target;

/// Looks up the addresses of a name. [`SystemResolver`] is the ordinary one; tests bring their own.
pub trait Resolver: Send + Sync {
    /// All addresses of `host`, which is a domain name in ASCII.
    fn resolve<'a>(&'a self, host: &'a str) -> Addresses<'a>;
}

/// The answer of a [`Resolver`], in the order in which the addresses are to be tried.
pub type Addresses<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Asks the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemResolver;

impl Resolver for SystemResolver {
    fn resolve<'a>(&'a self, host: &'a str) -> Addresses<'a> {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((host, 0)).await?;
            Ok(addresses.map(|address| address.ip()).collect())
        })
    }
}

/// Why there is no address to connect to.
#[derive(Debug)]
pub(crate) enum ResolveError {
    Blocked(String),
    Failed(String),
}

/// The addresses of a target, each of them checked. One forbidden address among several blocks the whole name:
/// nobody publishes a private address beside a public one except to attack.
pub(crate) async fn checked_addresses(
    target: &Target,
    resolver: &dyn Resolver,
) -> Result<Vec<IpAddr>, ResolveError> {
    let addresses = match target.literal {
        Some(address) => vec![address],
        None => resolver.resolve(&target.host).await.map_err(|error| {
            ResolveError::Failed(format!("{} could not be resolved: {error}", target.host))
        })?,
    };
    if addresses.is_empty() {
        return Err(ResolveError::Failed(format!("{} has no address", target.host)));
    }
    for address in &addresses {
        let kind = special_purpose(*address);
        if !target.reach.allows(kind) {
            let (host, kind) = (&target.host, kind.unwrap_or("public"));
            return Err(ResolveError::Blocked(format!("{host} leads to {address}, a {kind} address")));
        }
    }
    Ok(addresses)
}
