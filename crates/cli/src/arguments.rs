//! The command line: verbs and their options.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use proofmark::{Cryptosuite, PublicKey, Timestamp};

/// Verify and issue Open Badges 3.0 credentials
#[derive(Parser)]
#[command(name = "proofmark", version, about, after_help = EXIT_CODES, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

const EXIT_CODES: &str = "\
Exit codes of `verify`: 0 valid, 1 invalid, 2 cannot say.
Of the other verbs: 0 done, 1 refused. Of all: 64 wrong usage, 66 unreadable input.";

/// The name of [`Securing::Jwt`], as reports have it too.
const JWT: &str = "vc-jwt";

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Check whether a credential is authentic and current
    Verify(VerifyArguments),
    /// Say why a credential does not verify, and how to repair it
    Explain(ExplainArguments),
    /// Print the canonical N-Quads (RDFC-1.0) that a signature is made over
    Canonicalize(CanonicalizeArguments),
    /// Put a credential into a PNG or SVG picture or a PDF document, in place of one that is there
    Bake(BakeArguments),
    /// Print the credential inside a PNG or SVG picture or a PDF document, unverified
    Extract(ExtractArguments),
    /// Issue a credential for each row of a table, on a server
    Issue(IssueArguments),
    /// Make an Ed25519 key that can sign credentials
    Keygen(KeygenArguments),
    /// Sign an unsecured credential and print the secured one
    Sign(SignArguments),
    /// Run the issuance server
    #[cfg(feature = "server")]
    Serve(ServeArguments),
    /// Set a server up
    #[cfg(feature = "server")]
    Admin(AdminArguments),
    /// Write an organization into a folder that any web server can host, and a server can go on from
    #[cfg(feature = "server")]
    Export(ExportArguments),
    /// Read a folder that `export` wrote into the database
    #[cfg(feature = "server")]
    Import(ImportArguments),
    /// Print the OpenAPI document of the server
    #[cfg(feature = "server")]
    Openapi(OpenapiArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
}

#[derive(Args)]
pub(crate) struct VerifyArguments {
    /// The credential, or `-` for standard input
    pub(crate) file: PathBuf,
    /// Print the whole report as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Verify as of this time instead of now, such as 2026-03-01T12:00:00Z
    #[arg(long, value_name = "RFC3339", value_parser = timestamp)]
    pub(crate) now: Option<Timestamp>,
    /// Take documents from DIR before the network: DIR/index.json says which URL is in which file
    #[arg(long, value_name = "DIR")]
    pub(crate) documents: Vec<PathBuf>,
    /// Contact nobody
    #[arg(long)]
    pub(crate) offline: bool,
    /// Use what a trust pack says of issuers whom the network does not answer for
    #[arg(long, value_name = "FILE")]
    pub(crate) trust_pack: Vec<PathBuf>,
    /// Let trust packs that this key signed speak for every issuer in them
    #[arg(long, value_name = "DID:KEY", value_parser = publisher)]
    pub(crate) trusted_publisher: Vec<String>,
    /// Also check that the credential belongs to this person
    #[arg(long, value_name = "EMAIL")]
    pub(crate) recipient: Option<String>,
    /// Also check that every proof was made for this domain
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,
    /// Also check that every proof carries this challenge
    #[arg(long, value_name = "TEXT")]
    pub(crate) challenge: Option<String>,
    /// Trust this issuer, named by its identifier or domain; credentials of others are then inconclusive
    #[arg(long, value_name = "ISSUER")]
    pub(crate) trust: Vec<String>,
    /// For development: also fetch from this machine, over http too
    #[arg(long, env = "PROOFMARK_ALLOW_LOOPBACK", hide_env_values = true)]
    pub(crate) allow_loopback: bool,
}

