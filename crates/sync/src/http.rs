//! Requests over HTTP: the only file on the handheld that names an HTTP client.
//!
//! TLS is rustls with the ring provider and the platform's roots. Plain HTTP goes to this machine alone, for
//! development and tests. Redirects are not followed: a hub never sends one, a café's sign-in page does.

use std::{io, net::IpAddr, time::Duration};

use futures_util::{FutureExt, StreamExt, future::BoxFuture};
use reqwest::{Client, Url, header::HeaderMap, redirect};

use crate::transport::{Method, Request, Response, Transport, TransportError};

/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a hub may be silent in the middle of an answer.
const SILENCE: Duration = Duration::from_secs(30);

/// The transport that ships.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
}

impl Http {
    /// A client with no connection yet.
    ///
    /// # Errors
    /// [`TransportError::Untrusted`] when the platform's certificate store cannot be read.
    pub fn new() -> Result<Self, TransportError> {
        // A second call finds the provider installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .build()
            .map_err(|error| {
                tracing::error!(%error, "the HTTP client could not be built");
                TransportError::Untrusted
            })?;
        Ok(Self { client })
    }
}

impl Transport for Http {
    fn send<'a>(&'a self, hub: &'a str, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        async move {
            let url = address(hub, &request.path)?;
            let method = match request.method {
                Method::Get => reqwest::Method::GET,
                Method::Head => reqwest::Method::HEAD,
                Method::Patch => reqwest::Method::PATCH,
                Method::Post => reqwest::Method::POST,
            };
            let mut outgoing = self.client.request(method, url);
            for (name, value) in request.headers {
                outgoing = outgoing.header(name, value);
            }
            if !request.body.is_empty() {
                outgoing = outgoing.body(request.body);
            }
            let answer = outgoing.send().await.map_err(|error| explained(&error))?;
            Ok(Response {
                status: answer.status().as_u16(),
                headers: plain(answer.headers()),
                body: answer
                    .bytes_stream()
                    .map(|piece| piece.map(Vec::from).map_err(|error| explained(&error)))
                    .boxed(),
            })
        }
        .boxed()
    }

    fn streams(&self) -> bool {
        true
    }
}

/// The request's address: HTTPS anywhere, plain HTTP to this machine alone.
fn address(hub: &str, path: &str) -> Result<Url, TransportError> {
    let url = Url::parse(hub).and_then(|base| base.join(path)).map_err(|_| TransportError::Address)?;
    let allowed = match url.scheme() {
        "https" => true,
        "http" => url.host_str().is_some_and(is_this_machine),
        _ => false,
    };
    if allowed { Ok(url) } else { Err(TransportError::Address) }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn plain(headers: &HeaderMap) -> Vec<(String, String)> {
    let readable = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    readable.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Logged without the address, which may name a landlord.
fn explained(error: &reqwest::Error) -> TransportError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<rustls::Error>().is_some() {
            tracing::warn!(%error, "the hub's certificate does not hold");
            return TransportError::Untrusted;
        }
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            tracing::debug!("nobody listens at the hub's address");
            return TransportError::NotListening;
        }
        cause = error.source();
    }
    tracing::debug!(timeout = error.is_timeout(), connect = error.is_connect(), "no answer from the hub");
    // It was reached, and then said nothing for half a minute.
    if error.is_timeout() && !error.is_connect() {
        return TransportError::NotListening;
    }
    TransportError::Unreachable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        for hub in ["https://hub.example.org", "http://127.0.0.1:8443", "http://[::1]:8443", "http://localhost:1"] {
            assert!(address(hub, "/v1/exchange").is_ok(), "{hub}");
        }
        for hub in [
            "http://hub.example.org",
            "http://192.168.1.4",
            "ftp://hub.example.org",
            "hub",
            "http://127.0.0.1.example.org",
        ] {
            assert_eq!(address(hub, "/v1/exchange"), Err(TransportError::Address), "{hub}");
        }
    }

    #[tokio::test]
    async fn a_port_where_nobody_listens_is_told_from_no_signal() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let hub = format!("http://{}", taken.local_addr().unwrap());
        drop(taken);
        let request = Request { method: Method::Post, path: "/v1/exchange".into(), headers: vec![], body: vec![1] };
        let answer = Http::new().unwrap().send(&hub, request).await;
        assert_eq!(answer.err(), Some(TransportError::NotListening));
    }
}
