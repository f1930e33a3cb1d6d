//! A request and the bytes that go with it, as one body.

use super::Request;

/// Reads a body: the length of the request's JSON as four bytes, the highest first; the JSON; then the bytes. None when
/// it is no such body.
#[must_use]
pub fn with_bytes(mut body: Vec<u8>) -> Option<(Request, Vec<u8>)> {
    let (length, rest) = body.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let request = serde_json::from_slice(rest.get(..length)?).ok()?;
    body.drain(..length.saturating_add(4));
    Some((request, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_from_its_bytes_and_a_body_that_lies_is_none() {
        let json = br#"{"name":"photo","args":{"hash":"00","size":"full"}}"#;
        let length = u32::try_from(json.len()).unwrap().to_be_bytes();
        let body = [length.as_slice(), json, b"\xff\xd8"].concat();
        let (request, bytes) = with_bytes(body.clone()).unwrap();
        assert!(matches!(request, Request::Photo { .. }));
        assert_eq!(bytes, b"\xff\xd8");
        for lie in [Vec::new(), vec![0, 0], vec![0xff; 9], body[..20].to_vec(), [&[0; 4], json.as_slice()].concat()] {
            assert!(with_bytes(lie).is_none());
        }
    }
}
