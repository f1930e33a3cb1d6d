//! A TCP proxy on loopback that counts what passes: everything that HTTP adds is in it.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::JoinHandle,
};

use crate::Failed;

/// A proxy in front of one port.
pub struct Proxy {
    port: u16,
    passed: Arc<Passed>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Passed {
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
    turns: AtomicU64,
    last: Mutex<Option<Way>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// What passed through a proxy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes to the hub.
    pub up: u64,
    /// Bytes from the hub.
    pub down: u64,
    /// Connections opened.
    pub connections: u64,
    /// Times that the direction changed: two for each round trip.
    pub turns: u64,
}

impl Proxy {
    /// Stands in front of `target`, on a port of its own.
    ///
    /// # Errors
    /// No port is free.
    pub async fn before(target: u16) -> Result<Self, Failed> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let passed: Arc<Passed> = Arc::default();
        let counting = Arc::clone(&passed);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let counting = Arc::clone(&counting);
                tokio::spawn(async move {
                    if let Ok(far) = TcpStream::connect(("127.0.0.1", target)).await {
                        join(near, far, counting).await;
                    }
                });
            }
        });
        Ok(Self { port, passed, task })
    }

    /// Where it listens.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What has passed so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let Passed { up, down, connections, turns, .. } = &*self.passed;
        Traffic {
            up: up.load(Relaxed),
            down: down.load(Relaxed),
            connections: connections.load(Relaxed),
            turns: turns.load(Relaxed),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn join(near: TcpStream, far: TcpStream, passed: Arc<Passed>) {
    // Without this, small pieces would wait for each other: slower at worst.
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    passed.connections.fetch_add(1, Relaxed);
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let up = tokio::spawn(pump(near_read, far_write, Way::Up, Arc::clone(&passed)));
    pump(far_read, near_write, Way::Down, passed).await;
    up.abort();
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, way: Way, passed: Arc<Passed>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(read) = from.read(&mut buffer).await {
        let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
        let total = if way == Way::Up { &passed.up } else { &passed.down };
        total.fetch_add(read as u64, Relaxed);
        let last = passed.last.lock().unwrap_or_else(PoisonError::into_inner).replace(way);
        if last != Some(way) {
            passed.turns.fetch_add(1, Relaxed);
        }
        if to.write_all(piece).await.is_err() {
            break;
        }
    }
    let _it_may_be_gone = to.shutdown().await;
}
