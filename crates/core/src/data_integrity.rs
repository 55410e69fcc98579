//! Verifiable Credential Data Integrity 1.0: proofs inside the document, their sets and chains.

use std::borrow::Cow;

use crate::cryptosuite::Suite;
use crate::json::{Object, Value};
use crate::{Code, Limits, Problem, Result, Timestamp};

/// A document taken apart: everything but `proof`, and each proof.
#[derive(Debug)]
pub(crate) struct SecuredDocument<'a> {
    /// The document without `proof`.
    pub(crate) unsecured: Value<'a>,
    pub(crate) proofs: Vec<Proof<'a>>,
}

/// One proof whose members have the shape that Verify Proof (§4.3) asks for before any cryptography.
#[derive(Debug)]
pub(crate) struct Proof<'a> {
    /// The proof as it stands in the document.
    pub(crate) object: Object<'a>,
    /// Where it stands: `/proof` or `/proof/2`.
    pub(crate) pointer: String,
    pub(crate) suite: Suite,
    pub(crate) verification_method: Cow<'a, str>,
    pub(crate) created: Option<Timestamp>,
    pub(crate) expires: Option<Timestamp>,
    previous: Vec<Cow<'a, str>>,
}

impl<'a> SecuredDocument<'a> {
    /// Takes a parsed document apart and checks the shape of every proof.
    pub(crate) fn read(document: Value<'a>, limits: &Limits) -> Result<Self> {
        let Value::Object(mut members) = document else {
            return Err(Problem::new(Code::MalformedValue, "A credential is one JSON object."));
        };
        let proof = members.remove("proof").ok_or_else(|| {
            Problem::new(Code::MissingProof, "The credential is not signed: it has no proof.").at("/proof")
        })?;
        let proofs = match proof {
            Value::Object(proof) => vec![Proof::read(proof, "/proof".to_owned())?],
            Value::Array(proofs) => read_set(proofs, limits)?,
            _ => return Err(malformed("A proof is an object, or a list of objects.").at("/proof")),
        };
        let document = Self { unsecured: Value::Object(members), proofs };
        document.check_chain()?;
        Ok(document)
    }

    /// The document that `proof` signs: without proofs, or with just those that its `previousProof` names
    /// (§4.3 Verify Proof Sets and Chains). Borrowed in the ordinary case.
    pub(crate) fn document_for(&self, proof: &Proof<'a>) -> Cow<'_, Value<'a>> {
        let Value::Object(unsecured) = &self.unsecured else { return Cow::Borrowed(&self.unsecured) };
        if proof.previous.is_empty() {
            return Cow::Borrowed(&self.unsecured);
        }
        let previous = proof.previous.iter().filter_map(|id| self.with_id(id));
        let previous = previous.map(|proof| Value::Object(proof.object.clone())).collect();
        let mut document = unsecured.clone();
        document.members.push((Cow::Borrowed("proof"), Value::Array(previous)));
        Cow::Owned(Value::Object(document))
    }

    /// The document as its proofs sign it, once all of them held: an eddsa-jcs-2022 proof with its own `@context` signs
    /// the document under that context, and further contexts behind it are nobody's word.
    pub(crate) fn into_signed(self) -> Value<'a> {
        let own_contexts = self.proofs.iter().filter(|proof| proof.suite == Suite::EddsaJcs2022);
        let contexts = own_contexts.filter_map(|proof| proof.object.get("@context"));
        // Each is a start of the document's own list, so the shortest is what all of them signed.
        let signed = contexts.min_by_key(|context| context.one_or_many().len()).cloned();
        let mut document = self.unsecured;
        if let (Some(signed), Value::Object(members)) = (signed, &mut document) {
            members.insert("@context", signed);
        }
        document
    }

    fn with_id(&self, id: &str) -> Option<&Proof<'a>> {
        self.proofs.iter().find(|proof| proof.id() == Some(id))
    }

    /// Ids are unique, and every `previousProof` names another proof without going in a circle.
    fn check_chain(&self) -> Result<()> {
        for (index, proof) in self.proofs.iter().enumerate() {
            let earlier = self.proofs.iter().take(index);
            if proof.id().is_some_and(|id| earlier.clone().any(|other| other.id() == Some(id))) {
                return Err(malformed("Two proofs have the same id.").at(format!("{}/id", proof.pointer)));
            }
            self.check_previous(proof)?;
        }
        Ok(())
    }

    fn check_previous(&self, proof: &Proof<'a>) -> Result<()> {
        let refuse = |why| Err(malformed(why).at(format!("{}/previousProof", proof.pointer)));
        let mut front = vec![proof];
        // Without a circle no walk is longer than there are proofs.
        for _ in 0..=self.proofs.len() {
            let mut next = Vec::new();
            for id in front.iter().flat_map(|proof| &proof.previous) {
                match self.with_id(id) {
                    Some(previous) if !next.iter().any(|known: &&Proof<'_>| known.id() == previous.id()) => {
                        next.push(previous);
                    }
                    Some(_) => {}
                    None => return refuse("previousProof names a proof that is not there."),
                }
            }
            if next.is_empty() {
                return Ok(());
            }
            front = next;
        }
        refuse("The chain of previousProof goes in a circle.")
    }
}

