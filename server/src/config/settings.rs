//! What a service runs with: free to write, checked once.

use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use super::given::{Given, Origin};
use super::value::Value;
use crate::store::{StoreAddress, StoreAddressError};

/// What a service runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub listen: String,
    /// Where the shops are; none where nobody said.
    pub served: Option<ServedFrom>,
    /// Where what shops say is kept; beside their snapshots where nobody said.
    pub store: Option<StoreAddress>,
    /// Threads that answer; 0 is one for each core.
    pub workers: usize,
    /// How many of many shops stay loaded.
    pub shops: ShopsSettings,
    /// What is logged.
    pub log: LogSettings,
    /// How much may be asked.
    pub limits: LimitSettings,
    /// How long connections are waited for.
    pub connections: ConnectionSettings,
    /// Which pages may ask from a browser.
    pub cors: CorsSettings,
    /// By what the service proves who it is; without, it speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Where spans of requests are sent; none are without.
    pub telemetry: Option<TelemetrySettings>,
}

/// Where the shops are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServedFrom {
    /// The directory of snapshots of the one shop.
    Model(PathBuf),
    /// The folder of many shops.
    Shops(PathBuf),
}

/// How many of many shops stay loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopsSettings {
    /// The most memory they take together. Unit: MiB.
    pub memory_mib: u64,
    /// Time without a request after which one is dropped. Unit: minutes.
    pub idle_minutes: u64,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// What, as `tracing_subscriber` reads it.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// How much may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// What each key may ask; none sets no limit.
    pub of_key: Option<Rate>,
    /// What each peer address may ask where the shop has no keys; none sets no limit.
    pub of_peer: Option<Rate>,
    /// What each peer address may ask with keys that nobody knows; none sets no limit.
    pub of_unknown_key: Option<Rate>,
    /// Requests answered at the same time; 0 sets no limit.
    pub requests_under_way: usize,
}

/// A rate that somebody may keep up, and what may come at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second; at least 1.
    pub per_second: u32,
    /// Requests at once; at least 1.
    pub burst: u32,
}

/// How many connections there are, and how long each is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionSettings {
    /// Connections that are open at the same time; at least 1.
    pub most: usize,
    /// For the first head of a connection, and for the handshake of TLS.
    pub head: Duration,
    /// For the next request.
    pub idle: Duration,
    /// From the first byte of a request to the first of its answer.
    pub answer: Duration,
    /// The span within which a client takes at least so much of an answer that waits for it.
    pub read: Duration,
    /// The slowest that a client takes a long answer. Unit: bytes a second.
    pub read_bytes_per_second: u64,
    /// For what is under way when the service ends. Unit: seconds.
    pub stop_seconds: u64,
}

/// Which pages may ask from a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorsSettings {
    /// Their origins; `*` is all.
    pub origins: Vec<String>,
    /// Whether all may, where keys tell who asks.
    pub any_origin_with_keys: bool,
    /// How long a browser may keep that. Unit: seconds.
    pub max_age_seconds: usize,
}

/// By what a service proves who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and those that vouch for it, PEM.
    pub certificate: PathBuf,
    /// The private key, PEM.
    pub key: PathBuf,
}

/// Where spans of requests are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TelemetrySettings {
    /// The whole address that takes them, by OTLP over HTTP.
    pub otlp_endpoint: String,
    /// How many of a hundred requests are traced, where the request does not say; at most 100.
    pub sample_percent: u8,
}

/// Settings that passed [`Settings::check`]; a service takes no others.
#[derive(Debug, Clone)]
pub struct CheckedSettings(Settings);

/// What does not go together, or cannot be meant so.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// Two things are to be served.
    #[error("`model` ({model}) and `shops.root` ({shops}) are both given, expected one of them")]
    BothServed {
        /// Who gave the one.
        model: Origin,
        /// Who gave the other.
        shops: Origin,
    },
    /// What shops say cannot be kept there.
    #[error("`store` ({origin}): {problem}")]
    Store {
        /// Who gave it.
        origin: Origin,
        /// What is wrong with it.
        problem: StoreAddressError,
    },
    /// Only one of the two files is named.
    #[error("`{given}` is given and `{missing}` is not, expected both or none")]
    HalfOfTls {
        /// What is named.
        given: &'static str,
        /// What is not.
        missing: &'static str,
    },
    /// All origins, and some.
    #[error("`cors.origins` names `*` and others, expected either")]
    AnyOriginAndOthers,
    /// A number that must not be 0.
    #[error("`{0}` is 0, expected at least 1")]
    Zero(&'static str),
}

impl Default for Settings {
    /// What holds where nobody says otherwise.
    fn default() -> Self {
        Self::of(&Given::default()).expect("defaults go together")
    }
}

