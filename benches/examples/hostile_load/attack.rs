//! The attacks, and what each may find out beside what honest clients meet.

use std::io;
use std::net::SocketAddr;

use dapei_benches::trial::Verdict;

use crate::{deep_json, large_bodies, made_up_names, slow_clients};

/// One attack.
pub(crate) struct Attack {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Attacks the service at an address for at least twenty seconds.
    pub(crate) act: fn(SocketAddr) -> io::Result<Vec<Finding>>,
}

/// What an attacker found out.
pub(crate) enum Finding {
    /// Nothing is promised of it.
    Told { about: &'static str, found: String },
    /// Promised is at most so much.
    AtMost { about: &'static str, found: f64, most: f64, unit: &'static str },
}

impl Finding {
    pub(crate) fn add_to(self, attack: &str, verdict: &mut Verdict) {
        match self {
            Self::Told { about, found } => verdict.tell(format!("{attack}: {about}"), found),
            Self::AtMost { about, found, most, unit } => {
                verdict.at_most(format!("{attack}: {about}"), found, most, unit);
            }
        }
    }
}

/// All of them.
pub(crate) const ATTACKS: [Attack; 9] = [
    Attack {
        name: "slow-heads",
        about: "2,000 connections that send one byte of a head a second",
        act: slow_clients::heads,
    },
    Attack {
        name: "slow-bodies",
        about: "200 connections that send one byte of a body a second",
        act: slow_clients::bodies,
    },
    Attack {
        name: "slow-readers",
        about: "200 connections that ask for thousands of long lists and read nothing, or one byte a second",
        act: slow_clients::readers,
    },
    Attack {
        name: "large-bodies",
        about: "12 clients that send bodies of 100 MB with a length, in chunks, and without either",
        act: large_bodies::send,
    },
    Attack {
        name: "deep-json",
        about: "4 clients that send 200 deeply nested bodies a second",
        act: deep_json::send,
    },
    Attack {
        name: "unknown-items",
        about: "a million distinct unknown ids, one by one, 10,000 a second",
        act: made_up_names::items,
    },
    Attack {
        name: "unknown-in-carts",
        about: "a million distinct unknown ids, 500 in each cart, 100 carts a second",
        act: made_up_names::carts,
    },
    Attack {
        name: "unknown-routes",
        about: "a million distinct paths, 10,000 a second",
        act: made_up_names::routes,
    },
    Attack {
        name: "unknown-customers",
        about: "a million distinct customers, 10,000 a second",
        act: made_up_names::customers,
    },
];
