//! The demo server as a process of its own, stopped when the test ends.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

/// A running `proofmark serve --demo` and what it printed.
pub(crate) struct Demo {
    pub(crate) folder: TempDir,
    /// Address and port.
    pub(crate) host: String,
    pub(crate) credential_url: String,
    pub(crate) api_key: String,
    pub(crate) achievement_id: String,
    child: Child,
}

impl Demo {
    pub(crate) fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), free_port())
    }

    /// Starts in `folder`, which may hold the data of an earlier start.
    pub(crate) fn start_in(folder: TempDir, port: u16) -> Self {
        let host = format!("127.0.0.1:{port}");
        let mut child =
            command(folder.path(), &host, &["serve", "--demo"]).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = mpsc::channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
        });
        let mut printed = String::new();
        // The curl line is the last thing it says.
        while !printed.contains("-d '{") {
            let line = lines.recv_timeout(Duration::from_secs(60));
            printed += &line.unwrap_or_else(|error| panic!("the server said no more ({error}):\n{printed}"));
            printed.push('\n');
        }
        let after = |label: &str| {
            let (_, rest) = printed.split_once(label).unwrap_or_else(|| panic!("no {label} in:\n{printed}"));
            rest.split([' ', '\n', '"', '\'']).find(|word| !word.is_empty()).unwrap().to_owned()
        };
        Self {
            credential_url: after("A credential"),
            api_key: after("API key"),
            achievement_id: after("{\"achievementId\":"),
            folder,
            host,
            child,
        }
    }

    /// Asks the server to stop, as Ctrl-C does, and gives its exit code and its folder.
    pub(crate) fn stop(mut self) -> (Option<i32>, TempDir) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        (code, folder)
    }
}

impl Demo {
    /// Ends the server as a power cut would, and gives its folder.
    pub(crate) fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with a server on `host`, untouched by the environment of the tests.
pub(crate) fn command(folder: &Path, host: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proofmark"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PROOFMARK_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).current_dir(folder).env("PROOFMARK_LISTEN", host).env("PROOFMARK_LOG", "warn");
    command
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
