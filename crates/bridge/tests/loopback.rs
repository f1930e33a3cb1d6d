//! What the bridge answers, and whom.

#![allow(clippy::unwrap_used, reason = "clippy allows it in tests, not in what tests share")]

use std::{fs, sync::Arc};

use app::{App, AppConfig};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use bridge::{Bridge, MAX_BODY};
use serde_json::{Value, json};
use tower::ServiceExt;

const HOST: &str = "127.0.0.1:19009";

struct Desk {
    router: Router,
    app: Arc<App>,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index.html"), "<!doctype html><title>Doorstep</title>").unwrap();
    let app = Arc::new(App::open(AppConfig::new(folder.path().join("handheld"))).unwrap());
    let bridge = Bridge {
        app: Arc::clone(&app),
        token: "a token".into(),
        listen: HOST.parse().unwrap(),
        ui: folder.path().to_owned(),
    };
    Desk { router: bridge.router(), app, _folder: folder }
}

fn asking(body: impl Into<Body>) -> Request<Body> {
    Request::post("/ask")
        .header(header::HOST, HOST)
        .header("x-doorstep-token", "a token")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.into())
        .unwrap()
}

async fn answered(desk: &Desk, request: Request<Body>) -> (StatusCode, Value) {
    let response = desk.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

async fn page(desk: &Desk, path: &str) -> Response<Body> {
    let request = Request::get(path).header(header::HOST, HOST).body(Body::empty()).unwrap();
    desk.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn whoever_holds_the_token_is_answered() {
    let desk = desk();
    let (status, session) = answered(&desk, asking(r#"{"name":"session"}"#)).await;
    assert_eq!((status, &session["state"]), (StatusCode::OK, &json!("not_enrolled")));
    let (status, failure) = answered(&desk, asking(r#"{"name":"today"}"#)).await;
    assert_eq!((status, &failure["code"]), (StatusCode::FORBIDDEN, &json!("locked")));
}

#[tokio::test]
async fn without_the_token_nothing_is_answered() {
    let desk = desk();
    for token in [None, Some("another"), Some("")] {
        let mut request = asking(r#"{"name":"session"}"#);
        request.headers_mut().remove("x-doorstep-token");
        if let Some(token) = token {
            request.headers_mut().insert("x-doorstep-token", token.parse().unwrap());
        }
        let (status, failure) = answered(&desk, request).await;
        assert_eq!((status, &failure["code"]), (StatusCode::UNAUTHORIZED, &json!("wrong_token")));
    }
}

#[tokio::test]
async fn a_name_that_was_pointed_here_and_a_page_from_elsewhere_are_refused() {
    let desk = desk();
    for (name, value) in [(header::HOST, "evil.example.org:19009"), (header::ORIGIN, "http://evil.example.org")] {
        let mut request = asking(r#"{"name":"session"}"#);
        request.headers_mut().insert(name, value.parse().unwrap());
        let (status, failure) = answered(&desk, request).await;
        assert_eq!((status, &failure["code"]), (StatusCode::FORBIDDEN, &json!("wrong_host")));
    }
    let mut own = asking(r#"{"name":"session"}"#);
    own.headers_mut().insert(header::ORIGIN, format!("http://{HOST}").parse().unwrap());
    assert_eq!(answered(&desk, own).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_request_or_is_too_large_is_refused_in_words() {
    let desk = desk();
    for body in ["", "{", r#"{"name":"fly"}"#, r#"{"name":"job"}"#] {
        let (status, failure) = answered(&desk, asking(body)).await;
        assert_eq!((status, &failure["code"]), (StatusCode::BAD_REQUEST, &json!("request_unknown")), "{body}");
    }
    let (status, failure) = answered(&desk, asking(vec![b' '; MAX_BODY + 1])).await;
    assert_eq!((status, &failure["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
}

#[tokio::test]
async fn the_screens_come_with_headers_that_let_nothing_else_in() {
    let desk = desk();
    let response = page(&desk, "/").await;
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    assert!(!header("content-security-policy").contains("unsafe"));
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    for path in ["/nothing.js", "/../Cargo.toml", "/handheld/doorstep.keys"] {
        assert_eq!(page(&desk, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn changes_are_told_as_they_happen() {
    let desk = desk();
    let wrong = page(&desk, "/changes?token=another").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    let stream = page(&desk, "/changes?token=a%20token").await;
    assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
    let mut pieces = stream.into_body().into_data_stream();
    desk.app.ask(serde_json::from_value(json!({ "name": "lock" })).unwrap()).await.unwrap();
    let piece = tokio_stream::StreamExt::next(&mut pieces).await.unwrap().unwrap();
    assert_eq!(piece, "data: [{\"tag\":\"session\"}]\n\n");
}
