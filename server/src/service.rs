//! The HTTP service: listens, answers, follows the shops' directories, stops when asked to.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_server::{Server, ServerBuilder, ServerHandle};
use actix_service::{ServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Condition, from_fn};
use actix_web::{App, Error, rt, web};
use socket2::{Domain, Socket, Type};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing::{error, info};

use crate::api::catalogue::Catalogues;
use crate::api::{UnderTls, cors, edge, routes};
use crate::config::{CheckedSettings, ConnectionSettings, Settings};
use crate::connection::{Certificate, Connection, Guarded, LINGER, Patience, TlsError};
use crate::ending::Ending;
use crate::limits::Limits;
use crate::metrics::{Cut, Metrics};
use crate::shop::{CataloguesOfShops, Shops};
use crate::telemetry::{Spans, TelemetryError};
use crate::watch::{watch_keys, watch_rules, watch_snapshots};

/// How long clients are told that their connections close before the service ends.
const LEAVE_WITHIN: Duration = Duration::from_secs(1);
/// How long a connection that was accepted before the service stopped to listen is waited for to send a request.
const FIRST_REQUEST_WITHIN: Duration = Duration::from_millis(250);
/// Connections that the system keeps until they are accepted.
const BACKLOG: i32 = 1024;
/// How often the certificate's files are read again.
const LOOK_AT_CERTIFICATE_EVERY: Duration = Duration::from_secs(1);
/// How often callers are forgotten that may ask for all again.
const FORGET_EVERY: Duration = Duration::from_secs(10);

/// How long a service with these settings takes at the longest to end once it is told to.
#[must_use]
pub fn stops_within(settings: &Settings) -> Duration {
    LEAVE_WITHIN + Duration::from_secs(settings.connections.stop_seconds)
}

/// A service that listens already.
#[must_use = "a service answers only while it runs"]
pub struct Service {
    server: Server,
    shops: web::Data<Shops>,
    limits: web::Data<Limits>,
    certificate: Option<Arc<Certificate>>,
    spans: Option<web::Data<Spans>>,
    ending: web::Data<Ending>,
    addresses: Vec<SocketAddr>,
}

