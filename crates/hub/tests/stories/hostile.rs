//! What strangers, and damaged phones, send.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use insta::assert_json_snapshot;
use protocol::{VERSION, VERSION_HEADER, proof::PROOF_HEADER, wire};

use crate::house::House;

#[test]
fn bodies_that_are_no_message_are_refused_and_the_hub_answers_the_next() {
    let house = House::new();
    house.raise("10000012");
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let bomb = zstd::bulk::compress(&vec![0; wire::MAX_BODY + 1], 19).unwrap();
    let cut = {
        let mut whole = wire::encode(&ada.request(Vec::new())).unwrap();
        whole.truncate(20);
        whole
    };
    let claims = wire::encode(&vec![0xFF_u8; 64]).unwrap();
    for (name, body, status) in [
        ("not_zstd", b"hello".to_vec(), StatusCode::BAD_REQUEST),
        ("cut", cut, StatusCode::BAD_REQUEST),
        ("lengths_that_lie", claims, StatusCode::BAD_REQUEST),
        ("bomb", bomb, StatusCode::PAYLOAD_TOO_LARGE),
        ("too_large", vec![0; wire::MAX_SENT + 1], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = ada.post(&house, "/v1/exchange", body);
        assert_eq!(answer.status, status, "{name}");
        assert_json_snapshot!(format!("hostile_{name}"), answer.refusal());
    }
    ada.exchange(&house);
    assert_eq!(ada.documents.len(), 1);
}

#[test]
fn a_request_heard_on_the_way_cannot_be_used_again_nor_altered() {
    let house = House::new();
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let body = wire::encode(&ada.request(Vec::new())).unwrap();
    let request = ada.proven("POST", "/v1/exchange", &body);
    let header = request.headers_ref().unwrap()[PROOF_HEADER].clone();
    let heard = |path: &str, body: Vec<u8>| {
        let request = Request::post(path).header(VERSION_HEADER, VERSION).header(PROOF_HEADER, header.clone());
        house.send(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(heard("/v1/fill", body.clone()).status, StatusCode::UNAUTHORIZED);
    assert_eq!(heard("/v1/exchange", b"other".to_vec()).status, StatusCode::UNAUTHORIZED);
    assert_eq!(heard("/v1/exchange", body.clone()).status, StatusCode::OK);
    let again = heard("/v1/exchange", body);
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_json_snapshot!("replayed", again.refusal());
}

#[test]
fn a_stranger_is_told_nothing_and_a_hasty_phone_to_wait() {
    let house = House::with(|config| config.settings.burst = 2);
    let mut ada = house.handheld("Ada Byrne", "Van 12");
    let mut stranger = ada.clone();
    stranger.device = domain::id::DeviceId::from_bytes([9; 16]);
    let body = wire::encode(&ada.request(Vec::new())).unwrap();
    let refused = stranger.post(&house, "/v1/exchange", body.clone());
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_json_snapshot!("unknown_device", refused.refusal());
    assert_eq!(ada.post(&house, "/v1/exchange", body.clone()).status, StatusCode::OK);
    assert_eq!(ada.post(&house, "/v1/exchange", body.clone()).status, StatusCode::OK);
    let hasty = ada.post(&house, "/v1/exchange", body.clone());
    assert_eq!(hasty.status, StatusCode::TOO_MANY_REQUESTS);
    assert_json_snapshot!("too_many", hasty.refusal());
    house.wait_ms(1_000);
    assert_eq!(ada.post(&house, "/v1/exchange", body).status, StatusCode::OK);
}

#[test]
fn connections_that_stall_are_ended_and_others_are_served_meanwhile() {
    let house = House::with(|config| {
        config.settings.head_timeout = Duration::from_millis(400);
        config.settings.body_timeout = Duration::from_millis(400);
        config.settings.connections = 64;
    });
    let hub = house.hub.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = runtime.spawn(async move { hub.serve(listener, async { drop(stopped.await) }).await });
    // More than there are places, each with half a head or half a body.
    let mut stalled: Vec<TcpStream> = (0..200)
        .map(|n| {
            let mut stream = TcpStream::connect(address).unwrap();
            let half = if n % 2 == 0 {
                "POST /v1/exchange HTTP/1.1\r\nhost: hub\r\n".to_owned()
            } else {
                "POST /v1/enrol HTTP/1.1\r\nhost: hub\r\ndoorstep-protocol: 1\r\ncontent-length: 100\r\n\r\nhalf".into()
            };
            stream.write_all(half.as_bytes()).unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /v1/health HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    for stream in &mut stalled {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
    }
    stop.send(()).unwrap();
    runtime.block_on(served).unwrap().unwrap();
}

#[test]
fn two_thousand_silent_strangers_keep_nobody_waiting() {
    hub::command::open_many_files();
    let house = House::new();
    let hub = house.hub.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let served = runtime.spawn(async move { hub.serve(listener, async { drop(stopped.await) }).await });
    // Nothing at all, half a head, or half a body.
    let halves: [&[u8]; 3] = [
        b"",
        b"POST /v1/exchange HTTP/1.1\r\nhost: hub\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nhost: hub\r\ndoorstep-protocol: 1\r\ncontent-length: 100\r\n\r\nhalf",
    ];
    let silent: Vec<TcpStream> = (0..2_000)
        .map(|n| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(halves[n % 3]).unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET /v1/health HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // Long before the first of them is ended.
    let took = began.elapsed();
    assert!(took < house.config.settings.head_timeout / 2, "{took:?}");
    println!("answered in {took:?} beside {} silent connections", silent.len());
    drop(silent);
    stop.send(()).unwrap();
    runtime.block_on(served).unwrap().unwrap();
}
