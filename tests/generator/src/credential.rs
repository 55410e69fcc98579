//! Whole credentials: achievement, endorsement and status list.

use crate::parts::Maker;
use crate::{CREDENTIALS_V2, Json, OPEN_BADGES, Random, fault, words};

/// One generated document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The JSON text, in one of its many spellings.
    pub text: String,
    /// What the document holds that processors are known to see differently, for example `list` or `undefined-term`.
    pub tags: Vec<&'static str>,
    /// Whether the document holds a fault that a strict processor must refuse.
    pub faulty: bool,
}

/// An unsecured credential for `seed`. About one in twelve holds a fault.
pub fn credential(seed: u64) -> Document {
    let mut maker = maker(seed, None);
    let mut document = document(&mut maker);
    let fault = maker.chance(8).then(|| fault::insert(&mut document, &mut maker.random));
    maker.tags.extend(fault);
    maker.tag_characters(&document.to_text());
    Document { text: document.to_varied_text(&mut maker.random), tags: maker.tags, faulty: fault.is_some() }
}

/// An unsecured credential for `seed`, issued by `issuer` and fit to be signed: without faults and blank node labels,
/// valid from 2025-09-01 to 2035-09-01.
pub fn signable(seed: u64, issuer: &str) -> Document {
    let mut maker = maker(seed, Some(issuer.to_owned()));
    let mut document = document(&mut maker);
    for (name, time) in [("validFrom", "2025-09-01T00:00:00Z"), ("validUntil", "2035-09-01T00:00:00Z")] {
        if let Some(member) = document.get_mut(name) {
            *member = time.into();
        }
    }
    maker.tag_characters(&document.to_text());
    Document { text: document.to_varied_text(&mut maker.random), tags: maker.tags, faulty: false }
}

fn maker(seed: u64, issuer: Option<String>) -> Maker {
    let mut random = Random::new(seed);
    let newest_terms = random.chance(85);
    let extensions = random.chance(15);
    let labels = issuer.is_none();
    Maker { random, newest_terms, extensions, issuer, labels, depth: 0, tags: Vec::new(), known: Vec::new() }
}

fn document(maker: &mut Maker) -> Json {
    let older = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json";
    let mut context =
        vec![CREDENTIALS_V2.into(), if maker.newest_terms { OPEN_BADGES } else { older }.into()];
    if maker.extensions {
        context.push("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json".into());
    }
    let mut document = match maker.random.below(10) {
        0 => maker.endorsement_at_top(),
        1 => maker.status_list(),
        _ => maker.achievement_credential(),
    };
    if let Json::Object(members) = &mut document {
        members.insert(0, ("@context".to_owned(), context.into()));
    }
    document
}

impl Maker {
    /// Tags what is special about the characters of the document.
    fn tag_characters(&mut self, text: &str) {
        // Where an order by code points and an order by UTF-16 code units can differ.
        let astral = text.chars().any(|c| c >= '\u{10000}');
        if astral && text.chars().any(|c| ('\u{e000}'..='\u{ffff}').contains(&c)) {
            self.tag("code-point-order");
        }
        if text.contains('\u{1ffff}') {
            self.tag("noncharacter");
        }
    }

    fn achievement_credential(&mut self) -> Json {
        let class =
            self.random.pick(&["OpenBadgeCredential", "OpenBadgeCredential", "AchievementCredential"]);
        let mut credential = self.credential(class);
        credential.set("credentialSubject", self.subject());
        if self.chance(60) {
            credential.set("name", self.text());
        }
        if self.chance(30) {
            credential.set("image", self.image());
        }
        if self.chance(30) {
            credential.set("evidence", self.several(3, Self::evidence));
        }
        if self.chance(20) {
            credential.set("endorsement", self.several(2, Self::endorsement));
        }
        if self.newest_terms && self.chance(5) {
            credential.set("endorsementJwt", self.several(2, |_| "e30.e30.c2ln".into()));
        }
        credential
    }

    fn endorsement_at_top(&mut self) -> Json {
        self.depth = 1;
        self.endorsement()
    }

    /// An endorsement, which is a credential of its own and usually stands inside another one.
    pub(crate) fn endorsement(&mut self) -> Json {
        self.depth += 1;
        let mut credential = self.credential("EndorsementCredential");
        credential.set("name", self.text());
        let mut subject = Json::object([("id", self.id()), ("type", self.kind("EndorsementSubject"))]);
        if self.chance(70) {
            subject.set("endorsementComment", self.text());
        }
        credential.set("credentialSubject", subject);
        self.depth -= 1;
        credential
    }

    fn status_list(&mut self) -> Json {
        let mut credential = self.credential("BitstringStatusListCredential");
        let mut subject = Json::object([("id", self.id()), ("type", "BitstringStatusList".into())]);
        subject.set("statusPurpose", self.random.pick(&["revocation", "suspension"]));
        subject.set("encodedList", "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA");
        if self.chance(50) {
            subject.set("ttl", Json::Number("300000".into()));
        }
        credential.set("credentialSubject", subject);
        credential
    }

    /// The given issuer on the credential at the top, anyone elsewhere.
    fn issuer(&mut self) -> Json {
        let issuer = self.issuer.take();
        let with_profile = self.chance(70);
        match issuer {
            Some(id) if with_profile => {
                let mut profile = self.profile();
                if let Some(member) = profile.get_mut("id") {
                    *member = id.into();
                }
                profile
            }
            Some(id) => id.into(),
            None if with_profile => self.profile(),
            None => self.id(),
        }
    }

    /// What all credentials have in common.
    fn credential(&mut self, class: &str) -> Json {
        let mut credential =
            Json::object([("type", vec!["VerifiableCredential".into(), class.into()].into())]);
        credential.set("id", self.id());
        // The outermost credential comes here first, so a given issuer is never spent on an endorsement.
        credential.set("issuer", self.issuer());
        credential.set("validFrom", self.time());
        if self.chance(40) {
            credential.set("validUntil", self.time());
        }
        if self.newest_terms && self.chance(20) {
            credential.set("awardedDate", self.time());
        }
        if self.chance(40) {
            credential.set("description", self.text());
        }
        if self.chance(35) {
            let status =
                if self.chance(30) { self.several(3, Self::status_entry) } else { self.status_entry() };
            credential.set("credentialStatus", status);
        }
        if self.chance(20) {
            let schema = if self.chance(50) { self.schema() } else { self.several(2, Self::schema) };
            credential.set("credentialSchema", schema);
        }
        if self.extensions && self.chance(40) {
            let id = words::iri(&mut self.random);
            credential.set(
                "refreshService",
                Json::object([("id", id.into()), ("type", "1EdTechCredentialRefresh".into())]),
            );
        }
        if self.chance(8) {
            let digest = "zQmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n";
            let id = words::iri(&mut self.random);
            let mut resource = Json::object([("id", id.into()), ("digestMultibase", digest.into())]);
            resource.set("mediaType", "text/plain");
            credential.set("relatedResource", vec![resource]);
        }
        credential
    }
}
