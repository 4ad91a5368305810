//! The table of all keys.

use self::origin::is_origin;
use super::value::Kind;
use tracing_subscriber::EnvFilter;

/// A key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// Its name, that of its table before it: `limits.requests_per_second`.
    pub name: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// What holds where nobody says otherwise, as TOML has it; none where the key is absent then.
    pub default: Option<&'static str>,
    /// What it could say, as TOML has it.
    pub example: &'static str,
    /// What it means, in sentences.
    pub about: &'static str,
}

const SECONDS: Kind = Kind::Whole { least: 1, most: 86_400 };
const ADDRESS: Kind = Kind::Text {
    expected: "an address and a port such as \"127.0.0.1:7700\"",
    is_usable: |text| {
        text.rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
    },
};
const STORE: Kind = Kind::Text { expected: "`sqlite:PATH`", is_usable: |text| !text.is_empty() };
const PATH: Kind = Kind::Text { expected: "a path", is_usable: |text| !text.is_empty() };
const FILTER: Kind = Kind::Text {
    expected: "error, warn, info, debug, trace, or a filter such as \"warn,server=debug\"",
    is_usable: |text| EnvFilter::try_new(text).is_ok(),
};
const COLLECTOR: Kind = Kind::Text {
    expected: "an address such as \"http://127.0.0.1:4318/v1/traces\"",
    is_usable: |text| text.strip_prefix("http://").is_some_and(|rest| !rest.is_empty()),
};
const ORIGINS: Kind = Kind::List {
    expected: "a list of origins such as [\"https://shop.example\"], or [\"*\"]",
    is_usable: |text| text == "*" || is_origin(text),
};

/// What is logged unless told otherwise. `actix_http` calls an error what a client did wrong, and `actix_server` tells
/// each worker's start.
pub(super) const DEFAULT_LOG_FILTER: &str =
    "\"info,actix_server=warn,actix_http::h1::dispatcher=off\"";

