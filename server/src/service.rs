//! The HTTP service: listens, answers, follows the shops' directories, stops when asked to.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, rt, web};
use thiserror::Error;
use tracing::info;

use crate::api::{edge, routes};
use crate::metrics::Metrics;
use crate::shop::Shops;
use crate::watch::{watch_keys, watch_snapshots};

/// Longest wait for requests under way when the service stops. Unit: seconds.
pub const STOP_WITHIN_SECONDS: u64 = 10;
/// Longest wait for the head of a request; slower clients are cut off.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// How long an idle connection is kept: longer than usual proxies keep theirs, so that they close
/// first and never meet a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// A service that listens already.
#[must_use = "a service answers only while it runs"]
pub struct Service {
    server: Server,
    shops: web::Data<Shops>,
    addresses: Vec<SocketAddr>,
}

/// Why a service does not listen.
#[derive(Debug, Error)]
pub enum BindError {
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Anybody could ask for anything.
    #[error(
        "{address} can be reached from elsewhere, and no key is needed to ask: make one with \
         `dapei keys create --model {} --scope storefront`, or listen at 127.0.0.1",
        model.display()
    )]
    AnybodyCouldAsk {
        /// Where it was to listen.
        address: SocketAddr,
        /// The shop's directory.
        model: PathBuf,
    },
    /// Of many shops a key tells which is meant, and there is none.
    #[error(
        "{address} can be reached from elsewhere, and no shop has a key to be asked with: make one with \
         `dapei keys create --model {}/SHOP --scope storefront`",
        root.display()
    )]
    NobodyCouldAsk {
        /// Where it was to listen.
        address: SocketAddr,
        /// The folder of shops.
        root: PathBuf,
    },
}

impl Service {
    /// Listens at `address`; port 0 takes a free one. Must be called inside of an actix system.
    ///
    /// # Errors
    ///
    /// The address is not ours or busy; or it can be reached from elsewhere, and no key is needed to ask.
    pub fn bind(shops: Shops, address: impl ToSocketAddrs) -> Result<Self, BindError> {
        let address: Vec<SocketAddr> = address.to_socket_addrs()?.collect();
        let is_private = |address: &SocketAddr| address.ip().is_loopback();
        if let Some(&public) = address.iter().find(|address| !is_private(address))
            && !shops.have_keys()
        {
            let path = shops.path();
            return Err(match shops.are_many() {
                true => BindError::NobodyCouldAsk { address: public, root: path },
                false => BindError::AnybodyCouldAsk { address: public, model: path },
            });
        }
        let shops = web::Data::new(shops);
        let given = shops.clone();
        let metrics = web::Data::new(Metrics::default());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(given.clone())
                .app_data(metrics.clone())
                .configure(routes)
                .wrap(from_fn(edge))
        })
        .disable_signals()
        .shutdown_timeout(STOP_WITHIN_SECONDS)
        .client_request_timeout(HEAD_WITHIN)
        .keep_alive(KEEP_ALIVE)
        .bind(address.as_slice())?;
        let addresses = server.addrs();
        Ok(Self { server: server.run(), shops, addresses })
    }

    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Stops it from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers until it is stopped.
    ///
    /// # Errors
    ///
    /// Listening broke down.
    pub async fn run(self) -> io::Result<()> {
        let watching =
            [rt::spawn(watch_keys(self.shops.clone())), rt::spawn(watch_snapshots(self.shops))];
        let outcome = self.server.await;
        watching.iter().for_each(|task| task.abort());
        outcome
    }

    /// Answers until the process is told to end, by SIGTERM or Ctrl-C, and then what is under way. That it is told
    /// counts from now on, though the answer be awaited later.
    ///
    /// # Errors
    ///
    /// The system does not tell; or, awaited, listening broke down.
    pub fn until_told(self) -> io::Result<impl Future<Output = io::Result<()>>> {
        let handle = self.handle();
        let told = told_to_end()?;
        Ok(async move {
            rt::spawn(async move {
                told.await;
                info!("Stopping: answering what is under way");
                handle.stop(true).await;
            });
            self.run().await
        })
    }
}

/// Waits for SIGTERM or Ctrl-C; the wait is set up at once.
#[cfg(unix)]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn told_to_end() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without the signal the process ends by the hand of the system.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
