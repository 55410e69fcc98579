//! The status of a credential: every `credentialStatus` entry, each against its list.

use crate::bitstring_status_list::{Entry, Flavour, MINIMUM_ENTRIES};
use crate::data_model::Kind;
use crate::documents::{Document, FetchFailure, Purpose, Request};
use crate::json::Value;
use crate::report::{Check, CheckId, Evidence, StatusFinding, StatusState, Warning, WarningCode};
use crate::revocation_list;
use crate::status_lists::{ListKey, VerifiedList};
use crate::verified_document::{Environment, Published, VerifiedDocument};
use crate::{Code, Limits, Options, Outcome, Problem, Result, extract};

/// The status entries of a verified credential, taken out so that they outlive its bytes.
#[derive(Debug)]
pub(crate) struct StatusEntries {
    issuer_id: String,
    credential_id: String,
    entries: Vec<Result<AnyEntry>>,
}

/// An entry of a type that is known here.
#[derive(Debug)]
enum AnyEntry {
    /// One bit, or a few, in a signed list.
    Bitstring(Entry),
    /// A list of identifiers of revoked credentials, at this URL; the entry stands at `pointer`.
    RevocationList { url: String, pointer: String },
}

/// What all entries came to.
#[derive(Debug, Default)]
pub(crate) struct StatusFindings {
    pub(crate) checks: Vec<Check>,
    pub(crate) findings: Vec<StatusFinding>,
    pub(crate) warnings: Vec<Warning>,
}

impl StatusEntries {
    /// Reads every entry; one that cannot be read is remembered as its problem.
    pub(crate) fn read(document: &VerifiedDocument<'_>, limits: &Limits) -> Self {
        let issuer_id = document.issuer_id().to_owned();
        let credential_id =
            document.members().get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let entries = match document.members().get("credentialStatus") {
            None => Vec::new(),
            Some(Value::Array(entries)) if entries.len() > limits.status_entries => {
                let detail = format!(
                    "The credential has {} status entries; at most {} are read.",
                    entries.len(),
                    limits.status_entries
                );
                vec![Err(Problem::new(Code::LimitExceeded, detail).at("/credentialStatus"))]
            }
            Some(Value::Array(entries)) => {
                let numbered = entries.iter().enumerate();
                numbered
                    .map(|(index, entry)| read_entry(entry, &format!("/credentialStatus/{index}")))
                    .collect()
            }
            Some(entry) => vec![read_entry(entry, "/credentialStatus")],
        };
        Self { issuer_id, credential_id, entries }
    }

    /// Looks every entry up. Asks for all missing documents at once.
    pub(crate) fn check(&self, world: &mut Environment<'_>) -> Result<StatusFindings, Vec<Request>> {
        let mut found = StatusFindings::default();
        let mut requests: Vec<Request> = Vec::new();
        for entry in &self.entries {
            match entry {
                Ok(entry) => match self.check_any(entry, world, &mut found) {
                    Ok(()) => {}
                    Err(request) if requests.contains(&request) => {}
                    Err(request) => requests.push(request),
                },
                Err(problem) => found.checks.push(Check::from_problem(CheckId::Status, problem)),
            }
        }
        if !requests.is_empty() {
            return Err(requests);
        }
        if self.entries.is_empty() {
            let message = "The issuer publishes no status for this credential, so it cannot be withdrawn.";
            found.checks.push(Check::not_run(CheckId::Status, message));
        }
        Ok(found)
    }

    fn check_any(
        &self,
        entry: &AnyEntry,
        world: &mut Environment<'_>,
        found: &mut StatusFindings,
    ) -> Result<(), Request> {
        match entry {
            AnyEntry::Bitstring(entry) => self.check_entry(entry, world, found),
            AnyEntry::RevocationList { url, pointer } => {
                self.check_revocation_list(url, pointer, world, found)
            }
        }
    }

    /// 1EdTechRevocationList: unsigned, so it is only as good as the connection that it came over.
    fn check_revocation_list(
        &self,
        url: &str,
        pointer: &str,
        world: &Environment<'_>,
        found: &mut StatusFindings,
    ) -> Result<(), Request> {
        let options = world.options;
        let answer = world.documents.get(url, Purpose::RevocationList, options)?;
        let mut finding = StatusFinding {
            purpose: "revocation".to_owned(),
            state: StatusState::Unknown,
            list: url.to_owned(),
            index: String::new(),
            as_of: None,
            message: None,
            pointer: pointer.to_owned(),
        };
        let check = match answer {
            Err((failure, detail)) => {
                Check::from_problem(CheckId::Status, &unavailable(url, *failure, detail).at(pointer))
            }
            Ok(document) => {
                finding.as_of = Some(document.retrieved_at);
                found.warnings.push(Warning {
                    code: WarningCode::UnsignedRevocationList,
                    message:
                        "The list of revoked credentials is not signed: it is only as good as the connection."
                            .to_owned(),
                    pointer: pointer.to_owned(),
                });
                let looked_up = check_age(document, options).and_then(|()| {
                    revocation_list::look_up(&document.bytes, &self.credential_id, &self.issuer_id, options)
                });
                let check = match looked_up {
                    Ok(None) => {
                        finding.state = StatusState::Clear;
                        Check::passed(
                            CheckId::Status,
                            format!("Not revoked as of {}.", document.retrieved_at),
                        )
                        .at(pointer)
                    }
                    Ok(Some(reason)) => {
                        finding.state = StatusState::Set;
                        finding.message = (!reason.is_empty()).then_some(reason);
                        let problem = Problem::new(Code::Revoked, "The issuer has revoked this credential.");
                        Check::from_problem(CheckId::Status, &problem.at(pointer))
                    }
                    Err(problem) => Check::from_problem(CheckId::Status, &problem.at(pointer)),
                };
                check.with_evidence(Evidence::of(url, document))
            }
        };
        found.checks.push(check);
        found.findings.push(finding);
        Ok(())
    }

