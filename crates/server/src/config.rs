//! Configuration: defaults, then a TOML file, then environment variables.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::database::Database;
use crate::domain::is_base_url;
use crate::limits::Limits;
use crate::smtp::SmtpConfig;

/// Everything an operator can set. [`Config::default`] serves a SQLite file in the working directory on
/// `127.0.0.1:8080`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// Address and port to listen on; port 0 takes a free one.
    pub listen: String,
    /// The public address, written into every credential: `https://badges.example.edu`, without a final slash. By
    /// default `http://` and the address listened on, which only serves for trying out.
    pub base_url: Option<String>,
    /// Path of the SQLite file, created when missing; or the address of a PostgreSQL database,
    /// `postgres://user:password@host:port/database`.
    pub database: Database,
    /// Master key that seals the issuers' secret keys: 32 bytes in hex or base64url. Wins over the file.
    pub master_key: Option<Zeroizing<String>>,
    /// File that holds the master key; created with mode 0600 when missing. By default beside a SQLite file, with the
    /// ending `master-key`; else `proofmark.master-key` in the working directory.
    pub master_key_file: Option<PathBuf>,
    /// What is logged, in the syntax of `tracing` (`info`, `proofmark_server=debug`).
    pub log: String,
    /// Logs as one JSON object for each line instead of text.
    pub log_json: bool,
    /// Whether a proxy stands before the server. Then the last address of `X-Forwarded-For` is the caller's; otherwise
    /// the header is ignored, because anybody can send it.
    pub behind_proxy: bool,
    /// What `/metrics` asks for as `Authorization: Bearer`. Without it `/metrics` answers only to this machine, and
    /// only when no proxy stands before the server.
    pub metrics_token: Option<Zeroizing<String>>,
    /// Folder for the archives that organizations ask for. By default beside a SQLite file, with the ending `exports`; without
    /// one, as by default on PostgreSQL, none are made. Processes on one database need the same folder.
    pub exports_folder: Option<PathBuf>,
    /// Folders with fonts for certificates, besides the bundled ones for Latin, Greek and Cyrillic.
    pub fonts: Vec<PathBuf>,
    /// Whether webhooks may go to `http` addresses and into private networks: for development, and for receivers in
    /// one's own network.
    pub allow_private_webhooks: bool,
    /// The mail server; without one no e-mail is sent.
    pub smtp: Option<SmtpConfig>,
    /// Limits on size, time and number.
    pub limits: Limits,
}

/// The keys of the TOML file. An unknown key is an error: a misspelt one must not be ignored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    base_url: Option<String>,
    database: Option<String>,
    master_key_file: Option<PathBuf>,
    log: Option<String>,
    log_json: Option<bool>,
    behind_proxy: Option<bool>,
    allow_private_webhooks: Option<bool>,
    smtp: Option<SmtpConfig>,
    exports_folder: Option<PathBuf>,
    #[serde(default)]
    fonts: Vec<PathBuf>,
    #[serde(default)]
    limits: Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            base_url: None,
            database: Database::from("proofmark.db"),
            master_key: None,
            master_key_file: None,
            log: "info,poem=warn".to_owned(),
            log_json: false,
            behind_proxy: false,
            metrics_token: None,
            exports_folder: None,
            fonts: Vec::new(),
            allow_private_webhooks: false,
            smtp: None,
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Reads the file, if one is named, and the environment variables `PROOFMARK_LISTEN`, `_BASE_URL`, `_DATABASE`,
    /// `_MASTER_KEY`, `_MASTER_KEY_FILE`, `_LOG`, `_LOG_JSON`, `_BEHIND_PROXY`, `_METRICS_TOKEN`, `_SMTP_PASSWORD`,
    /// `_EXPORTS_FOLDER`, `_FONTS` (folders, written like `PATH`), `_ALLOW_PRIVATE_WEBHOOKS` and `_LIMIT_…`, which win.
    ///
    /// # Errors
    /// A file that cannot be read, an unknown key, a value of the wrong type; each names the place.
    pub fn load(path: Option<&Path>) -> anyhow::Result<Self> {
        let mut config = Self::default();
        if let Some(path) = path {
            let text =
                std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            config.apply_file(&text).with_context(|| format!("in {}", path.display()))?;
        }
        config.apply_environment(|name| std::env::var(name).ok())?;
        config.check()?;
        Ok(config)
    }

    /// Where the master key's file is.
    pub(crate) fn master_key_path(&self) -> PathBuf {
        self.master_key_file.clone().unwrap_or_else(|| self.database.side_file("master-key"))
    }

    /// Where archives lie, if this server makes any.
    pub(crate) fn exports_path(&self) -> Option<PathBuf> {
        let beside = || self.database.path().map(|_| self.database.side_file("exports"));
        self.exports_folder.clone().or_else(beside)
    }

    fn apply_file(&mut self, text: &str) -> anyhow::Result<()> {
        let file: File = toml::from_str(text)?;
        if let Some(listen) = file.listen {
            self.listen = listen;
        }
        if let Some(database) = file.database {
            self.database = database.as_str().into();
        }
        if let Some(log) = file.log {
            self.log = log;
        }
        if let Some(log_json) = file.log_json {
            self.log_json = log_json;
        }
        self.behind_proxy = file.behind_proxy.unwrap_or(self.behind_proxy);
        self.fonts = file.fonts;
        self.exports_folder = file.exports_folder.or(self.exports_folder.take());
        self.allow_private_webhooks = file.allow_private_webhooks.unwrap_or(self.allow_private_webhooks);
        self.smtp = file.smtp.or(self.smtp.take());
        self.limits = file.limits;
        self.base_url = file.base_url.or(self.base_url.take());
        self.master_key_file = file.master_key_file.or(self.master_key_file.take());
        Ok(())
    }

    fn apply_environment(&mut self, variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        if let Some(listen) = variable("PROOFMARK_LISTEN") {
            self.listen = listen;
        }
        if let Some(database) = variable("PROOFMARK_DATABASE") {
            self.database = database.as_str().into();
        }
        if let Some(log) = variable("PROOFMARK_LOG") {
            self.log = log;
        }
        for (name, setting) in [
            ("PROOFMARK_LOG_JSON", &mut self.log_json),
            ("PROOFMARK_BEHIND_PROXY", &mut self.behind_proxy),
            ("PROOFMARK_ALLOW_PRIVATE_WEBHOOKS", &mut self.allow_private_webhooks),
        ] {
            if let Some(text) = variable(name) {
                *setting = match text.as_str() {
                    "1" | "true" => true,
                    "0" | "false" => false,
                    _ => bail!("{name} must be `true` or `false`"),
                };
            }
        }
        for name in Limits::NAMES {
            let variable_name = format!("PROOFMARK_LIMIT_{}", name.to_uppercase());
            if let (Some(text), Some(limit)) = (variable(&variable_name), self.limits.by_name(name)) {
                *limit = text.parse().with_context(|| format!("{variable_name} must be a whole number"))?;
            }
        }
        if let Some(folders) = variable("PROOFMARK_FONTS") {
            self.fonts = std::env::split_paths(&folders).collect();
        }
        if let (Some(smtp), Some(password)) = (&mut self.smtp, variable("PROOFMARK_SMTP_PASSWORD")) {
            smtp.password = Some(Zeroizing::new(password));
        }
        self.metrics_token =
            variable("PROOFMARK_METRICS_TOKEN").map(Zeroizing::new).or(self.metrics_token.take());
        self.base_url = variable("PROOFMARK_BASE_URL").or(self.base_url.take());
        self.master_key = variable("PROOFMARK_MASTER_KEY").map(Zeroizing::new).or(self.master_key.take());
        self.master_key_file =
            variable("PROOFMARK_MASTER_KEY_FILE").map(PathBuf::from).or(self.master_key_file.take());
        self.exports_folder =
            variable("PROOFMARK_EXPORTS_FOLDER").map(PathBuf::from).or(self.exports_folder.take());
        Ok(())
    }

    fn check(&self) -> anyhow::Result<()> {
        if let Some(base_url) = self.base_url.as_ref().filter(|url| !is_base_url(url)) {
            bail!("base_url must look like `https://badges.example.edu`, without a path: {base_url}");
        }
        if let Some(name) = { self.limits }.unusable() {
            bail!("the limit {name} must not be 0");
        }
        Ok(())
    }
}

