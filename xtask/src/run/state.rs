//! What one run remembers for the next: ports, tokens, and which handhelds are enrolled.

use std::io::Read;
use std::net::TcpListener;

use serde_json::{Value, json};

use super::demo::Folder;
use crate::trouble::{Doing, Trouble};

/// The PIN that the demo chooses for both handhelds.
pub const PIN: &str = "246810";

/// The note itself.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    /// Handhelds know the hub by this port, so it never changes until the demo starts over.
    pub hub_port: Option<u16>,
    /// The demo's two.
    pub handhelds: Vec<Remembered>,
}

/// One handheld of the demo.
#[derive(Debug, PartialEq, Eq)]
pub struct Remembered {
    /// Who it was handed to.
    pub person: String,
    /// Its name on the hub.
    pub device: String,
    /// Its folder inside the demo's.
    pub folder: String,
    /// Its bridge's port, once it had one.
    pub port: Option<u16>,
    /// Its bridge's token: kept, so that an open browser tab goes on working.
    pub token: String,
    /// Whether it was seen enrolled with a PIN.
    pub enrolled: bool,
}

const FILE: &str = "demo.json";

impl State {
    /// What the last run noted, or a new demo.
    pub fn read(folder: &Folder) -> Result<Self, Trouble> {
        match std::fs::read_to_string(folder.at(FILE)) {
            Ok(text) => Self::from_json(&text),
            Err(_) => Ok(Self {
                hub_port: None,
                handhelds: vec![
                    Remembered::new("Ada Byrne", "Van 12", "ada")?,
                    Remembered::new("Dev Patel", "Van 7", "dev")?,
                ],
            }),
        }
    }

    /// Notes it for the next run.
    pub fn write(&self, folder: &Folder) -> Result<(), Trouble> {
        let text = format!("{:#}\n", self.to_json());
        // Written aside and moved into place: a note cut short would cost the demo its data.
        let aside = folder.at("demo.json.new");
        std::fs::write(&aside, text).doing(format!("write {}", aside.display()))?;
        std::fs::rename(&aside, folder.at(FILE)).doing(format!("write {}", folder.at(FILE).display()))
    }

    fn to_json(&self) -> Value {
        let handhelds: Vec<Value> = self
            .handhelds
            .iter()
            .map(|one| {
                json!({
                    "person": one.person, "device": one.device, "folder": one.folder,
                    "port": one.port, "token": one.token, "enrolled": one.enrolled,
                })
            })
            .collect();
        json!({ "hub_port": self.hub_port, "handhelds": handhelds })
    }

    fn from_json(text: &str) -> Result<Self, Trouble> {
        let damaged =
            || Trouble::because(".doorstep/demo.json cannot be read. `cargo xtask run --fresh` starts the demo over.");
        let value: Value = serde_json::from_str(text).map_err(|_| damaged())?;
        let handhelds = value.get("handhelds").and_then(Value::as_array).ok_or_else(damaged)?;
        let handhelds = handhelds.iter().map(Remembered::from_json).collect::<Option<Vec<_>>>().ok_or_else(damaged)?;
        Ok(Self { hub_port: port(&value, "hub_port"), handhelds })
    }
}

impl Remembered {
    fn new(person: &str, device: &str, folder: &str) -> Result<Self, Trouble> {
        Ok(Self {
            person: person.to_owned(),
            device: device.to_owned(),
            folder: folder.to_owned(),
            port: None,
            token: random_token()?,
            enrolled: false,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
        Some(Self {
            person: text("person")?,
            device: text("device")?,
            folder: text("folder")?,
            port: port(value, "port"),
            token: text("token")?,
            enrolled: value.get("enrolled")?.as_bool()?,
        })
    }
}

fn port(value: &Value, key: &str) -> Option<u16> {
    value.get(key)?.as_u64()?.try_into().ok()
}

/// A loopback port that nothing listens on at this moment.
pub fn free_port() -> Result<u16, Trouble> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).doing("find a free port")?;
    Ok(listener.local_addr().doing("find a free port")?.port())
}

/// Whether nothing listens there.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// 128 bits, as hexadecimal.
fn random_token() -> Result<String, Trouble> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut random| random.read_exact(&mut bytes))
        .doing("read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_read_again() {
        let state = State {
            hub_port: Some(40_001),
            handhelds: vec![Remembered {
                enrolled: true,
                port: Some(40_002),
                ..Remembered::new("Ada Byrne", "Van 12", "ada").unwrap()
            }],
        };
        assert_eq!(State::from_json(&state.to_json().to_string()).unwrap(), state);
    }

    #[test]
    fn a_damaged_note_says_how_to_start_over() {
        for damaged in ["", "{}", r#"{"handhelds":[{"person":"Ada Byrne"}]}"#] {
            assert!(State::from_json(damaged).unwrap_err().to_string().contains("--fresh"), "{damaged}");
        }
    }

    #[test]
    fn no_two_tokens_are_alike() {
        let (one, other) = (random_token().unwrap(), random_token().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
