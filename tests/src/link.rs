//! A mobile signal: bytes pass between a handheld and the hub as the weather has it.
//!
//! It is a real TCP connection on both sides, so that what a handheld meets here is what it meets in a stairwell:
//! connections that end in the middle of a byte stream, that are slow, that lead to somebody's sign-in page.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Instant, sleep, sleep_until},
};

/// What the signal is like.
#[derive(Debug, Clone)]
pub enum Signal {
    /// Everything passes.
    Good,
    /// Nothing does.
    None,
    /// Each connection is cut after a random number of bytes, at most so many.
    Cut {
        /// Bytes.
        within: usize,
        /// Cuts until it is good again.
        times: usize,
    },
    /// Everything passes, at so many bytes a second in all.
    Slow(usize),
    /// Somebody else answers, with this.
    Portal(&'static str),
}

/// A link to the hub.
pub struct Link {
    address: SocketAddr,
    air: Arc<Air>,
}

struct Air {
    hub: String,
    signal: watch::Sender<Signal>,
    cuts: AtomicUsize,
    /// The state of a xorshift generator.
    chance: AtomicU64,
    /// When the next byte may pass on a slow signal.
    free_at: Mutex<Instant>,
    carried: AtomicUsize,
}

impl Link {
    /// A link to the hub at `hub` ("http://127.0.0.1:4000"); `seed` says where it is cut.
    pub async fn to(hub: &str, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let air = Arc::new(Air {
            hub: hub.trim_start_matches("http://").to_owned(),
            signal: watch::Sender::new(Signal::Good),
            cuts: AtomicUsize::new(0),
            chance: AtomicU64::new(seed | 1),
            free_at: Mutex::new(Instant::now()),
            carried: AtomicUsize::new(0),
        });
        let sky = Arc::clone(&air);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&sky).carry(stream));
            }
        });
        Self { address, air }
    }

    /// What invitations call the hub.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The signal changes; connections that are open end, as they do when a phone changes networks.
    pub fn set(&self, signal: Signal) {
        *self.air.free_at.lock().unwrap() = Instant::now();
        self.air.signal.send_replace(signal);
    }

    /// Connections that were cut by the weather so far.
    pub fn cuts(&self) -> usize {
        self.air.cuts()
    }

    /// Bytes that passed so far, both ways.
    pub fn carried(&self) -> usize {
        self.air.carried.load(Ordering::SeqCst)
    }
}

impl Air {
    fn cuts(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }

    fn roll(&self) -> usize {
        let step = |mut x: u64| {
            x ^= x << 13;
            x ^= x >> 7;
            x ^ (x << 17)
        };
        let before = self.chance.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |x| Some(step(x))).unwrap();
        usize::try_from(step(before) >> 33).unwrap()
    }

    async fn carry(self: Arc<Self>, mut phone: TcpStream) {
        let mut changes = self.signal.subscribe();
        let signal = changes.borrow_and_update().clone();
        let budget = match signal {
            Signal::None => return,
            Signal::Portal(answer) => {
                let mut asked = [0; 4096];
                let _gone = phone.read(&mut asked).await;
                let _gone = phone.write_all(answer.as_bytes()).await;
                return;
            }
            Signal::Cut { within, times } if self.cuts() < times => Some(1 + self.roll() % within),
            _ => None,
        };
        let Ok(mut hub) = TcpStream::connect(&self.hub).await else { return };
        let rate = if let Signal::Slow(rate) = signal { Some(rate) } else { None };
        let mut left = budget;
        let (mut up, mut down) = (vec![0; 1024], vec![0; 1024]);
        loop {
            let (upwards, read) = tokio::select! {
                _ = changes.changed() => return,
                read = phone.read(&mut up) => (true, read),
                read = hub.read(&mut down) => (false, read),
            };
            let Ok(read @ 1..) = read else { return };
            let pass = left.map_or(read, |left| left.min(read));
            if let Some(rate) = rate {
                let until = {
                    let mut free_at = self.free_at.lock().unwrap();
                    *free_at = (*free_at).max(Instant::now()) + Duration::from_secs_f64(pass as f64 / rate as f64);
                    *free_at
                };
                tokio::select! {
                    _ = changes.changed() => return,
                    () = sleep_until(until) => {}
                }
            }
            let passed = if upwards { hub.write_all(&up[..pass]).await } else { phone.write_all(&down[..pass]).await };
            self.carried.fetch_add(pass, Ordering::SeqCst);
            if passed.is_err() {
                return;
            }
            if let Some(left) = &mut left {
                *left -= pass;
                if *left == 0 {
                    // Let what has passed arrive before the connection is torn down.
                    sleep(Duration::from_millis(2)).await;
                    self.cuts.fetch_add(1, Ordering::SeqCst);
                    return;
                }
            }
        }
    }
}
