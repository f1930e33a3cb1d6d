//! A landlord's town: its hub, and the folder that everything lives in.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use hub::{Config, Hub};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::Handheld;

/// The team that everybody in these stories belongs to.
pub const TEAM: &str = "PLUMBING-NORTH";

/// One landlord's hub and handhelds.
pub struct Town {
    folder: TempDir,
    address: SocketAddr,
    running: Option<Running>,
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
        let mut town = Self { folder, address, running: None };
        town.start_hub().await;
        town.hub().name_landlord("Calder Vale Homes", "020 7946 0100").unwrap();
        town
    }

    /// Starts the hub on the same folder and address as before.
    pub async fn start_hub(&mut self) {
        assert!(self.running.is_none(), "the hub is up already");
        let hub = Hub::open(Config::new(self.hub_folder())).unwrap();
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
        let (stop, stopped) = oneshot::channel();
        let serving = hub.clone();
        let served = tokio::spawn(async move {
            serving.serve(listener, async { drop(stopped.await) }).await.unwrap();
        });
        self.running = Some(Running { hub, stop, served });
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
