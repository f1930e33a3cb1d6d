//! Attachments on their way down, whole or from a byte on.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, header},
    response::Response,
};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::receive::{aside, proven, receive};
use crate::{attachments::hash_from_hex, db::sqlite::attachment, hub::Hub, map, refused::Refused};

/// A file that a record in one of the caller's scopes shows, or the map of the landlord's area.
pub(super) async fn download(
    State(hub): State<Hub>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Response, Refused> {
    let range = request.headers().get(header::RANGE).cloned();
    let hash = hash_from_hex(&name).ok_or_else(|| Refused::unknown("such attachment"))?;
    let (parts, body) = receive(&hub, request, 0).await?;
    let (path, media_type) = aside(move || {
        let caller = proven(&hub, &parts, &body)?.welcome()?;
        if let Some(map) = map::file(&hub, &hash)? {
            return Ok((map, map::MEDIA_TYPE.to_owned()));
        }
        let found = hub.inner.db.read(|transaction| {
            let may = attachment::may_fetch(transaction, &caller, &hash)?;
            Ok::<_, Refused>((may, attachment::find(transaction, &hash)?))
        })?;
        match found {
            (true, Some(file)) => Ok((hub.inner.shelf.path(&hash), file.media_type)),
            (true, None) => Err(Refused::unknown("such attachment yet: the handheld that took it has not sent it")),
            (false, _) => Err(Refused::not_yours("this attachment")),
        }
    })
    .await?;
    let mut wanted = Request::new(Body::empty());
    if let Some(range) = range {
        wanted.headers_mut().insert(header::RANGE, range);
    }
    // Serving cannot fail: trouble with the file becomes a status.
    let served = ServeFile::new(path).oneshot(wanted).await.unwrap_or_else(|never| match never {});
    let mut response = served.map(Body::new);
    let media_type = HeaderValue::from_str(&media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Ok(response)
}