impl Settings {
    /// What `given` says.
    ///
    /// # Errors
    ///
    /// Values that do not go together.
    pub fn of(given: &Given) -> Result<Self, SettingsError> {
        let whole = |name| match given.get(name) {
            Some((Value::Whole(number), _)) => number,
            other => unreachable!("`{name}` is a number with a default, found {other:?}"),
        };
        let text = |name| given.get(name).and_then(|(value, _)| value.into_text());
        let path = |name| text(name).map(PathBuf::from);
        let size = |name| usize::try_from(whole(name)).unwrap_or(usize::MAX);
        let seconds = |name| Duration::from_secs(whole(name));
        let rate = |per_second, burst| {
            let number = |name| u32::try_from(whole(name)).unwrap_or(u32::MAX);
            let (per_second, burst) = (number(per_second), number(burst));
            (per_second > 0).then_some(Rate { per_second, burst })
        };
        let tls = match (path("tls.certificate"), path("tls.key")) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                return Err(SettingsError::HalfOfTls {
                    given: "tls.certificate",
                    missing: "tls.key",
                });
            }
            (None, Some(_)) => {
                return Err(SettingsError::HalfOfTls {
                    given: "tls.key",
                    missing: "tls.certificate",
                });
            }
        };
        Ok(Self {
            listen: text("listen").unwrap_or_default(),
            served: served(given)?,
            store: store(given)?,
            workers: size("workers"),
            shops: ShopsSettings {
                memory_mib: whole("shops.memory_mib"),
                idle_minutes: whole("shops.idle_minutes"),
            },
            log: LogSettings {
                filter: text("log.filter").unwrap_or_default(),
                format: match text("log.format").is_some_and(|format| format == "json") {
                    true => LogFormat::Json,
                    false => LogFormat::Text,
                },
            },
            limits: LimitSettings {
                of_key: rate("limits.requests_per_second", "limits.request_burst"),
                of_peer: rate("limits.peer_requests_per_second", "limits.peer_request_burst"),
                of_unknown_key: rate("limits.unknown_keys_per_second", "limits.unknown_keys_burst"),
                requests_under_way: size("limits.requests_under_way"),
            },
            connections: ConnectionSettings {
                most: size("connections.most"),
                head: seconds("connections.head_seconds"),
                idle: seconds("connections.idle_seconds"),
                answer: seconds("connections.answer_seconds"),
                read: seconds("connections.read_seconds"),
                read_bytes_per_second: whole("connections.read_bytes_per_second"),
                stop_seconds: whole("connections.stop_seconds"),
            },
            cors: CorsSettings {
                origins: given
                    .get("cors.origins")
                    .and_then(|(value, _)| value.into_list())
                    .unwrap_or_default(),
                any_origin_with_keys: matches!(
                    given.get("cors.any_origin_with_keys"),
                    Some((Value::Switch(true), _))
                ),
                max_age_seconds: size("cors.max_age_seconds"),
            },
            tls,
            telemetry: text("telemetry.otlp_endpoint").map(|otlp_endpoint| TelemetrySettings {
                otlp_endpoint,
                sample_percent: u8::try_from(whole("telemetry.sample_percent")).unwrap_or(100),
            }),
        })
    }

    /// # Errors
    ///
    /// The first value that cannot be meant so.
    pub fn check(self) -> Result<CheckedSettings, SettingsError> {
        let LimitSettings { of_key, of_peer, of_unknown_key, .. } = &self.limits;
        for (rate, per_second, burst) in [
            (of_key, "limits.requests_per_second", "limits.request_burst"),
            (of_peer, "limits.peer_requests_per_second", "limits.peer_request_burst"),
            (of_unknown_key, "limits.unknown_keys_per_second", "limits.unknown_keys_burst"),
        ] {
            match rate {
                Some(Rate { per_second: 0, .. }) => return Err(SettingsError::Zero(per_second)),
                Some(Rate { burst: 0, .. }) => return Err(SettingsError::Zero(burst)),
                Some(Rate { .. }) | None => {}
            }
        }
        if self.connections.most == 0 {
            return Err(SettingsError::Zero("connections.most"));
        }
        let origins = &self.cors.origins;
        if origins.iter().any(|origin| origin == "*") && origins.len() > 1 {
            return Err(SettingsError::AnyOriginAndOthers);
        }
        Ok(CheckedSettings(self))
    }
}

impl CheckedSettings {
    /// The settings.
    #[must_use]
    pub fn get(&self) -> &Settings {
        &self.0
    }
}

impl Default for CheckedSettings {
    fn default() -> Self {
        Settings::default().check().expect("defaults are sane")
    }
}

/// Where what shops say is to be kept.
fn store(given: &Given) -> Result<Option<StoreAddress>, SettingsError> {
    let Some((value, origin)) = given.get("store") else { return Ok(None) };
    let address = value.into_text().unwrap_or_default().parse();
    address.map(Some).map_err(|problem| SettingsError::Store { origin: origin.clone(), problem })
}