    fn check_entry(
        &self,
        entry: &Entry,
        world: &mut Environment<'_>,
        found: &mut StatusFindings,
    ) -> Result<(), Request> {
        let answer = world.documents.get(&entry.list, Purpose::StatusListCredential, world.options)?;
        let mut finding = StatusFinding {
            purpose: entry.purpose.clone(),
            state: StatusState::Unknown,
            list: entry.list.clone(),
            index: entry.index_text.clone(),
            as_of: None,
            message: None,
            pointer: entry.pointer.clone(),
        };
        let check = match answer {
            Err((failure, detail)) => {
                let problem = unavailable(&entry.list, *failure, detail).at(list_pointer(entry));
                Check::from_problem(CheckId::Status, &problem)
            }
            Ok(document) => {
                finding.as_of = Some(document.retrieved_at);
                let evidence = Evidence::of(&entry.list, document);
                let value = self.look_up(entry, document, evidence.sha256, world, &mut found.warnings)?;
                judge(entry, document, value, &mut finding).with_evidence(evidence)
            }
        };
        found.checks.push(check);
        found.findings.push(finding);
        Ok(())
    }

    /// The value of an entry in a supplied list, which has to be a verifiable credential itself.
    fn look_up(
        &self,
        entry: &Entry,
        document: &Document,
        sha256: [u8; 32],
        world: &mut Environment<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Result<u64>, Request> {
        let options = world.options;
        let key = ListKey { sha256, flavour: entry.flavour, limits: options.limits.clone() };
        // With trust packs, other things than the documents at hand decide which keys are good.
        let may_be_kept = world.documents.packs().is_empty();
        if let Some(list) = world.status_lists.get(&key, world.documents).filter(|_| may_be_kept) {
            return Ok(self.look_up_verified(entry, document, list, options, warnings));
        }
        let unreliable = |why: &str| {
            let detail = format!("The status list cannot be relied on: {why}");
            Problem::new(Code::StatusVerification, detail).at(list_pointer(entry))
        };
        let is_jwt = extract::is_compact_jws(&document.bytes);
        let published = match Published::read(&document.bytes, is_jwt, options) {
            Ok(published) => published,
            Err(problem) => return Ok(Err(unreliable(problem.detail()))),
        };
        let findings = published.verify(Kind::StatusList(entry.flavour), world)?;
        let bad =
            findings.checks.iter().find(|check| !matches!(check.outcome, Outcome::Passed | Outcome::NotRun));
        let (None, Some(list)) = (bad, findings.document) else {
            let why = bad.map_or("its proof could not be checked", |check| check.message.as_str());
            return Ok(Err(unreliable(why)));
        };
        let list = match VerifiedList::read(entry.flavour, &list, &options.limits) {
            Ok(list) => list,
            Err(problem) => return Ok(Err(problem)),
        };
        let value = self.look_up_verified(entry, document, &list, options, warnings);
        if may_be_kept && !findings.depends_on_now {
            world.status_lists.keep(key, &findings.checks, list);
        }
        Ok(value)
    }

    fn look_up_verified(
        &self,
        entry: &Entry,
        document: &Document,
        verified: &VerifiedList,
        options: &Options,
        warnings: &mut Vec<Warning>,
    ) -> Result<u64> {
        let refuse = |code, detail: String| Err(Problem::new(code, detail).at(list_pointer(entry)));
        let policy = &options.policy;
        let VerifiedList { issuer_id, id, list } = verified;
        if *issuer_id != self.issuer_id && !policy.status_list_issuers.contains(issuer_id) {
            return refuse(
                Code::StatusVerification,
                format!("The status list was issued by {issuer_id}, not by the credential's issuer."),
            );
        }
        // A list served at another list's address would hide a revocation.
        if id.as_deref() != Some(&*entry.list) {
            return refuse(
                Code::StatusVerification,
                format!("The status list at {} names another id.", entry.list),
            );
        }
        // One URL for each credential would tell the issuer who is looked at (Bitstring Status List §4.4, §6.1).
        if entry.list.contains('?') {
            warnings.push(Warning {
                code: WarningCode::TrackingStatusList,
                message: "The address of the status list has a query: its issuer may see whose credential is being verified.".to_owned(),
                pointer: list_pointer(entry),
            });
        }
        check_age(document, options).map_err(|problem| problem.at(list_pointer(entry)))?;
        list.check_period(options.now, policy.clock_skew_seconds)?;
        let entries = list.entries(entry.size());
        if entries < policy.status_list_minimum_entries {
            return refuse(
                Code::StatusListLength,
                format!("The status list has {entries} entries; at least {MINIMUM_ENTRIES} are asked for."),
            );
        }
        if entries < MINIMUM_ENTRIES {
            warnings.push(Warning {
                code: WarningCode::ShortStatusList,
                message: format!("The status list has {entries} entries, fewer than the {MINIMUM_ENTRIES} that protect privacy."),
                pointer: list_pointer(entry),
            });
        }
        list.value(entry)
    }
}

/// Where the credential names the list of an entry.
fn list_pointer(entry: &Entry) -> String {
    format!("{}/statusListCredential", entry.pointer)
}

fn read_entry(entry: &Value<'_>, pointer: &str) -> Result<AnyEntry> {
    let malformed = |why: &str| Problem::new(Code::MalformedStatusEntry, why.to_owned()).at(pointer);
    let entry = entry.as_object().ok_or_else(|| malformed("A status entry is an object."))?;
    let entry_type = match entry.get("type").map(Value::one_or_many) {
        Some([Value::String(one)]) => &**one,
        _ => return Err(malformed("A status entry has one type.")),
    };
    if let Some(flavour) = Flavour::of_entry(entry_type) {
        return Entry::read(flavour, entry, pointer).map(AnyEntry::Bitstring);
    }
    match (entry_type, entry.get("id").and_then(Value::as_str)) {
        ("1EdTechRevocationList", Some(url)) => {
            Ok(AnyEntry::RevocationList { url: url.to_owned(), pointer: pointer.to_owned() })
        }
        ("1EdTechRevocationList", None) => {
            Err(malformed("A 1EdTechRevocationList names its list as its id."))
        }
        _ => Err(Problem::new(
            Code::UnsupportedStatusType,
            format!("The credential has a status of a type that this verifier does not know: {entry_type}."),
        )
        .at(format!("{pointer}/type"))),
    }
}

fn unavailable(url: &str, failure: FetchFailure, detail: &str) -> Problem {
    let detail = if detail.is_empty() { String::new() } else { format!(" ({detail})") };
    Problem::new(
        Code::StatusUnavailable,
        format!(
            "The list that tells whether this credential was withdrawn could not be fetched: {}{detail}. {url}",
            failure.sentence()
        ),
    )
}

/// The age of a list counts from its receipt.
fn check_age(document: &Document, options: &Options) -> Result<()> {
    let age = options.now.unix_seconds() - document.retrieved_at.unix_seconds();
    if age <= options.policy.status_max_age_seconds {
        return Ok(());
    }
    Err(Problem::new(
        Code::StatusStale,
        format!("The status list was fetched on {}, which is too long ago.", document.retrieved_at),
    ))
}

/// Turns the value of an entry into a check. `refresh` and `message` are news for the reader and never fail the
/// credential. What a purpose that this verifier does not know means once it is set, nobody here can tell.
fn judge(entry: &Entry, document: &Document, value: Result<u64>, finding: &mut StatusFinding) -> Check {
    let value = match value {
        Err(problem) => return Check::from_problem(CheckId::Status, &problem),
        Ok(value) => value,
    };
    finding.state = if value == 0 { StatusState::Clear } else { StatusState::Set };
    finding.message = entry.message(value).map(str::to_owned);
    let as_of = document.retrieved_at;
    let problem = match (&*entry.purpose, value) {
        ("revocation", 0) => return passed(entry, format!("Not revoked as of {as_of}.")),
        ("suspension", 0) => return passed(entry, format!("Not suspended as of {as_of}.")),
        ("revocation", _) => Problem::new(Code::Revoked, "The issuer has revoked this credential."),
        ("suspension", _) => {
            Problem::new(Code::Suspended, "The issuer has suspended this credential for now.")
        }
        (purpose @ ("refresh" | "message"), value) | (purpose, value @ 0) => {
            return passed(entry, format!("Status “{purpose}” is {value} as of {as_of}."));
        }
        (purpose, _) => Problem::new(
            Code::UnsupportedStatusType,
            format!("The issuer has set a status that this verifier does not know: {purpose}."),
        ),
    };
    Check::from_problem(CheckId::Status, &problem.at(entry.pointer.clone()))
}

fn passed(entry: &Entry, message: String) -> Check {
    Check::passed(CheckId::Status, message).at(entry.pointer.clone())
}
