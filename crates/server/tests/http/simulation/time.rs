//! The time of a simulation. It stands, but for a microsecond at each look; only the simulation moves it. Looking is also
//! where a process can be made to die: the same look of the same work, whatever the machine is busy with.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use proofmark_server::{Clock, Timestamp};
use tokio::sync::watch;

pub(super) const SECOND: i64 = 1_000_000;

/// What all processes of one simulation share.
pub(super) struct Time {
    micros: AtomicI64,
    latest: AtomicI64,
    moved: watch::Sender<()>,
}

impl Time {
    pub(super) fn starting_at(text: &str) -> Arc<Self> {
        let micros = Timestamp::parse(text).unwrap().as_micros();
        Arc::new(Self {
            micros: AtomicI64::new(micros),
            latest: AtomicI64::new(micros),
            moved: watch::Sender::new(()),
        })
    }

    pub(super) fn micros(&self) -> i64 {
        self.micros.load(Ordering::SeqCst)
    }

    pub(super) fn second(&self) -> i64 {
        self.micros().div_euclid(SECOND)
    }

    /// The latest time that anybody may have seen, however often it was put back since.
    pub(super) fn latest_micros(&self) -> i64 {
        self.latest.load(Ordering::SeqCst).max(self.micros())
    }

    /// Whoever waits for a time looks at the clock again.
    pub(super) fn set(&self, micros: i64) {
        self.latest.fetch_max(self.micros(), Ordering::SeqCst);
        self.micros.store(micros, Ordering::SeqCst);
        self.moved.send_replace(());
    }
}

/// The clock of one process.
pub(super) struct ProcessClock {
    time: Arc<Time>,
    /// How far it is from the time that the others have.
    apart: i64,
    looks: AtomicU64,
    /// At which look the process dies; 0: at none.
    last_look: AtomicU64,
    dying: watch::Sender<bool>,
    buried: (Mutex<bool>, Condvar),
}

impl ProcessClock {
    pub(super) fn new(time: Arc<Time>, apart_seconds: i64) -> Arc<Self> {
        Arc::new(Self {
            time,
            apart: apart_seconds * SECOND,
            looks: AtomicU64::new(0),
            last_look: AtomicU64::new(0),
            dying: watch::Sender::new(false),
            buried: (Mutex::new(false), Condvar::new()),
        })
    }

    /// The process dies when it looks at the clock for the `looks`th time from now on.
    pub(super) fn die_after(&self, looks: u64) {
        self.last_look.store(self.looks.load(Ordering::SeqCst) + looks.max(1), Ordering::SeqCst);
    }

    /// How far it is from the time, in microseconds.
    pub(super) fn apart(&self) -> i64 {
        self.apart
    }

    /// Ends when the process is at that look. It goes no further.
    pub(super) async fn death(&self) {
        let _ = self.dying.subscribe().wait_for(|dying| *dying).await;
    }

    pub(super) fn is_dying(&self) -> bool {
        *self.dying.borrow()
    }

    /// Lets the thread go that stood still; by now nothing it does is carried on.
    pub(super) fn bury(&self) {
        *self.buried.0.lock().unwrap() = true;
        self.buried.1.notify_all();
    }
}

impl Clock for ProcessClock {
    fn now(&self) -> Timestamp {
        let look = self.looks.fetch_add(1, Ordering::SeqCst) + 1;
        let last = self.last_look.load(Ordering::SeqCst);
        if last != 0 && look >= last {
            self.dying.send_replace(true);
            let buried = self.buried.0.lock().unwrap();
            drop(self.buried.1.wait_while(buried, |buried| !*buried).unwrap());
        }
        let micros = self.time.micros.fetch_add(1, Ordering::SeqCst) + 1;
        Timestamp::from_micros(micros + self.apart)
    }

    fn wait_until(&self, time: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        // Before the look: a move right after it is not missed.
        let mut moved = self.time.moved.subscribe();
        let micros = u64::try_from(time.as_micros() - self.now().as_micros()).unwrap_or(0);
        Box::pin(async move {
            let _ = tokio::time::timeout(Duration::from_micros(micros), moved.changed()).await;
        })
    }
}
