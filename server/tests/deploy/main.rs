//! Holds what `deploy/` says against the service that it starts: no cluster, no container, no init system is needed to
//! find a flag that is none, a probe of a route that is not there, or a pod that runs as root.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

mod kubernetes;
mod one_server;
mod container;
mod systemd;

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The file or folder of this name in `deploy/`.
fn deploy(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

fn read(name: &str) -> String {
    let path = deploy(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Whether anybody may read `path` of the service: it is described, and needs no key.
fn is_open_route(path: &str) -> bool {
    let description: Value = serde_json::from_str(server::api::openapi::text()).unwrap();
    let operation = &description["paths"][path]["get"];
    operation.is_object() && operation["security"].is_null()
}

/// Refuses arguments that `dapei` would: each flag has to be one of the command's, each value one that it takes.
fn dapei_takes(arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dapei"));
    // All that stands before it is read first, and the first wrong word ends it.
    let output = command.args(arguments).arg("--help").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`dapei {}`: {told}", arguments.join(" "));
}

/// What follows `flag` in `arguments`.
fn value_of<'a>(arguments: &[&'a str], flag: &str) -> Option<&'a str> {
    let place = arguments.iter().position(|argument| *argument == flag)?;
    arguments.get(place + 1).copied()
}

#[test]
fn what_looks_at_arguments_refuses_wrong_ones() {
    for wrong in [
        &["serve", "--model", "/model", "--lisen", "0.0.0.0:1"][..],
        &["train", "--orders", "o.csv", "--threads", "0"],
        &["sereve"],
    ] {
        let outcome = std::panic::catch_unwind(|| dapei_takes(wrong));
        assert!(outcome.is_err(), "{wrong:?}");
    }
}