/// All keys, in the sequence in which they are told. The keys of a table stand together, those without one first.
pub const KEYS: &[Key] = &[
    Key {
        name: "listen",
        kind: ADDRESS,
        default: Some("\"127.0.0.1:7700\""),
        example: "\"0.0.0.0:7700\"",
        about: "Where to listen; port 0 takes a free one. An address that others reach needs keys.",
    },
    Key {
        name: "model",
        kind: PATH,
        default: None,
        example: "\"model\"",
        about: "The one shop to serve: a directory of snapshots, made by `dapei train`. Either this or `shops.root`.",
    },
    Key {
        name: "store",
        // More is told where all is put together, without what an address of another kind keeps secret.
        kind: STORE,
        default: None,
        example: "\"sqlite:/var/lib/dapei/store.sqlite\"",
        about: "Where what a shop says is kept: `sqlite:PATH`, the path of a file, or with many shops of a folder in which \
                each has a file of its own, SHOP.sqlite. Without it, in `store.sqlite` beside the shop's snapshots.",
    },
    Key {
        name: "workers",
        kind: Kind::Whole { least: 0, most: 256 },
        default: Some("0"),
        example: "2",
        about: "Threads that answer; 0 is one for each core.",
    },
    Key {
        name: "shops.root",
        kind: PATH,
        default: None,
        example: "\"shops\"",
        about: "Many shops to serve: a folder with a directory of snapshots for each. A key tells which shop is meant.",
    },
    Key {
        name: "shops.memory_mib",
        kind: Kind::Whole { least: 1, most: 1 << 40 },
        default: Some("4096"),
        example: "8192",
        about: "Of many shops, the most MiB that stay loaded.",
    },
    Key {
        name: "shops.idle_minutes",
        kind: Kind::Whole { least: 1, most: 1 << 40 },
        default: Some("30"),
        example: "60",
        about: "Of many shops, minutes without a request after which one is dropped until somebody asks again.",
    },
    Key {
        name: "log.filter",
        kind: FILTER,
        default: Some(DEFAULT_LOG_FILTER),
        example: "\"warn\"",
        about: "What is logged. The variable RUST_LOG says it too, where DAPEI_LOG_FILTER does not.",
    },
    Key {
        name: "log.format",
        kind: Kind::Choice(&["text", "json"]),
        default: Some("\"text\""),
        example: "\"json\"",
        about: "How a line of the log looks: `text` for people, `json` for programs.",
    },
    Key {
        name: "limits.requests_per_second",
        kind: Kind::Whole { least: 0, most: 1_000_000 },
        default: Some("5000"),
        example: "200",
        about: "Requests a second that each key may keep up; 0 sets no limit. What is over is answered 429.",
    },
    Key {
        name: "limits.request_burst",
        kind: Kind::Whole { least: 1, most: 10_000_000 },
        default: Some("10000"),
        example: "400",
        about: "Requests that a key which asked for nothing for a while may make at once.",
    },
    Key {
        name: "limits.peer_requests_per_second",
        kind: Kind::Whole { least: 0, most: 1_000_000 },
        default: Some("0"),
        example: "200",
        about: "The same for each peer address, where the shop has no keys; 0 sets no limit. Such a service listens at \
                loopback addresses only, where all clients, or one proxy, have one address.",
    },
    Key {
        name: "limits.peer_request_burst",
        kind: Kind::Whole { least: 1, most: 10_000_000 },
        default: Some("10000"),
        example: "400",
        about: "Requests that a peer address which asked for nothing for a while may make at once.",
    },
    Key {
        name: "limits.unknown_keys_per_second",
        kind: Kind::Whole { least: 0, most: 1_000_000 },
        default: Some("100"),
        example: "10",
        about: "Requests a second with an unknown key that each peer address may keep up; 0 sets no limit. What is over is \
                answered 429. Requests with a key that is known do not count.",
    },
    Key {
        name: "limits.unknown_keys_burst",
        kind: Kind::Whole { least: 1, most: 10_000_000 },
        default: Some("1000"),
        example: "100",
        about: "Requests with an unknown key that a peer address which made none for a while may make at once.",
    },
    Key {
        name: "limits.requests_under_way",
        kind: Kind::Whole { least: 0, most: 10_000_000 },
        default: Some("4096"),
        example: "512",
        about: "Requests that are answered at the same time, of one key half as many; 0 sets no limit. What is over is \
                answered 503 at once: nothing waits in a queue. /healthz, /readyz and /metrics are always answered.",
    },
    Key {
        name: "connections.most",
        kind: Kind::Whole { least: 1, most: 10_000_000 },
        default: Some("8192"),
        example: "1024",
        about: "Connections that are open at the same time, shared out among the workers. What is over waits in the \
                system until another one closes.",
    },
    Key {
        name: "connections.head_seconds",
        kind: SECONDS,
        default: Some("5"),
        example: "3",
        about: "Seconds within which the first head of a connection must have come, and the TLS handshake before it.",
    },
    Key {
        name: "connections.idle_seconds",
        kind: SECONDS,
        default: Some("75"),
        example: "20",
        about: "Seconds that a connection without a request is kept. Longer than usual proxies keep theirs, so that \
                they close first.",
    },
    Key {
        name: "connections.answer_seconds",
        kind: SECONDS,
        default: Some("60"),
        example: "30",
        about: "Seconds from the first byte of a request to the first byte of its answer. A later head of a kept \
                connection that comes slower than that cuts it off.",
    },
    Key {
        name: "connections.read_seconds",
        kind: SECONDS,
        default: Some("15"),
        example: "30",
        about: "Seconds after which a client that does not take its answer is cut off: within each such span in which \
                the answer has to wait for it, it takes at least `connections.read_bytes_per_second`.",
    },
    Key {
        name: "connections.read_bytes_per_second",
        kind: Kind::Whole { least: 1, most: 1 << 30 },
        default: Some("1024"),
        example: "4096",
        about: "The slowest that a client may take a long answer.",
    },
    Key {
        name: "connections.stop_seconds",
        kind: SECONDS,
        default: Some("10"),
        example: "25",
        about: "Seconds that requests under way have when the service is told to end.",
    },
    Key {
        name: "cors.origins",
        kind: ORIGINS,
        default: Some("[]"),
        example: "[\"https://shop.example\"]",
        about: "Origins whose pages may ask from a browser; none by default. A key in a page is everybody's: let it be \
                one of scope `storefront`.",
    },
    Key {
        name: "cors.any_origin_with_keys",
        kind: Kind::Switch,
        default: Some("false"),
        example: "true",
        about: "Whether the origin `*` may stand beside keys: then whoever has a key may use it from any page.",
    },
    Key {
        name: "cors.max_age_seconds",
        kind: Kind::Whole { least: 0, most: 86_400 },
        default: Some("600"),
        example: "3600",
        about: "Seconds that a browser may keep what it was told about an origin; 0 makes it ask each time.",
    },
    Key {
        name: "tls.certificate",
        kind: PATH,
        default: None,
        example: "\"certificate.pem\"",
        about: "A file with the certificate and those that vouch for it, in PEM. With it and `tls.key` the service \
                speaks TLS, and follows both files when they change.",
    },
    Key {
        name: "tls.key",
        kind: PATH,
        default: None,
        example: "\"key.pem\"",
        about: "A file with the private key of the certificate, in PEM.",
    },
    Key {
        name: "telemetry.otlp_endpoint",
        kind: COLLECTOR,
        default: None,
        example: "\"http://127.0.0.1:4318/v1/traces\"",
        about: "Where a span of each request is sent, by OTLP over HTTP; takes a build with the feature `otel`.",
    },
    Key {
        name: "telemetry.sample_percent",
        kind: Kind::Whole { least: 0, most: 100 },
        default: Some("100"),
        example: "5",
        about: "Of a hundred requests, how many are traced; where a request brings a `traceparent`, that decides.",
    },
];