#[derive(Args)]
pub(crate) struct ExplainArguments {
    #[command(flatten)]
    pub(crate) verify: VerifyArguments,
    /// Also print what each proof signs: the canonical forms of credential and proof, and their hashes
    #[arg(long)]
    pub(crate) nquads: bool,
    /// Also print how this other credential differs, statement by statement
    #[arg(long, value_name = "OTHER")]
    pub(crate) diff: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CanonicalizeArguments {
    /// A JSON-LD document, or `-` for standard input
    pub(crate) file: PathBuf,
    /// Know further contexts: DIR/index.json says which context URL is in which file
    #[arg(long, value_name = "DIR")]
    pub(crate) documents: Vec<PathBuf>,
    /// The input is N-Quads
    #[arg(long)]
    pub(crate) nquads: bool,
}

#[derive(Args)]
pub(crate) struct BakeArguments {
    /// The picture (PNG, SVG) or PDF document, or `-` for standard input
    pub(crate) image: PathBuf,
    /// The signed credential, JSON or JWT, or `-` for standard input
    pub(crate) credential: PathBuf,
    /// Write the baked file to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ExtractArguments {
    /// The picture or document, or `-` for standard input
    pub(crate) file: PathBuf,
    /// Write the credential to FILE instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = ISSUE_HELP)]
pub(crate) struct IssueArguments {
    /// The table (CSV in UTF-8, the first line names the columns) or a JSON array of requests (`.json`)
    pub(crate) file: PathBuf,
    /// The achievement of every row that does not name its own
    #[arg(long, value_name = "ID")]
    pub(crate) achievement: Option<String>,
    /// The issuer of every row that does not name its own; else the default issuer
    #[arg(long, value_name = "ID")]
    pub(crate) issuer: Option<String>,
    /// What a column is: `Vorname=recipient.name`; `Notiz=` leaves one out
    #[arg(long = "map", value_name = "COLUMN=MEMBER", value_parser = column)]
    pub(crate) columns: Vec<(String, String)>,
    /// For recipients who hold the achievement already: reissue, reject or allow
    #[arg(long, value_name = "WORD", value_parser = ["reissue", "reject", "allow"])]
    pub(crate) on_duplicate: Option<String>,
    /// Only check every row; issue nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Where to write what became of each row; else beside the table, as NAME.results.csv
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The server's address
    #[arg(long, value_name = "URL", env = "PROOFMARK_URL")]
    pub(crate) server: String,
}

const ISSUE_HELP: &str = "\
The API key is read from the environment variable PROOFMARK_API_KEY.
The server works on while this program is away: run the same command again to follow the same batch. The same table
with the same options is one batch for a day.";

#[derive(Args)]
pub(crate) struct KeygenArguments {
    /// Write the key to FILE, readable by you alone, and print its did:key; without it the key is printed
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SignArguments {
    /// The unsecured credential or the contents of a trust pack, or `-` for standard input
    pub(crate) file: PathBuf,
    /// The input is what a trust pack is to say of issuers; `"file": PATH` in it stands for the content of that file
    #[arg(long, conflicts_with = "cryptosuite")]
    pub(crate) trust_pack: bool,
    /// The key, as `proofmark keygen` writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// How to sign: a proof inside the JSON (eddsa-rdfc-2022, eddsa-jcs-2022), or a JWT around it (vc-jwt)
    #[arg(long, value_name = "NAME", default_value = "eddsa-rdfc-2022", value_parser = securing)]
    pub(crate) cryptosuite: Securing,
    /// When the proof was made, if not now; a JWT does not say
    #[arg(long, value_name = "RFC3339", value_parser = timestamp)]
    pub(crate) created: Option<Timestamp>,
}

/// How a credential is secured.
#[derive(Clone, Copy)]
pub(crate) enum Securing {
    /// By a proof inside the document.
    Proof(Cryptosuite),
    /// As the JWT of Open Badges 3.0 §8.2.
    Jwt,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct ServeArguments {
    /// TOML file with the configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Read the master key from standard input, one line, instead of the environment or a file
    #[arg(long)]
    pub(crate) ask_master_key: bool,
    /// Begin with a demo issuer, one achievement and one issued credential, and say where they are
    #[arg(long)]
    pub(crate) demo: bool,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct AdminArguments {
    #[command(subcommand)]
    pub(crate) verb: AdminVerb,
}

#[cfg(feature = "server")]
#[derive(Subcommand)]
pub(crate) enum AdminVerb {
    /// Create an organization with an issuer for trying out and one for real, and print an API key for each
    CreateOrganization(CreateOrganizationArguments),
    /// Create an API key for an organization, and print it
    CreateKey(CreateKeyArguments),
    /// Set to how many different people an organization may issue in one month
    SetQuota(SetQuotaArguments),
    /// Copy the SQLite database into a new file, while the server runs
    Backup(BackupArguments),
    /// After a backup was restored, before the server starts: see that no place in a status list is given out twice
    AfterRestore(AfterRestoreArguments),
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct BackupArguments {
    /// The new file
    pub(crate) file: PathBuf,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct AfterRestoreArguments {
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct CreateOrganizationArguments {
    /// Its name, which its credentials will carry
    pub(crate) name: String,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct CreateKeyArguments {
    /// The organization's identifier
    pub(crate) organization: String,
    /// For the live environment instead of the sandbox
    #[arg(long)]
    pub(crate) live: bool,
    /// What the key is for
    #[arg(long, default_value = "made by the operator")]
    pub(crate) name: String,
    /// What it may do: issue, read, manage, admin; everything, if not said
    #[arg(long, value_name = "SCOPE", value_delimiter = ',')]
    pub(crate) scope: Vec<String>,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct SetQuotaArguments {
    /// The organization's identifier
    pub(crate) organization: String,
    /// Different recipients of live credentials in one month; without it there is no limit
    pub(crate) recipients: Option<u32>,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct OpenapiArguments {
    /// The version of OpenAPI to write it in
    #[arg(long, value_name = "VERSION", default_value = "3.1", value_parser = ["3.0", "3.1"])]
    pub(crate) form: String,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct ExportArguments {
    /// The organization's identifier
    #[arg(long, value_name = "ID")]
    pub(crate) organization: String,
    /// A folder that does not exist yet, is empty, or holds an earlier export
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Leave pictures and PDF documents out, which take most of the time
    #[arg(long)]
    pub(crate) without_documents: bool,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(feature = "server")]
#[derive(Args)]
pub(crate) struct ImportArguments {
    /// What `export` wrote
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// TOML file with the server's configuration; environment variables `PROOFMARK_…` win over it
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

fn timestamp(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).map_err(|problem| problem.detail().to_owned())
}

/// The name of a column, and the member that it is.
fn column(text: &str) -> Result<(String, String), String> {
    let (column, member) = text.split_once('=').ok_or("write COLUMN=MEMBER")?;
    Ok((column.to_owned(), member.to_owned()))
}

/// A key that can sign trust packs, as `proofmark keygen` prints it.
fn publisher(text: &str) -> Result<String, String> {
    let key = text.strip_prefix("did:key:").ok_or("this is no did:key")?;
    match PublicKey::from_multibase(key) {
        Ok(PublicKey::Ed25519(_)) => Ok(text.to_owned()),
        Ok(_) => Err("trust packs are signed with Ed25519 keys".to_owned()),
        Err(problem) => Err(problem.detail().to_owned()),
    }
}

fn securing(name: &str) -> Result<Securing, String> {
    if name == JWT {
        return Ok(Securing::Jwt);
    }
    Cryptosuite::from_name(name).map(Securing::Proof).ok_or_else(|| {
        let known: Vec<_> = Cryptosuite::ALL.iter().map(|suite| suite.name()).chain([JWT]).collect();
        format!("known are: {}", known.join(", "))
    })
}
