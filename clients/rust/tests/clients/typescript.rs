//! The client in TypeScript: made of the description that there is, and run against the service.

use std::path::Path;
use std::process::Command;

use server::keys::Scope;

use crate::running::Running;

/// Runs `node` with these words in the client's folder; what it says is told where it fails.
fn node(words: &[&str], settings: &[(&str, &str)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../typescript");
    let mut command = Command::new("node");
    command.args(words).current_dir(folder).envs(settings.iter().copied());
    let output = command.output().unwrap_or_else(|e| {
        panic!("`node`: {e}; the client in TypeScript needs it: run `make system-packages`, or `apt-get install nodejs`")
    });
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(output.status.success(), "`node {}`:\n{}", words.join(" "), said.concat());
}

#[test]
fn its_types_are_those_of_the_description_and_what_is_kept_is_made_of_them() {
    node(&["generate.mjs", "--check"], &[]);
    node(&["build.mjs", "--check"], &[]);
}

#[test]
fn it_answers_every_question_against_the_service() {
    let (running, [storefront, agent]) = Running::with_keys([Scope::Storefront, Scope::Agent]);
    let settings = [
        ("DAPEI_ADDRESS", running.url()),
        ("DAPEI_KEY", agent),
        ("DAPEI_STOREFRONT_KEY", storefront),
    ];
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    node(&["--test", "test/client.test.mjs"], &settings);
}