impl Key {
    /// The variable of the environment that sets it: `DAPEI_`, and its name in capitals with `_` for each point.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("DAPEI_{}", self.name.to_uppercase().replace('.', "_"))
    }

    /// The key called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }
}

/// What an origin looks like in a header.
mod origin {
    /// `https://host` or `http://host`, with a port where it is not the usual one, and nothing behind.
    pub(super) fn is_origin(text: &str) -> bool {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| {
            !host.is_empty()
                && host.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte)
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_has_a_name_of_its_own_and_a_default_and_example_it_takes() {
        let names: BTreeSet<&str> = KEYS.iter().map(|key| key.name).collect();
        assert_eq!(names.len(), KEYS.len());
        for key in KEYS {
            for text in key.default.iter().chain([&key.example]) {
                let value = key.kind.of_literal(text).unwrap();
                assert_eq!(value.to_string(), *text, "{}", key.name);
            }
            assert_ne!(key.default, Some(key.example), "{}", key.name);
        }
    }

    #[test]
    fn keys_of_a_table_stand_together() {
        let table = |key: &Key| key.name.rsplit_once('.').map(|(table, _)| table);
        let mut tables: Vec<Option<&str>> = KEYS.iter().map(table).collect();
        tables.dedup();
        let distinct: BTreeSet<Option<&str>> = tables.iter().copied().collect();
        assert_eq!(tables.len(), distinct.len());
        assert_eq!(tables[0], None);
    }

    #[test]
    fn an_origin_has_a_scheme_and_no_path() {
        assert!(is_origin("https://shop.example") && is_origin("http://[::1]:8080"));
        for wrong in ["shop.example", "https://shop.example/", "https://", "https://Shop.example"] {
            assert!(!is_origin(wrong), "{wrong}");
        }
    }
}
