//! The loop that accepts connections.
//!
//! hyper's own timers end a head that does not come and a connection that rests; handlers end a body that does not
//! come; [`Impatient`] ends an answer that nobody reads. When every place is taken, newcomers wait in the system's
//! queue until one of those ends.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

use super::stall::Impatient;
use crate::hub::Settings;

/// How long requests under way may take once the hub was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Bytes of a request's head, at most.
const MAX_HEAD: usize = 32 << 10;

/// Serves `router` until `shutdown`, then lets requests under way finish.
///
/// # Errors
/// Never by itself: trouble with one connection ends that connection.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(settings.connections));
    let (stop, stopped) = watch::channel(false);
    tokio::pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
        };
        let stream = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: wait for connections to end.
                    tracing::warn!(%error, "could not accept a connection");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (router, stopped) = (router.clone(), stopped.clone());
        tokio::spawn(async move {
            connection(stream, router, settings, stopped).await;
            drop(place);
        });
    }
    drop(listener);
    let _nobody_listens = stop.send(true);
    let all = u32::try_from(settings.connections).unwrap_or(u32::MAX);
    if timeout(GRACE, places.acquire_many(all)).await.is_err() {
        tracing::warn!("some connections did not finish in time and were ended");
    }
    Ok(())
}

async fn connection(stream: TcpStream, router: Router, settings: Settings, mut stopped: watch::Receiver<bool>) {
    let _slower_at_worst = stream.set_nodelay(true);
    let io = TokioIo::new(Impatient::new(stream, settings.stall_timeout));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(settings.head_timeout).max_buf_size(MAX_HEAD);
    let connection = builder.serve_connection(io, TowerToHyperService::new(router));
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.as_mut().await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
