//! Repairs of `@context`: an entry too many, too few, in another place, of another version, or under another address.

use super::bench::Bench;
use super::diagnosis::{Diagnosis, DiagnosisCode as D};
use super::edit::Edit;
use crate::json::Value;

/// Longest list whose order is tried out.
const MAX_PERMUTED: usize = 4;

/// The first repair that holds.
pub(super) fn try_all<'a>(value: &Value<'a>, bench: &mut Bench<'_>) -> Option<Diagnosis> {
    let own: Vec<Value<'a>> = value.get("@context")?.one_or_many().to_vec();
    let known: Vec<String> = bench.contexts.urls().map(str::to_owned).collect();
    let set = |list: Vec<Value<'a>>| Edit::set("/@context", Value::Array(list));

    let addresses = own.iter().enumerate().filter_map(|(at, context)| {
        let url = context.as_str()?;
        (!known.iter().any(|known| known == url)).then_some((at, url))
    });
    let addresses = addresses.flat_map(|(at, url)| {
        let alike = known.iter().filter(move |known| is_alike(known, url));
        alike.map(move |known| Edit::text(format!("/@context/{at}"), known.clone()))
    });
    if let Some(found) = bench.any_of(D::ContextAddress, value, addresses.collect::<Vec<_>>()) {
        return Some(found);
    }
    let removals = (0..own.len()).rev().map(|at| Edit::remove(format!("/@context/{at}")));
    if let Some(found) = bench.any_of(D::ContextAdded, value, removals) {
        return Some(found);
    }
    let swaps = own.iter().enumerate().flat_map(|(at, context)| {
        let family = context.as_str().and_then(family);
        let others = known.iter().filter(move |other| {
            family.is_some() && self::family(other) == family && Some(other.as_str()) != context.as_str()
        });
        others.map(move |other| Edit::text(format!("/@context/{at}"), other.clone()))
    });
    if let Some(found) = bench.any_of(D::ContextVersion, value, swaps.collect::<Vec<_>>()) {
        return Some(found);
    }
    if (2..=MAX_PERMUTED).contains(&own.len()) {
        let orders = permutations(own.len()).into_iter().skip(1);
        let orders = orders.map(|order| set(order.iter().filter_map(|&at| own.get(at).cloned()).collect()));
        if let Some(found) = bench.any_of(D::ContextOrder, value, orders) {
            return Some(found);
        }
    }
    let missing: Vec<_> = known
        .iter()
        .filter(|url| !own.iter().any(|context| context.as_str() == Some(url)))
        .flat_map(|url| {
            // At the end, where nearly every signer puts further contexts; else as the second, where Open Badges stand.
            [own.len(), 1.min(own.len())].map(|at| {
                let mut list = own.clone();
                list.insert(at, Value::from(url.clone()));
                set(list)
            })
        })
        .collect();
    bench.any_of(D::ContextMissing, value, missing)
}

/// Contexts of one specification, which differ only in their version.
fn family(url: &str) -> Option<&'static str> {
    const FAMILIES: [&str; 3] = [
        "https://purl.imsglobal.org/spec/ob/v3p0/context",
        "https://w3id.org/security/data-integrity/",
        "https://w3id.org/security/suites/",
    ];
    const CREDENTIALS: [&str; 2] =
        ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"];
    if CREDENTIALS.contains(&url) {
        return Some("credentials");
    }
    FAMILIES.into_iter().find(|family| url.starts_with(family))
}

/// Whether two addresses mean the same place to a person.
fn is_alike(known: &str, url: &str) -> bool {
    let bare = |url: &str| {
        let url = url.trim().to_ascii_lowercase();
        let url = url.strip_prefix("https://").or(url.strip_prefix("http://")).unwrap_or(&url).to_owned();
        let url = url.strip_prefix("www.").unwrap_or(&url);
        let end = url.trim_end_matches(['/', '#']);
        end.trim_end_matches(".jsonld").trim_end_matches(".json").to_owned()
    };
    // A version of the Open Badges context that does not exist is taken for any that does.
    bare(known) == bare(url) || family(url).is_some() && family(url) == family(known)
}

/// All orders of `0..count`, the given one first.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    (0..count).fold(vec![Vec::new()], |orders, next| {
        let inserted = |order: &Vec<usize>| {
            (0..=order.len())
                .rev()
                .map(|at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
                .collect::<Vec<_>>()
        };
        orders.iter().flat_map(inserted).collect()
    })
}