/// Why a service does not listen.
#[derive(Debug, Error)]
pub enum BindError {
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It cannot prove who it is.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No traces can be sent.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// A key could be used from any page.
    #[error(
        "`cors.origins` is `*` and there are keys: name the origins whose pages may ask, or set \
         `cors.any_origin_with_keys`"
    )]
    AnyOriginWithKeys,
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
    /// Listens at `address` with settings as they are unless told otherwise; port 0 takes a free one. Must be called
    /// inside of an actix system.
    ///
    /// # Errors
    ///
    /// The address is not ours or busy; or it can be reached from elsewhere, and no key is needed to ask.
    pub fn bind(shops: Shops, address: impl ToSocketAddrs) -> Result<Self, BindError> {
        Self::with(shops, address, &CheckedSettings::default())
    }

    /// Listens at `address`, whatever address `settings` have; port 0 takes a free one. Must be called inside of an actix
    /// system.
    ///
    /// # Errors
    ///
    /// The address is not ours or busy; it can be reached from elsewhere, and no key is needed to ask; the certificate
    /// cannot be used; or any page could ask with a key.
    pub fn with(
        shops: Shops,
        address: impl ToSocketAddrs,
        settings: &CheckedSettings,
    ) -> Result<Self, BindError> {
        let settings = settings.get();
        let addresses: Vec<SocketAddr> = address.to_socket_addrs()?.collect();
        check_who_could_ask(&shops, &addresses, settings)?;
        let certificate = settings.tls.as_ref().map(Certificate::open).transpose()?.map(Arc::new);
        let spans = Spans::open(settings.telemetry.as_ref())?.map(web::Data::new);
        let shops = web::Data::new(shops);
        let limits = web::Data::new(Limits::new(&settings.limits));
        let metrics = web::Data::new(Metrics::default());
        let ending = web::Data::new(Ending::default());
        let listeners = listen(&addresses)?;
        let addresses =
            listeners.iter().map(TcpListener::local_addr).collect::<io::Result<Vec<_>>>()?;

        let n_workers = match settings.workers {
            0 => thread::available_parallelism().map_or(1, usize::from),
            n_workers => n_workers,
        };
        let connections = &settings.connections;
        let mut builder = ServerBuilder::default()
            .workers(n_workers)
            .max_concurrent_connections(connections.most.div_ceil(n_workers))
            .shutdown_timeout(connections.stop_seconds)
            .disable_signals();
        let stopping = builder.graceful_shutdown_signal();
        let patience = Patience::new(connections);
        let ConnectionSettings { head, idle, .. } = *connections;
        for listener in listeners {
            let (shops, limits, metrics) = (shops.clone(), limits.clone(), metrics.clone());
            let (certificate, stopping) = (certificate.clone(), stopping.clone());
            let (settings, spans, ending) = (settings.clone(), spans.clone(), ending.clone());
            builder = builder.listen("http", listener, move || {
                let accept = Accept {
                    certificate: certificate.clone(),
                    metrics: metrics.clone().into_inner(),
                    patience,
                    handshake: head,
                };
                let app = app(&settings, &shops, &limits, &metrics, spans.as_ref())
                    .app_data(ending.clone());
                let stopping = stopping.clone();
                let http = HttpService::build()
                    // Connections without a request are closed when the service ends; what was accepted just before may
                    // have sent one that is not read yet.
                    .graceful_shutdown_signal(move || {
                        let stopping = stopping.clone();
                        async move {
                            stopping.notified().await;
                            tokio::time::sleep(FIRST_REQUEST_WITHIN).await;
                        }
                    })
                    .keep_alive(idle)
                    .client_request_timeout(head)
                    .client_disconnect_timeout(LINGER)
                    .on_connect_ext(|connection: &Connection, of_connection| {
                        of_connection.insert(connection.between().clone());
                    })
                    .finish(map_config(
                        actix_service::IntoServiceFactory::into_factory(app)
                            .map_err(|error: Error| error.error_response()),
                        |()| AppConfig::default(),
                    ));
                fn_service(move |stream: TcpStream| accept.clone().accept(stream)).and_then(http)
            })?;
        }
        let server = builder.run();
        Ok(Self { server, shops, limits, certificate, spans, ending, addresses })
    }

    /// Where it listens.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What its addresses begin with: `http` or `https`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self.certificate {
            Some(_) => "https",
            None => "http",
        }
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
        let _snapshots = watch_snapshots(self.shops.clone())?;
        let mut watching = vec![
            rt::spawn(watch_keys(self.shops.clone())),
            rt::spawn(watch_rules(self.shops)),
            rt::spawn(forget_idle_callers(self.limits)),
        ];
        watching.extend(self.certificate.map(|certificate| rt::spawn(follow(certificate))));
        let outcome = self.server.await;
        watching.iter().for_each(|task| task.abort());
        if let Some(spans) = self.spans
            && let Err(error) = tokio::task::spawn_blocking(move || spans.close()).await
        {
            error!(%error, "Sending the last traces failed");
        }
        outcome
    }

    /// Answers until the process is told to end, by SIGTERM or Ctrl-C, and then what is under way. That it is told
    /// counts from now on, though the answer be awaited later.
    ///
    /// # Errors
    ///
    /// The system does not tell; or, awaited, listening broke down.
    pub fn until_told(self) -> io::Result<impl Future<Output = io::Result<()>>> {
        let (handle, ending) = (self.handle(), self.ending.clone());
        let told = told_to_end()?;
        Ok(async move {
            rt::spawn(async move {
                told.await;
                info!("Stopping: answering what is under way");
                ending.begin();
                tokio::time::sleep(LEAVE_WITHIN).await;
                handle.stop(true).await;
            });
            self.run().await
        })
    }
}