impl<'a> Proof<'a> {
    fn read(object: Object<'a>, pointer: String) -> Result<Self> {
        Self::read_members(object, &pointer).map_err(|problem| {
            let inner = problem.pointer().to_owned();
            problem.at(format!("{pointer}{inner}"))
        })
    }

    fn read_members(object: Object<'a>, pointer: &str) -> Result<Self> {
        let text = |name: &str| match object.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(malformed(&format!("{name} is not a string.")).at(format!("/{name}"))),
            None => Err(malformed(&format!("The proof has no {name}.")).at(format!("/{name}"))),
        };
        let time = |name: &str| match object.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => {
                Timestamp::parse(text).map(Some).map_err(|p| p.at(format!("/{name}")))
            }
            Some(_) => Err(Problem::new(Code::InvalidDateTime, format!("{name} is not a string."))
                .at(format!("/{name}"))),
        };
        let suite = Suite::read(&text("type")?, object.get("cryptosuite"))?;
        let verification_method = text("verificationMethod")?;
        if text("proofPurpose")? != "assertionMethod" {
            return Err(Problem::new(
                Code::WrongProofPurpose,
                "The proof was not made to assert a credential: its proofPurpose is not assertionMethod.",
            )
            .at("/proofPurpose"));
        }
        let previous = match object.get("previousProof") {
            None => Vec::new(),
            Some(Value::String(id)) => vec![id.clone()],
            Some(Value::Array(ids)) => ids
                .iter()
                .map(|id| match id {
                    Value::String(id) => Ok(id.clone()),
                    _ => Err(malformed("previousProof holds something else than ids.").at("/previousProof")),
                })
                .collect::<Result<_>>()?,
            Some(_) => {
                return Err(malformed("previousProof is not an id or a list of ids.").at("/previousProof"));
            }
        };
        let (created, expires) = (time("created")?, time("expires")?);
        Ok(Self {
            suite,
            verification_method,
            created,
            expires,
            previous,
            object,
            pointer: pointer.to_owned(),
        })
    }

    fn id(&self) -> Option<&str> {
        self.object.get("id").and_then(Value::as_str)
    }
}

fn read_set<'a>(proofs: Vec<Value<'a>>, limits: &Limits) -> Result<Vec<Proof<'a>>> {
    if proofs.is_empty() {
        return Err(Problem::new(
            Code::MissingProof,
            "The credential is not signed: its list of proofs is empty.",
        )
        .at("/proof"));
    }
    if proofs.len() > limits.proofs {
        return Err(Problem::new(
            Code::LimitExceeded,
            format!("The credential has {} proofs; at most {} are read.", proofs.len(), limits.proofs),
        )
        .at("/proof"));
    }
    let read = |(index, proof)| {
        let pointer = format!("/proof/{index}");
        match proof {
            Value::Object(proof) => Proof::read(proof, pointer),
            _ => Err(malformed("A proof is an object.").at(pointer)),
        }
    };
    proofs.into_iter().enumerate().map(read).collect()
}

fn malformed(detail: &str) -> Problem {
    Problem::new(Code::MalformedProof, detail)
}