impl std::fmt::Debug for Config {
    /// Everything but the master key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("base_url", &self.base_url)
            .field("database", &self.database)
            .field("master_key_file", &self.master_key_path())
            .field("log", &self.log)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::Config;

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut config = Config::default();
        config.apply_file("listen = '0.0.0.0:80'\nbase_url = 'https://a.example'").unwrap();
        config
            .apply_environment(|name| (name == "PROOFMARK_BASE_URL").then(|| "https://b.example".to_owned()))
            .unwrap();
        assert_eq!(config.listen, "0.0.0.0:80");
        assert_eq!(config.base_url.as_deref(), Some("https://b.example"));
    }

    #[test]
    fn limits_come_from_both_and_none_may_stop_everything() {
        let mut config = Config::default();
        config.apply_file("[limits]\nbody_bytes = 5\nidle_seconds = 7").unwrap();
        let variable = |name: &str| (name == "PROOFMARK_LIMIT_BODY_BYTES").then(|| "9".to_owned());
        config.apply_environment(variable).unwrap();
        assert_eq!((config.limits.body_bytes, config.limits.idle_seconds), (9, 7));
        assert_eq!(config.limits.key_requests_per_minute, 120);
        config.check().unwrap();
        config.limits.connections = 0;
        assert!(config.check().unwrap_err().to_string().contains("connections"));
        assert!(Config::default().apply_file("[limits]\nbody_byte = 5").is_err());
    }

    #[test]
    fn the_password_of_the_mail_server_comes_from_the_environment_alone() {
        let section = "[smtp]\nhost = 'mail.example'\nfrom = 'badges@a.example'\ntls = 'tls'";
        let mut config = Config::default();
        config.apply_file(section).unwrap();
        config
            .apply_environment(|name| (name == "PROOFMARK_SMTP_PASSWORD").then(|| "5ec2e7".to_owned()))
            .unwrap();
        let smtp = config.smtp.unwrap();
        assert_eq!(smtp.password.as_deref().map(String::as_str), Some("5ec2e7"));
        for line in ["password = 'x'", "tls = 'maybe'", "hots = 'x'"] {
            assert!(Config::default().apply_file(&format!("{section}\n{line}")).is_err(), "{line}");
        }
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        let error = Config::default().apply_file("base-url = 'https://a.example'").unwrap_err();
        assert!(error.to_string().contains("base-url"), "{error}");
    }

    #[test]
    fn a_base_url_has_no_path() {
        for base_url in ["https://a.example/", "a.example", "ftp://a.example", "https://"] {
            let config = Config { base_url: Some(base_url.to_owned()), ..Config::default() };
            assert!(config.check().is_err(), "{base_url}");
        }
    }

    #[test]
    fn debug_text_hides_the_master_key() {
        let config = Config { master_key: Some("5ec2e7".to_owned().into()), ..Config::default() };
        assert!(!format!("{config:?}").contains("5ec2e7"));
    }
}
