//! A landlord's town: its hub, and the folder that everything lives in.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use axum::{
    extract::Request,
    middleware::{self, Next},
};
use domain::time::Timestamp;
use hub::{
    Config, Hub,
    chance::{Clock, SystemClock},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{Handheld, TurnedClock};

/// The team that everybody in these stories belongs to.
pub const TEAM: &str = "PLUMBING-NORTH";

/// One landlord's hub and handhelds.
pub struct Town {
    folder: TempDir,
    address: SocketAddr,
    clock: Arc<TownClock>,
    running: Option<Running>,
}

/// The hub's clock, which a story may move on.
#[derive(Debug, Default)]
struct TownClock {
    ahead_ms: AtomicI64,
}

impl Clock for TownClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_milliseconds(self.ahead_ms.load(Ordering::Relaxed))
    }
}

struct Running {
    hub: Hub,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Town {
    /// A new landlord with a hub that is up.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let mut town = Self { folder, address, clock: Arc::default(), running: None };
        town.start_hub().await;
        town.hub().name_landlord("Calder Vale Homes", "020 7946 0100").unwrap();
        town
    }

    /// Starts the hub on the same folder and address as before.
    pub async fn start_hub(&mut self) {
        let (hub, listener) = self.open_hub().await;
        let (stop, stopped) = oneshot::channel();
        let serving = hub.clone();
        let served = tokio::spawn(async move {
            serving.serve(listener, async { drop(stopped.await) }).await.unwrap();
        });
        self.running = Some(Running { hub, stop, served });
    }

    /// Starts a hub that takes every handheld for one of a later version, as a hub of another version does.
    pub async fn start_hub_of_another_version(&mut self) {
        let (hub, listener) = self.open_hub().await;
        let as_later = middleware::from_fn(|mut request: Request, next: Next| async move {
            request.headers_mut().insert(protocol::VERSION_HEADER, "2".parse().unwrap());
            next.run(request).await
        });
        let router = hub.router().layer(as_later);
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) }).await.unwrap();
        });
        self.running = Some(Running { hub, stop, served });
    }

    /// Starts a hub that has no such page yet, as an older hub has not.
    pub async fn start_hub_without(&mut self, page: &'static str) {
        let (hub, listener) = self.open_hub().await;
        let older = middleware::from_fn(move |mut request: Request, next: Next| async move {
            if request.uri().path() == page {
                *request.uri_mut() = "/v1/no-such-page".parse().unwrap();
            }
            next.run(request).await
        });
        // Within the route a page that is not there is the hub's own answer.
        let router = axum::Router::new().fallback_service(tower::Layer::layer(&older, hub.router()));
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            axum::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) }).await.unwrap();
        });
        self.running = Some(Running { hub, stop, served });
    }

    /// A handheld that is enrolled, unlocked, and in step with the hub, with a clock that the story turns.
    pub async fn handheld_by(&self, clock: &Arc<TurnedClock>, person: &str, device: &str) -> Handheld {
        let folder = self.folder.path().join(device);
        let handheld = Handheld::open_by(Arc::clone(clock) as Arc<dyn app::Clock>, folder);
        handheld.enrol(&self.invitation(person, device)).await;
        handheld.in_step().await;
        handheld
    }

    /// Moves the hub's clock on.
    pub fn wait(&self, minutes: i64) {
        self.clock.ahead_ms.fetch_add(minutes * 60_000, Ordering::Relaxed);
    }

    async fn open_hub(&self) -> (Hub, TcpListener) {
        assert!(self.running.is_none(), "the hub is up already");
        let hub = Hub::open(Config { clock: self.clock.clone(), ..Config::new(self.hub_folder()) }).unwrap();
        // The port may still be closing.
        let mut tries = 0;
        let listener = loop {
            match TcpListener::bind(self.address).await {
                Ok(listener) => break listener,
                Err(error) if tries == 50 => panic!("cannot listen on {} again: {error}", self.address),
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
            }
            tries += 1;
        };
        (hub, listener)
    }

    /// Pulls the cable: the hub stops and nobody can reach it.
    pub async fn stop_hub(&mut self) {
        let running = self.running.take().expect("the hub is down already");
        running.stop.send(()).unwrap();
        running.served.await.unwrap();
    }

    /// Stops the hub and starts it again.
    pub async fn restart_hub(&mut self) {
        self.stop_hub().await;
        self.start_hub().await;
    }

    /// The hub, which is up.
    pub fn hub(&self) -> &Hub {
        &self.running.as_ref().expect("the hub is down").hub
    }

    /// Where the hub keeps its files.
    pub fn hub_folder(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    /// Where this story may put files.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The hub's address for handhelds.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An invitation for a person's handheld.
    pub fn invitation(&self, person: &str, device: &str) -> String {
        self.hub().invite(person, device, &self.url(), Some(TEAM)).unwrap().to_string()
    }

    /// A code that unlocks a handheld whose PIN is lost.
    pub fn unlock_code(&self, device: &str) -> String {
        self.hub().unlock_code(device, None).unwrap().to_string()
    }

    /// A housing officer's handheld that is enrolled, unlocked, and in step with the hub.
    pub async fn officer(&self, person: &str, device: &str, patch: &str) -> Handheld {
        let handheld = self.new_handheld(device);
        let role = Some(domain::access::Role::HousingOfficer);
        let invitation = self.hub().invite_as(person, device, &self.url(), Some(patch), role).unwrap();
        handheld.enrol(&invitation.to_string()).await;
        handheld.in_step().await;
        handheld
    }

    /// A new handheld that nobody has enrolled.
    pub fn new_handheld(&self, name: &str) -> Handheld {
        Handheld::open(self.folder.path().join(name))
    }

    /// A handheld that is enrolled, unlocked, and in step with the hub.
    pub async fn handheld(&self, person: &str, device: &str) -> Handheld {
        let handheld = self.new_handheld(device);
        handheld.enrol(&self.invitation(person, device)).await;
        handheld.in_step().await;
        handheld
    }
}
