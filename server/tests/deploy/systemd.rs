//! The units, and what they start.

use std::path::Path;

use server::config::Settings;
use server::service::stops_within;
use server::store::StoreAddress;

use crate::{dapei_takes, deploy, read, value_of};

/// Where the units expect the command.
const INSTALLED: &str = "/usr/local/bin/dapei";
const UNITS: [&str; 3] = ["dapei.service", "dapei-training.service", "dapei-training.timer"];

/// All that a unit sets, in its sequence.
fn settings(unit: &str) -> Vec<(String, String)> {
    let text = read(&format!("systemd/{unit}"));
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '[']));
    let setting = |line: &str| {
        let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{unit}: {line}"));
        (name.to_owned(), value.to_owned())
    };
    lines.map(setting).collect()
}

fn value(unit: &str, name: &str) -> String {
    let all = settings(unit);
    let found: Vec<_> = all.iter().filter(|(found, _)| found == name).collect();
    assert_eq!(found.len(), 1, "{unit}: {name} is set {} times", found.len());
    found[0].1.clone()
}

/// What a unit starts, with its own settings put in.
fn arguments(unit: &str) -> Vec<String> {
    let started = value(unit, "ExecStart");
    let rest = started.strip_prefix(INSTALLED).unwrap_or_else(|| panic!("{unit}: {started}"));
    let mut rest = rest.to_owned();
    for (name, set) in settings(unit) {
        if name == "Environment" {
            let (name, set) = set.split_once('=').unwrap();
            rest = rest.replace(&format!("${{{name}}}"), set);
        }
    }
    rest.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn what_the_units_start_is_what_dapei_can_do() {
    for unit in ["dapei.service", "dapei-training.service"] {
        let arguments = arguments(unit);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        dapei_takes(&arguments);
        assert_eq!(value_of(&arguments, "--model"), Some("/var/lib/dapei/model"), "{unit}");
    }
    let serve = arguments("dapei.service");
    let serve: Vec<&str> = serve.iter().map(String::as_str).collect();
    let listen: std::net::SocketAddr = value_of(&serve, "--listen").unwrap().parse().unwrap();
    assert!(listen.ip().is_loopback(), "{listen} needs a key before the first start");
}

#[test]
fn a_service_that_stops_is_given_its_time() {
    let seconds: u64 = value("dapei.service", "TimeoutStopSec").parse().unwrap();
    let longest = stops_within(&Settings::default()).as_secs();
    assert!(longest < seconds, "{longest} < {seconds}");
}

#[test]
fn the_units_hold_the_command_tight() {
    for unit in ["dapei.service", "dapei-training.service"] {
        for (name, expected) in [
            ("User", "dapei"),
            ("NoNewPrivileges", "yes"),
            ("CapabilityBoundingSet", ""),
            ("ProtectSystem", "strict"),
            ("ProtectHome", "yes"),
            ("PrivateTmp", "yes"),
            ("PrivateDevices", "yes"),
            ("MemoryDenyWriteExecute", "yes"),
            ("SystemCallArchitectures", "native"),
            ("UMask", "0077"),
        ] {
            assert_eq!(value(unit, name), expected, "{unit}: {name}");
        }
    }
    // The service writes to its store's folder, and to nothing of the model.
    let state = Path::new("/var/lib").join(value("dapei.service", "StateDirectory"));
    let serve = arguments("dapei.service");
    let serve: Vec<&str> = serve.iter().map(String::as_str).collect();
    let store: StoreAddress = value_of(&serve, "--store").unwrap().parse().unwrap();
    assert_eq!(store.path().parent(), Some(state.as_path()));
    assert!(!Path::new(value_of(&serve, "--model").unwrap()).starts_with(state));
    assert!(settings("dapei.service").iter().all(|(name, _)| name != "ReadWritePaths"));
    assert_eq!(value("dapei-training.service", "PrivateNetwork"), "yes");
    assert!(read("systemd/dapei.sysusers").lines().any(|line| line.starts_with("u dapei - ")));
}

#[test]
fn every_unit_is_one_that_is_looked_at() {
    let mut found: Vec<String> = std::fs::read_dir(deploy("systemd"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end != "sysusers"))
        .collect();
    found.sort();
    let mut known = UNITS;
    known.sort_unstable();
    assert_eq!(found, known);
    assert!(!value("dapei-training.timer", "OnCalendar").is_empty());
}
