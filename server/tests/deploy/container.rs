//! The container file, read as the text it is.

use std::path::Path;

use serde_json::Value;
use server::store::StoreAddress;

use crate::{dapei_takes, is_open_route, read, value_of};

/// The instructions, each with its continued lines joined and without remarks.
pub(crate) fn instructions() -> Vec<(String, String)> {
    let text = read("Containerfile");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let joined = lines.join("\n").replace("\\\n", " ");
    let instructions = joined.lines().filter(|line| !line.trim().is_empty());
    instructions
        .map(|line| {
            let (name, rest) = line.trim().split_once(' ').unwrap();
            (name.to_owned(), rest.trim().to_owned())
        })
        .collect()
}

fn all<'a>(instructions: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    instructions.iter().filter(|(found, _)| found == name).map(|(_, rest)| rest.as_str()).collect()
}

/// Words written as a list of JSON, so that no shell reads them again.
fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The user that the image runs as.
pub(crate) fn user() -> u64 {
    let instructions = instructions();
    let user = *all(&instructions, "USER").last().expect("a user is named");
    let (user, group) = user.split_once(':').expect("user and group");
    assert_eq!(user, group);
    user.parse().expect("a number, which Kubernetes can tell from root")
}

#[test]
fn the_image_stands_on_named_releases_of_one_debian() {
    let instructions = instructions();
    let bases = all(&instructions, "FROM");
    assert_eq!(bases.len(), 2, "one stage builds, the other runs");
    for base in &bases {
        let (_, tag) = base.split_once(' ').unwrap_or((base, "")).0.rsplit_once(':').unwrap();
        assert!(tag.contains("bookworm") && !tag.contains("latest"), "{base}");
    }
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    assert!(bases[0].contains(&format!("rust:{oldest}-")), "{} is not Rust {oldest}", bases[0]);
}

#[test]
fn the_image_does_not_run_as_root_and_starts_what_dapei_can_do() {
    assert_ne!(user(), 0);
    let instructions = instructions();
    let (entry, arguments) = (all(&instructions, "ENTRYPOINT"), all(&instructions, "CMD"));
    assert_eq!(words(entry[0]), ["dapei"]);
    let arguments = words(arguments[0]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    dapei_takes(&arguments);
    let volumes = words(all(&instructions, "VOLUME")[0]);
    assert_eq!(value_of(&arguments, "--model"), Some(volumes[0].as_str()));
    let store: StoreAddress = value_of(&arguments, "--store").unwrap().parse().unwrap();
    assert_eq!(store.path().parent(), Some(Path::new(&volumes[1])));
    // Volumes take over who owns the folder that they are laid over.
    let made =
        all(&instructions, "RUN").into_iter().find(|run| run.starts_with("install ")).unwrap();
    assert!(volumes.iter().all(|volume| made.contains(&format!(" {volume}"))), "{made}");
    let listen = value_of(&arguments, "--listen").unwrap();
    assert_eq!(listen, format!("0.0.0.0:{}", all(&instructions, "EXPOSE")[0]));
    let built_with = all(&instructions, "ARG");
    assert!(built_with.is_empty(), "a build argument stays in the image's history: {built_with:?}");
}

/// Run by the same shell against services that answer well, badly and not at all.
#[test]
fn the_health_check_tells_a_service_that_lives_from_one_that_does_not() {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::process::Command;

    let instructions = instructions();
    let check = all(&instructions, "HEALTHCHECK")[0];
    let check = words(check.split_once("CMD ").unwrap().1);
    let path = check[2].split("GET ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(is_open_route(path), "{path}");
    let port = all(&instructions, "EXPOSE")[0];
    assert!(check[2].contains(&format!("/127.0.0.1/{port} ")), "{}", check[2]);
    let is_healthy = |here: u16| {
        let script = check[2].replace(&format!("/{port} "), &format!("/{here} "));
        Command::new(&check[0]).arg(&check[1]).arg(script).status().unwrap().success()
    };
    assert!(!is_healthy(1), "nobody listens there");
    for (status, expected) in [("200 OK", true), ("503 Service Unavailable", false)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let here = listener.local_addr().unwrap().port();
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                asked.push(byte[0]);
            }
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
            String::from_utf8(asked).unwrap()
        });
        assert_eq!(is_healthy(here), expected, "{status}");
        let asked = answering.join().unwrap();
        assert!(
            asked.starts_with(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n")),
            "{asked}"
        );
    }
}

/// So that what is written here and what was looked at stay one.
#[test]
fn every_instruction_is_one_that_is_looked_at() {
    let known = [
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "LABEL",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ];
    for (name, rest) in instructions() {
        assert!(known.contains(&name.as_str()), "{name} {rest}");
    }
    let stop = instructions().into_iter().find(|(name, _)| name == "STOPSIGNAL");
    assert_eq!(stop.map(|(_, signal)| Value::from(signal)), Some(Value::from("SIGTERM")));
}
