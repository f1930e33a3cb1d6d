//! Who may ask, and what every answer says about itself.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{Bridge, answer};

/// The header that carries the token; an event stream, which cannot set headers, carries it in its query.
const TOKEN: HeaderName = HeaderName::from_static("x-doorstep-token");

/// No script, style, picture, sound or connection but our own; `data:` and `blob:` ones are photos and voice notes that
/// were asked for.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; \
                      font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Refuses requests that were not made to this address: a name made to point here, or a page from elsewhere.
pub(crate) async fn host(State(bridge): State<Arc<Bridge>>, request: Request, next: Next) -> Response {
    if was_made_to(bridge.listen, request.headers()) {
        return next.run(request).await;
    }
    answer::refused(
        StatusCode::FORBIDDEN,
        "wrong_host",
        "This request was not made to the bridge's own address.",
        "Open the address that the bridge printed when it started.",
    )
}

fn was_made_to(listen: SocketAddr, headers: &HeaderMap) -> bool {
    let ours = |text: &str| text == listen.to_string() || text == format!("localhost:{}", listen.port());
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    let host = text(header::HOST).is_some_and(ours);
    let origin = text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(ours));
    host && origin
}

/// Refuses requests without the token.
pub(crate) async fn token(State(bridge): State<Arc<Bridge>>, request: Request, next: Next) -> Response {
    let in_header = request.headers().get(TOKEN).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let given = in_header.or_else(|| in_query(request.uri().query().unwrap_or_default()));
    if given.is_some_and(|given| same(given.as_bytes(), bridge.token.as_bytes())) {
        return next.run(request).await;
    }
    answer::refused(
        StatusCode::UNAUTHORIZED,
        "wrong_token",
        "This browser does not hold the bridge's token.",
        "Open the whole address that the bridge printed when it started, with what follows the #.",
    )
}

/// Nothing is cached, framed, sniffed or sent on to other sites.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await.into_response();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        set(response.headers_mut(), name, value);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}

fn in_query(query: &str) -> Option<String> {
    let encoded = query.split('&').find_map(|pair| pair.strip_prefix("token="))?;
    unescaped(encoded)
}

/// Undoes percent-encoding.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Compares without telling, by how long it takes, how much was right.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differ, (left, right)| differ | (left ^ right)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_from_a_query_as_browsers_write_it() {
        assert_eq!(in_query("token=a%2Bb_c"), Some("a+b_c".into()));
        assert_eq!(in_query("x=1&token=abc"), Some("abc".into()));
        assert_eq!(in_query("token=%zz"), None);
        assert_eq!(in_query(""), None);
    }

    #[test]
    fn only_the_whole_token_is_the_token() {
        assert!(same(b"secret", b"secret"));
        assert!(!same(b"secre", b"secret") && !same(b"Secret", b"secret") && !same(b"", b"secret"));
    }
}