/// What is to be served. Of a model and a folder of shops the one holds that was given by whoever wins.
fn served(given: &Given) -> Result<Option<ServedFrom>, SettingsError> {
    let path = |value: Value| PathBuf::from(value.into_text().unwrap_or_default());
    Ok(match (given.get("model"), given.get("shops.root")) {
        (Some((model, by)), Some((root, other))) => {
            if by.rank() == other.rank() {
                let (model, shops) = (by.clone(), other.clone());
                return Err(SettingsError::BothServed { model, shops });
            }
            Some(match other.rank() < by.rank() {
                true => ServedFrom::Model(path(model)),
                false => ServedFrom::Shops(path(root)),
            })
        }
        (Some((model, _)), None) => Some(ServedFrom::Model(path(model))),
        (None, Some((root, _))) => Some(ServedFrom::Shops(path(root))),
        (None, None) => None,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::ConfigError;

    fn given(text: &str) -> Given {
        Given::default().text(text, Path::new("dapei.toml")).unwrap()
    }

    fn refused(text: &str) -> String {
        let settings = Settings::of(&given(text)).and_then(Settings::check);
        settings.unwrap_err().to_string()
    }

    #[test]
    fn flags_win_over_variables_these_over_the_file_and_the_file_over_defaults() {
        let variables = |names: &[&str]| {
            let set = names.iter().map(|name| ((*name).to_owned(), "2".to_owned()));
            set.collect::<Vec<_>>()
        };
        let file = "workers = 1\n[limits]\nrequest_burst = 1\nrequests_under_way = 1\n";
        let given = given(file)
            .variables(variables(&["DAPEI_WORKERS", "DAPEI_LIMITS_REQUEST_BURST"]))
            .and_then(|given| given.assignment("--set", "workers = 3"))
            .unwrap();
        let settings = Settings::of(&given).unwrap();
        assert_eq!(settings.workers, 3);
        assert_eq!(settings.limits.of_key, Some(Rate { per_second: 5000, burst: 2 }));
        assert_eq!(settings.limits.requests_under_way, 1);
        let origin = |name: &str| {
            let line = given.lines().find(|line| line.key.name == name).unwrap();
            line.origin.to_string()
        };
        assert_eq!(origin("workers"), "flag --set");
        assert_eq!(origin("limits.request_burst"), "variable DAPEI_LIMITS_REQUEST_BURST");
        assert_eq!(origin("limits.requests_under_way"), "dapei.toml: line 4, column 22");
        assert_eq!(origin("limits.requests_per_second"), "default");
    }

    #[test]
    fn a_model_by_a_flag_wins_over_shops_of_the_file_and_two_of_one_file_are_refused() {
        let both = "model = \"m\"\n[shops]\nroot = \"r\"\n";
        insta::assert_snapshot!(refused(both), @"`model` (dapei.toml: line 1, column 9) and `shops.root` (dapei.toml: line 3, column 8) are both given, expected one of them");
        let shops = given("[shops]\nroot = \"r\"\n").flag("--model", "model", "m").unwrap();
        assert_eq!(Settings::of(&shops).unwrap().served, Some(ServedFrom::Model("m".into())));
        let model = given("model = \"m\"\n").flag("--shops", "shops.root", "r").unwrap();
        assert_eq!(Settings::of(&model).unwrap().served, Some(ServedFrom::Shops("r".into())));
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        insta::assert_snapshot!(refused("[tls]\nkey = \"k\"\n"), @"`tls.key` is given and `tls.certificate` is not, expected both or none");
        insta::assert_snapshot!(refused("[cors]\norigins = [\"*\", \"https://a.example\"]\n"), @"`cors.origins` names `*` and others, expected either");
        let none = Some(Rate { per_second: 0, burst: 1 });
        let mut settings = Settings::default();
        settings.limits.of_peer = none;
        insta::assert_snapshot!(settings.check().unwrap_err(), @"`limits.peer_requests_per_second` is 0, expected at least 1");
    }

    #[test]
    fn zero_requests_a_second_is_no_limit() {
        let settings = Settings::of(&given("[limits]\nrequests_per_second = 0\n")).unwrap();
        assert_eq!((settings.limits.of_key, settings.limits.of_peer), (None, None));
    }

    #[test]
    fn an_assignment_has_a_key_and_a_value() {
        let told = |text: &str| match Given::default().assignment("--set", text) {
            Err(ConfigError::Wrong(problems)) => problems[0].to_string(),
            other => panic!("{other:?}"),
        };
        insta::assert_snapshot!(told("workers"), @"flag --set: `workers` sets nothing, expected KEY=VALUE");
        insta::assert_snapshot!(told("worker=1"), @"flag --set: unknown key `worker`; the nearest is `workers`");
    }
}
