//! How requests reach a hub: over a network, or in one process when a whole fleet is tested in virtual time.

use std::fmt;

use futures_util::{future::BoxFuture, stream::BoxStream};

/// Methods that the hub understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks how much is there.
    Head,
    /// Appends.
    Patch,
    /// Says something.
    Post,
}

impl Method {
    /// As HTTP spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Post => "POST",
        }
    }
}

/// A request to a hub.
#[derive(Clone)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// "/v1/exchange", with a query if there is one.
    pub path: String,
    /// Names in small letters.
    pub headers: Vec<(&'static str, String)>,
    /// May be empty.
    pub body: Vec<u8>,
}

impl fmt::Debug for Request {
    /// Without headers and body, which hold proofs and people's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method.name(), self.path, self.body.len())
    }
}

/// An answer's body, piece by piece.
pub type Pieces = BoxStream<'static, Result<Vec<u8>, TransportError>>;

/// A hub's answer, or that of whoever stands between.
pub struct Response {
    /// HTTP's status.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body as it arrives.
    pub body: Pieces,
}

impl Response {
    /// A header's value; empty when there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(held, _)| held == name).map_or("", |(_, value)| value)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({})", self.status)
    }
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// No network, no such host, or no answer in time.
    Unreachable,
    /// There is a network, and the host says that nobody listens there, or nobody says anything.
    NotListening,
    /// The hub's TLS certificate does not hold.
    Untrusted,
    /// Plain HTTP to anywhere but this machine, or not an address at all.
    Address,
}

/// Carries requests to the hub at an address such as "https://hub.example.org".
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer as soon as its headers are there.
    fn send<'a>(&'a self, hub: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>>;

    /// True when an answer's body may go on for hours, as a stream of pokes does. Without it the hub is asked by the
    /// clock.
    fn streams(&self) -> bool {
        false
    }
}
