//! For whom a pack speaks in one verification.
//!
//! * A pack of a publisher whose key the caller trusts speaks for every issuer in it.
//! * Any other pack speaks for its own publisher alone, and only once that issuer's key is known from elsewhere: from
//!   the document that the host supplied, or because the issuer's identifier is the key. Its own documents never prove
//!   its own key.
//!
//! So nobody can make a key an issuer's by putting both into a pack.

use std::sync::Arc;

use super::issuer::Packed;
use super::key_history::HistoricKey;
use super::{Consulted, Question, TrustPack};
use crate::controlled_identifier::{Lookup, Retrieved};
use crate::documents::{Answer, Documents, Purpose};
use crate::keys::PublicKey;
use crate::report::{Check, Evidence, Warning, WarningCode};
use crate::{Code, Options, Problem, Result, Source};

/// The packs that the caller gave to a verification.
#[derive(Clone, Debug, Default)]
pub(crate) struct TrustPacks {
    packs: Vec<Arc<TrustPack>>,
}

/// The end of a key, and the pack that says so.
type Ended<'p> = (Problem, &'p TrustPack);

const FORMER_KEY: &str =
    "A trust pack lists this key as one that the issuer has given up since; the proof was made before.";

impl Consulted {
    fn withdrawn(problem: Problem, pack: &TrustPack) -> Self {
        Self { key: Err(problem), message: None, evidence: Some(pack.evidence()) }
    }
}

impl TrustPacks {
    pub(crate) fn push(&mut self, pack: Arc<TrustPack>) {
        self.packs.push(pack);
    }

    pub(crate) fn len(&self) -> usize {
        self.packs.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.packs.is_empty()
    }

    /// The newest copy of a document that the host does not have.
    ///
    /// An issuer's keys come only from publishers whom the caller trusts; a status list, which its issuer has signed,
    /// also from the issuer itself.
    pub(crate) fn document(
        &self,
        url: &str,
        purpose: Purpose,
        documents: &Documents,
        options: &Options,
    ) -> Option<&Answer> {
        let copies = self.packs.iter().flat_map(|pack| {
            pack.issuers.iter().flat_map(move |issuer| {
                let (kept, counts) = match purpose {
                    Purpose::IssuerDocument | Purpose::IssuerKeySet => {
                        (&issuer.documents[..], pack.is_trusted(options))
                    }
                    Purpose::StatusListCredential => {
                        (&issuer.status_lists[..], self.speaks_for(pack, &issuer.id, documents, options))
                    }
                    _ => (&[][..], false),
                };
                kept.iter().filter(move |packed| counts && packed.url == url)
            })
        });
        copies.max_by_key(|packed: &&Packed| packed.retrieved_at).map(|packed| &packed.answer)
    }

    /// What the packs add to a key that the issuer's own documents list, or do not list.
    ///
    /// Only a key that is not listed at all may be found in a history instead; whatever else is wrong with it stays
    /// wrong. And a key that some history has ended is ended, whoever still lists it: `KeyWithdrawn`.
    pub(crate) fn consult(&self, listed: Result<Retrieved>, question: &Question<'_>) -> Consulted {
        match listed {
            Ok(listed) => match self.check_not_withdrawn(&listed.key, question) {
                Ok(()) => Consulted::as_listed(Ok(listed)),
                Err((problem, pack)) => Consulted::withdrawn(problem, pack),
            },
            Err(problem) if problem.code() == Code::KeyNotListed => match self.former_key(question) {
                None => Consulted::as_listed(Err(problem)),
                Some(Ok((former, pack))) => Consulted {
                    key: Ok(Retrieved { key: former.key.clone(), warnings: Vec::new() }),
                    message: Some(FORMER_KEY),
                    evidence: Some(pack.evidence()),
                },
                Some(Err((problem, pack))) => Consulted::withdrawn(problem, pack),
            },
            Err(problem) => Consulted::as_listed(Err(problem)),
        }
    }

