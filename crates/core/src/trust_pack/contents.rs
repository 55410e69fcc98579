//! The members of a pack and of what is in it. Each object has the members that are known here and no others: what a
//! verifier does not understand might be what the publisher relied on.

use super::issuer::PackedIssuer;
use super::pack::{TYPE, VERSION};
use crate::json::{Object, Value};
use crate::{Code, Limits, Problem, Result, Timestamp, sorted};

/// The contents of a pack, without its proof.
pub(super) struct Contents<'v, 'a> {
    object: &'v Object<'a>,
}

impl<'v, 'a> Contents<'v, 'a> {
    pub(super) fn read(contents: &'v Value<'a>) -> Result<Self> {
        let object = closed(contents, &["type", "version", "publisher", "issuers"])?;
        Ok(Self { object })
    }

    pub(super) fn check_format(&self) -> Result<()> {
        if text(self.object, "type")? != TYPE {
            return Err(malformed("This is no trust pack.").at("/type"));
        }
        match member(self.object, "version")?.as_number() {
            Some(version) if version.value == VERSION => Ok(()),
            _ => Err(malformed("This verifier knows version 1 of trust packs.").at("/version")),
        }
    }

    /// Every issuer, read; `created` is when the pack was signed.
    pub(super) fn issuers(&self, created: Timestamp, limits: &Limits) -> Result<Vec<PackedIssuer>> {
        let entries = list(self.object, "issuers")?;
        let within = |count: usize, limit: usize, what: &str| {
            if count <= limit {
                return Ok(());
            }
            let detail = format!("The trust pack has {count} {what}; at most {limit} are read.");
            Err(Problem::new(Code::LimitExceeded, detail).at("/issuers"))
        };
        within(entries.len(), limits.trust_pack_issuers, "issuers")?;
        let read = |(index, entry): (usize, _)| {
            let read = PackedIssuer::read(entry, created, limits);
            read.map_err(|problem| problem.under(&format!("/issuers/{index}")))
        };
        let issuers: Vec<_> = entries.iter().enumerate().map(read).collect::<Result<_>>()?;
        let lists = issuers.iter().map(|issuer| issuer.status_lists.len()).sum();
        within(lists, limits.trust_pack_lists, "status lists")?;
        check_distinct(&issuers)?;
        Ok(issuers)
    }

    /// The value of `issuers`, for signing.
    pub(super) fn into_issuers(self) -> Result<&'v Value<'a>> {
        member(self.object, "issuers")
    }
}

/// Every issuer and every address stands in a pack once, so that it says one thing of each.
fn check_distinct(issuers: &[PackedIssuer]) -> Result<()> {
    let all: Vec<&str> = issuers.iter().flat_map(PackedIssuer::names).collect();
    let count = all.len();
    if sorted::distinct(all).len() == count {
        return Ok(());
    }
    let mut before: Vec<&str> = Vec::new();
    for (index, issuer) in issuers.iter().enumerate() {
        for name in issuer.names() {
            if before.contains(&name) {
                let problem = malformed("The trust pack says two things of one issuer or address.");
                return Err(problem.at(format!("/issuers/{index}")));
            }
            before.push(name);
        }
    }
    Ok(())
}

/// An object that has no members but these.
pub(super) fn closed<'v, 'a>(value: &'v Value<'a>, known: &[&str]) -> Result<&'v Object<'a>> {
    let object = value.as_object().ok_or_else(|| malformed("This has to be an object."))?;
    match object.iter().find(|(name, _)| !known.contains(name)) {
        Some((name, _)) => Err(malformed("A trust pack has no such member.").inside(name)),
        None => Ok(object),
    }
}

pub(super) fn member<'v, 'a>(object: &'v Object<'a>, name: &str) -> Result<&'v Value<'a>> {
    let missing = || Problem::new(Code::MissingMember, format!("There is no {name}.")).inside(name);
    object.get(name).ok_or_else(missing)
}

pub(super) fn text<'v>(object: &'v Object<'_>, name: &str) -> Result<&'v str> {
    let value = member(object, name)?.as_str().filter(|text| !text.is_empty());
    value.ok_or_else(|| malformed("This has to be a text.").inside(name))
}

pub(super) fn optional_text<'v>(object: &'v Object<'_>, name: &str) -> Result<Option<&'v str>> {
    if object.contains(name) { text(object, name).map(Some) } else { Ok(None) }
}

pub(super) fn time(object: &Object<'_>, name: &str) -> Result<Timestamp> {
    Timestamp::parse(text(object, name)?).map_err(|problem| problem.inside(name))
}

pub(super) fn list<'v, 'a>(object: &'v Object<'a>, name: &str) -> Result<&'v [Value<'a>]> {
    member(object, name)?.as_array().ok_or_else(|| malformed("This has to be a list.").inside(name))
}

/// A list that may be left out.
pub(super) fn optional_list<'v, 'a>(object: &'v Object<'a>, name: &str) -> Result<&'v [Value<'a>]> {
    if object.contains(name) { list(object, name) } else { Ok(&[]) }
}

pub(super) fn malformed(detail: &str) -> Problem {
    Problem::new(Code::MalformedValue, detail)
}
