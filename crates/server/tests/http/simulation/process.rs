//! A server with threads of its own, which can end in the middle of anything: nothing is finished, nothing cleaned up.

use std::sync::{Arc, Mutex};

use proofmark_server::{Config, Server};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::time::ProcessClock;

pub(super) struct Process {
    pub(super) clock: Arc<ProcessClock>,
    pub(super) base_url: String,
    threads: Arc<Threads>,
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
}

impl Process {
    /// Starts one. `None`: it died before it answered.
    pub(super) async fn start(config: &Config, clock: Arc<ProcessClock>) -> Option<Self> {
        // One thread, so that the whole process stands still where its clock says that it dies.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (stop, stop_wanted) = oneshot::channel::<()>();
        let (has_stopped, stopped) = oneshot::channel();
        let (tell_address, address) = oneshot::channel();
        let (config, own_clock) = (config.clone(), clock.clone());
        runtime.spawn(async move {
            let server = Server::start(config, own_clock).await.unwrap();
            tell_address.send(server.address()).unwrap();
            let serving = server.serve(async {
                let _ = stop_wanted.await;
            });
            serving.await.unwrap();
            let _ = has_stopped.send(());
        });
        let threads = Arc::new(Threads { runtime: Mutex::new(Some(runtime)), clock: clock.clone() });
        let (dying, dead) = (clock.clone(), threads.clone());
        tokio::spawn(async move {
            dying.death().await;
            dead.end();
        });
        let mut process = Self {
            clock: clock.clone(),
            base_url: String::new(),
            threads,
            stop: Some(stop),
            stopped: Some(stopped),
        };
        tokio::select! {
            address = address => process.base_url = format!("http://{}", address.expect("the server starts")),
            () = clock.death() => return None,
        }
        Some(process)
    }

    /// Stops as an operator stops it. `false`: it died on the way.
    pub(super) async fn stop(mut self) -> bool {
        drop(self.stop.take());
        let stopped = self.stopped.take().unwrap();
        tokio::select! {
            stopped = stopped => stopped.is_ok(),
            () = self.clock.death() => false,
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.threads.end();
    }
}

/// What a process consists of.
struct Threads {
    runtime: Mutex<Option<Runtime>>,
    clock: Arc<ProcessClock>,
}

impl Threads {
    /// As `kill -9`: every task ends where it waits, and every connection is closed at once.
    fn end(&self) {
        if let Some(runtime) = self.runtime.lock().unwrap().take() {
            runtime.shutdown_background();
        }
        self.clock.bury();
    }
}