    /// The key of the issuer's key history that is meant. `None`: no pack that counts lists it, or they disagree about
    /// which key it is.
    fn former_key(&self, question: &Question<'_>) -> Option<Result<(&HistoricKey, &TrustPack), Ended<'_>>> {
        let mut found: Option<(&HistoricKey, &TrustPack)> = None;
        for (pack, historic) in self.histories(question) {
            if !(question.is_named)(historic.id(), &historic.key) {
                continue;
            }
            if found.is_some_and(|(other, _)| other.key != historic.key) {
                return None;
            }
            if let Err(problem) = historic.check(question.used_at) {
                return Some(Err((problem, pack)));
            }
            found = Some((historic, pack));
        }
        let (historic, pack) = found?;
        // Another pack may have ended the same key under another id.
        Some(self.check_not_withdrawn(&historic.key, question).map(|()| (historic, pack)))
    }

    fn check_not_withdrawn(&self, key: &PublicKey, question: &Question<'_>) -> Result<(), Ended<'_>> {
        let mut same = self.histories(question).filter(|(_, historic)| historic.key == *key);
        same.try_for_each(|(pack, historic)| {
            historic.check(question.used_at).map_err(|problem| (problem, pack))
        })
    }

    /// What to say of packs that know the issuer but do not count.
    pub(crate) fn ignored(&self, issuer_id: &str, documents: &Documents, options: &Options) -> Vec<Warning> {
        let about = self.packs.iter().filter(|pack| pack.issuer(issuer_id).is_some());
        let ignored = about.filter(|pack| !self.speaks_for(pack, issuer_id, documents, options));
        let warning = |pack: &Arc<TrustPack>| Warning {
            code: WarningCode::TrustPackIgnored,
            message: if pack.is_from_the_future(options) {
                format!(
                    "A trust pack was not used: it says that it was made in the future, on {}.",
                    pack.created
                )
            } else {
                format!(
                    "A trust pack was not used: nothing shows that {} may speak for this issuer. Whoever knows its publisher can name its key as trusted: {}.",
                    pack.publisher.id,
                    pack.publisher_key()
                )
            },
            pointer: String::new(),
        };
        ignored.map(warning).collect()
    }

    /// What to say of packs that were used although they are old.
    pub(crate) fn old(&self, checks: &[Check], options: &Options) -> Vec<Warning> {
        let used = |pack: &TrustPack| {
            let evidence = checks.iter().flat_map(|check| &check.evidence);
            let mut evidence = evidence.filter(|evidence| evidence.source == Source::TrustPack);
            evidence.any(|evidence| evidence.sha256 == pack.sha256 || pack.holds(evidence))
        };
        let old = self
            .packs
            .iter()
            .filter(|pack| pack.age(options) >= options.policy.trust_pack_old_after_seconds && used(pack));
        let warning = |pack: &Arc<TrustPack>| Warning {
            code: WarningCode::TrustPackOld,
            message: format!(
                "The answer rests on a trust pack that was made on {}, {} days ago; what changed since then, it does not know.",
                pack.created,
                pack.age(options) / 86_400
            ),
            pointer: String::new(),
        };
        old.map(warning).collect()
    }

    /// The key histories of an issuer in all packs that may speak for it.
    fn histories(&self, question: &Question<'_>) -> impl Iterator<Item = (&TrustPack, &HistoricKey)> {
        let Question { issuer_id, documents, options, .. } = *question;
        self.packs.iter().flat_map(move |pack| {
            let issuer = pack.issuer(issuer_id);
            let issuer = issuer.filter(|_| self.speaks_for(pack, issuer_id, documents, options));
            let keys = issuer.into_iter().flat_map(|issuer| issuer.key_history.keys());
            keys.map(move |key| (&**pack, key))
        })
    }

    fn speaks_for(
        &self,
        pack: &TrustPack,
        issuer_id: &str,
        documents: &Documents,
        options: &Options,
    ) -> bool {
        if pack.is_trusted(options) {
            return true;
        }
        pack.publisher.id == issuer_id
            && !pack.is_from_the_future(options)
            && pack.is_signed_by_own_key(documents, options)
            && !self.withdraw_signer_of(pack, options)
    }

    /// Whether a trusted publisher says that the key of `pack` is no longer its issuer's.
    fn withdraw_signer_of(&self, pack: &TrustPack, options: &Options) -> bool {
        let key = pack.publisher.key.clone().into();
        let trusted = self.packs.iter().filter(|other| other.is_trusted(options));
        let mut said = trusted.filter_map(|other| other.issuer(&pack.publisher.id)?.key_history.by_key(&key));
        said.any(|historic| historic.check(options.now).is_err())
    }
}

impl TrustPack {
    fn is_trusted(&self, options: &Options) -> bool {
        !self.is_from_the_future(options)
            && options.policy.trusted_publishers.contains(&self.publisher.key.did_key())
    }

    /// A time in the future would make everything in it look fresh for as long.
    fn is_from_the_future(&self, options: &Options) -> bool {
        self.created > options.now.plus_seconds(options.policy.clock_skew_seconds)
    }

    /// Whether the publisher's own document, as the host supplied it, lists the key that signed as good today. The
    /// pack's time is its signer's word, so it cannot excuse a key that was withdrawn since.
    fn is_signed_by_own_key(&self, documents: &Documents, options: &Options) -> bool {
        let Ok(lookup) = Lookup::of(&self.publisher.verification_method, &options.limits) else {
            return false;
        };
        let document = match lookup.url() {
            None => &[][..],
            Some(url) => match documents.known(url) {
                Some(document) => &document.bytes,
                None => return false,
            },
        };
        let listed = lookup.retrieve(document, options.now, &options.limits);
        listed.is_ok_and(|listed| listed.key == self.publisher.key.clone().into())
    }

    fn age(&self, options: &Options) -> i64 {
        options.now.unix_seconds() - self.created.unix_seconds()
    }

    fn holds(&self, evidence: &Evidence) -> bool {
        let mut packed =
            self.issuers.iter().flat_map(|issuer| issuer.documents.iter().chain(&issuer.status_lists));
        packed.any(|packed| packed.url == evidence.url && packed.retrieved_at == evidence.retrieved_at)
    }

    /// The pack itself as what an answer rests on.
    fn evidence(&self) -> Evidence {
        Evidence {
            url: self.publisher.id.clone(),
            source: Source::TrustPack,
            retrieved_at: self.created,
            sha256: self.sha256,
        }
    }
}