/// That not anybody can ask whom nobody meant to.
fn check_who_could_ask(
    shops: &Shops,
    addresses: &[SocketAddr],
    settings: &Settings,
) -> Result<(), BindError> {
    let have_keys = shops.have_keys();
    let is_public = |address: &&SocketAddr| !address.ip().is_loopback();
    if let Some(&address) = addresses.iter().find(is_public)
        && !have_keys
    {
        let path = shops.path();
        return Err(match shops.are_many() {
            true => BindError::NobodyCouldAsk { address, root: path },
            false => BindError::AnybodyCouldAsk { address, model: path },
        });
    }
    let is_any = settings.cors.origins.iter().any(|origin| origin == "*");
    // Many shops are told apart by keys alone.
    let by_key = have_keys || shops.are_many();
    match is_any && by_key && !settings.cors.any_origin_with_keys {
        true => Err(BindError::AnyOriginWithKeys),
        false => Ok(()),
    }
}

/// Listens at those of `addresses` where that is possible.
///
/// # Errors
///
/// It is possible at none of them.
fn listen(addresses: &[SocketAddr]) -> io::Result<Vec<TcpListener>> {
    let mut listeners = Vec::new();
    let mut failed = None;
    for &address in addresses {
        match listen_at(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) => failed = Some(error),
        }
    }
    match (listeners.is_empty(), failed) {
        (false, _) => Ok(listeners),
        (true, Some(error)) => Err(error),
        (true, None) => Err(io::Error::other("the name has no address")),
    }
}

fn listen_at(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // One that was in use until a moment ago is free.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// What answers, on one worker.
fn app(
    settings: &Settings,
    shops: &web::Data<Shops>,
    limits: &web::Data<Limits>,
    metrics: &web::Data<Metrics>,
    spans: Option<&web::Data<Spans>>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    let cors = cors(&settings.cors);
    let catalogues: Arc<dyn Catalogues> = Arc::new(CataloguesOfShops);
    let app = App::new()
        .app_data(shops.clone())
        .app_data(limits.clone())
        .app_data(metrics.clone())
        .app_data(web::Data::from(catalogues))
        .configure(routes);
    let app = match settings.tls {
        Some(_) => app.app_data(UnderTls),
        None => app,
    };
    let app = match spans {
        Some(spans) => app.app_data(spans.clone()),
        None => app,
    };
    app.wrap(Condition::new(cors.is_some(), cors.unwrap_or_default())).wrap(from_fn(edge))
}

/// How connections are accepted.
#[derive(Clone)]
struct Accept {
    certificate: Option<Arc<Certificate>>,
    metrics: Arc<Metrics>,
    patience: Patience,
    handshake: Duration,
}

impl Accept {
    /// Guards `stream`, and agrees on TLS where that is spoken.
    async fn accept(
        self,
        stream: TcpStream,
    ) -> Result<(Connection, Protocol, Option<SocketAddr>), DispatchError> {
        let peer = stream.peer_addr().ok();
        let guarded = Guarded::new(stream, self.patience, Arc::clone(&self.metrics));
        let Some(certificate) = self.certificate else {
            return Ok((Connection::plain(guarded), Protocol::Http1, peer));
        };
        match timeout(self.handshake, certificate.acceptor().accept(guarded)).await {
            Ok(Ok(stream)) => Ok((Connection::tls(stream), Protocol::Http1, peer)),
            Ok(Err(error)) => Err(DispatchError::Io(error)),
            Err(_) => {
                self.metrics.cut(Cut::Handshake);
                Err(DispatchError::DisconnectTimeout)
            }
        }
    }
}

/// Forgets callers that may ask for all again, until the task is dropped.
async fn forget_idle_callers(limits: web::Data<Limits>) {
    let mut ticks = interval(FORGET_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        limits.forget_idle();
    }
}

/// Follows the files of `certificate` until the task is dropped.
async fn follow(certificate: Arc<Certificate>) {
    let mut ticks = interval(LOOK_AT_CERTIFICATE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let looking = Arc::clone(&certificate);
        if let Err(error) = tokio::task::spawn_blocking(move || looking.look()).await {
            error!(%error, "Looking for a new certificate failed");
        }
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
