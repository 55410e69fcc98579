//! The small classes that larger ones hold, and what many properties have in common.

use crate::{Json, Random, words};

/// Everything a document's making depends on.
pub(crate) struct Maker {
    pub(crate) random: Random,
    /// The context is 3.0.3, which has `endorsementJwt`, `awardedDate` and `inLanguage`.
    pub(crate) newest_terms: bool,
    /// The extensions context stands third in the list.
    pub(crate) extensions: bool,
    /// The issuer of the outermost credential, until it is used.
    pub(crate) issuer: Option<String>,
    /// Whether explicit blank node labels may stand for identifiers.
    pub(crate) labels: bool,
    /// How deep credentials stand within credentials (endorsements of endorsements).
    pub(crate) depth: usize,
    /// What this document holds that processors are known to see differently.
    pub(crate) tags: Vec<&'static str>,
    /// Identifiers used so far: naming a node twice is how graphs join.
    pub(crate) known: Vec<String>,
}

impl Maker {
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.random.chance(percent)
    }

    pub(crate) fn tag(&mut self, tag: &'static str) {
        if !self.tags.contains(&tag) {
            self.tags.push(tag);
        }
    }

    /// A new IRI, now and then one that stands elsewhere in the document too, or an explicit blank node.
    pub(crate) fn id(&mut self) -> Json {
        if self.labels && self.chance(3) {
            self.tag("blank-node-label");
            let label = self.random.pick(&["b", "c14n", "x.y-"]);
            if label.contains('.') {
                self.tag("label-with-dot");
            }
            return format!("_:{label}{}", self.random.below(4)).into();
        }
        if !self.known.is_empty() && self.chance(8) {
            let known = self.known[self.random.below(self.known.len())].clone();
            return known.into();
        }
        let id = words::iri(&mut self.random);
        self.known.push(id.clone());
        id.into()
    }

    /// Text, sometimes with a language as a value object.
    pub(crate) fn text(&mut self) -> Json {
        let text = words::text(&mut self.random);
        if self.chance(4) {
            self.tag("language");
            let language = words::language(&mut self.random);
            return Json::object([("@value", text.into()), ("@language", language.into())]);
        }
        text.into()
    }

    pub(crate) fn time(&mut self) -> Json {
        words::time(&mut self.random).into()
    }

    pub(crate) fn date(&mut self) -> Json {
        words::date(&mut self.random).into()
    }

    pub(crate) fn number(&mut self) -> Json {
        let number = words::number(&mut self.random);
        let value: f64 = number.parse().unwrap_or(f64::NAN);
        if value.fract() == 0.0 && value.abs() >= 9_007_199_254_740_992.0 {
            self.tag("large-integer");
        }
        if value.fract() != 0.0 || value.abs() >= 1e21 {
            self.tag("double");
        }
        if value != 0.0 && value.abs() < 1e-300 {
            self.tag("tiny");
        }
        if value == 0.0 && number.starts_with('-') {
            self.tag("minus-zero");
        }
        Json::Number(number)
    }

    /// The class, as an array or a single string, as Open Badges 3.0 allows for `type` everywhere.
    pub(crate) fn kind(&mut self, class: &str) -> Json {
        if self.chance(30) { class.into() } else { vec![class.into()].into() }
    }

    /// One to `most` things of a kind; sometimes the last one twice, which is the same node or a twin blank node.
    pub(crate) fn several(&mut self, most: usize, make: impl Fn(&mut Self) -> Json) -> Json {
        let count = 1 + self.random.below(most);
        let mut items: Vec<_> = (0..count).map(|_| make(self)).collect();
        if self.chance(8) {
            self.tag("twins");
            items.extend(items.last().cloned());
        }
        items.into()
    }

    pub(crate) fn image(&mut self) -> Json {
        let mut image = Json::object([("id", words::iri(&mut self.random).into()), ("type", "Image".into())]);
        if self.chance(50) {
            image.set("caption", self.text());
        }
        image
    }

    pub(crate) fn alignment(&mut self) -> Json {
        let mut alignment = Json::object([("type", self.kind("Alignment")), ("targetName", self.text())]);
        alignment.set("targetUrl", words::iri(&mut self.random));
        for name in ["targetCode", "targetDescription", "targetFramework"] {
            if self.chance(40) {
                alignment.set(name, self.text());
            }
        }
        if self.chance(40) {
            alignment.set("targetType", self.random.pick(&["CTDL", "CFItem", "ceasn:Competency", "ext:own"]));
        }
        alignment
    }

    pub(crate) fn identifier_entry(&mut self) -> Json {
        let mut entry = Json::object([("type", "IdentifierEntry".into())]);
        entry.set("identifier", self.text());
        entry.set(
            "identifierType",
            self.random.pick(&["sourcedId", "emailAddress", "ext:badge", "lisSourcedId"]),
        );
        entry
    }

    pub(crate) fn identity(&mut self) -> Json {
        let hashed = self.chance(60);
        let mut identity = Json::object([("type", "IdentityObject".into()), ("hashed", hashed.into())]);
        let hash = (self.random.bits(), self.random.bits());
        identity.set(
            "identityHash",
            if hashed { format!("sha256${:016x}{:016x}", hash.0, hash.1) } else { "ada@example.edu".into() },
        );
        identity.set("identityType", self.random.pick(&["emailAddress", "sourcedId", "did", "name"]));
        if self.chance(50) {
            identity.set("salt", self.text());
        }
        identity
    }

    pub(crate) fn evidence(&mut self) -> Json {
        let mut evidence = Json::object([("type", self.kind("Evidence"))]);
        if self.chance(50) {
            evidence.set("id", self.id());
        }
        for name in ["narrative", "name", "description", "genre", "audience"] {
            if self.chance(30) {
                evidence.set(name, self.text());
            }
        }
        evidence
    }

    pub(crate) fn status_entry(&mut self) -> Json {
        let list = format!("https://issuer.example.edu/status/{}", self.random.below(9));
        let index = self.random.below(131_072).to_string();
        let mut entry = Json::object([("type", "BitstringStatusListEntry".into())]);
        if self.chance(60) {
            entry.set("id", format!("{list}#{index}"));
        }
        entry.set("statusPurpose", self.random.pick(&["revocation", "suspension", "message"]));
        entry.set("statusListIndex", index);
        entry.set("statusListCredential", list);
        if self.chance(20) {
            entry.set("statusSize", Json::Number("1".into()));
            entry.set(
                "statusMessage",
                vec![
                    Json::object([("status", "0x0".into()), ("message", self.text())]),
                    Json::object([("status", "0x1".into()), ("message", self.text())]),
                ],
            );
        }
        entry
    }

    /// A JSON schema reference: of data model 2.0, or of 1EdTech where the extensions context defines it.
    pub(crate) fn schema(&mut self) -> Json {
        let class = if self.extensions && self.chance(70) {
            "1EdTechJsonSchemaValidator2019"
        } else {
            "JsonSchemaCredential"
        };
        Json::object([("id", words::iri(&mut self.random).into()), ("type", class.into())])
    }
}
