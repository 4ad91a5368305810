//! `dapei serve`

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;

use crate::shell::{Shell, stderr};

/// A running service and the address it printed.
fn start(shell: &Shell, words: &str) -> (Child, String) {
    let mut command = shell.command(&format!("serve --model model --listen 127.0.0.1:0 {words}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().to_owned())
}

/// Tells it to end, waits, and gives its exit code and what is still to read of its log.
fn stop(mut child: Child, signal: &str) -> (Option<i32>, String) {
    let told = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let mut log = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut log).unwrap();
    }
    (child.wait().unwrap().code(), log)
}

#[test]
fn the_service_answers_until_it_is_told_to_end() {
    let shell = Shell::with_model();
    for signal in ["-TERM", "-INT"] {
        let (child, address) = start(&shell, "");
        // An idle connection is kept open; the end does not wait for it.
        let client = reqwest::blocking::Client::new();
        let answer = client.get(format!("{address}v1/items/tea/related")).send().unwrap();
        assert_eq!(answer.status(), 200);
        answer.bytes().unwrap();
        let (code, log) = stop(child, signal);
        assert_eq!(code, Some(0), "{log}");
        assert!(log.contains("Stopping"), "{log}");
    }
}

/// Once `dapei serve | true` ended at once, with success and in silence.
#[test]
fn a_service_whose_address_nobody_reads_answers_all_the_same() {
    let shell = Shell::with_model();
    let mut command = shell.command("serve --model model --listen 127.0.0.1:0 --log error");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut address).unwrap();
    let answer = reqwest::blocking::get(format!("{}healthz", address.trim())).unwrap();
    assert_eq!(answer.status(), 200);
    let (code, log) = stop(child, "-TERM");
    assert_eq!((code, log.as_str()), (Some(0), ""));
}

#[test]
fn a_log_that_nobody_reads_holds_up_no_request() {
    let shell = Shell::with_model();
    // Far more lines than a pipe takes.
    let (mut child, address) = start(&shell, "--log-format json");
    let client = reqwest::blocking::Client::new();
    for _ in 0..2_000 {
        let answer = client.get(format!("{address}healthz")).send().unwrap();
        assert_eq!(answer.status(), 200);
    }
    drop(child.stderr.take());
    assert_eq!(stop(child, "-TERM").0, Some(0));
}

#[test]
fn a_log_whose_reader_is_gone_ends_nothing() {
    let shell = Shell::with_model();
    let (mut child, address) = start(&shell, "");
    drop(child.stderr.take());
    let client = reqwest::blocking::Client::new();
    for _ in 0..20 {
        let answer = client.get(format!("{address}healthz")).send().unwrap();
        assert_eq!(answer.status(), 200);
    }
    assert_eq!(stop(child, "-TERM").0, Some(0));
}

#[test]
fn training_goes_on_where_nobody_reads_what_it_tells() {
    let shell = Shell::with_model();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = shell.command("train --orders orders.csv --model other");
    let output = command.stdout(Stdio::piped()).stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("snapshot 1 "));
}

/// Clients that ask without a pause, over connections that are kept, while the service is told to
/// end: whatever it has begun to answer arrives.
#[test]
fn every_request_that_was_begun_is_answered_when_the_service_ends() {
    let shell = Shell::with_model();
    let (mut child, address) = start(&shell, "--log-format json");
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let (told, asked) = mpsc::channel();
    let (received, begun) = thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let (told, address) = (told.clone(), &address);
                scope.spawn(move || {
                    ask_until_refused(client, address, || told.send(()).unwrap_or(()))
                })
            })
            .collect();
        // Every client is in the midst of it.
        let reading = scope.spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        (0..200).for_each(|_| asked.recv().unwrap());
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let received: HashSet<String> =
            clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        (received, reading.join().unwrap())
    });
    assert_eq!(child.wait().unwrap().code(), Some(0), "{begun}");
    let answered: HashSet<String> = begun
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter_map(|line| Some(line["request_id"].as_str()?.to_owned()))
        .collect();
    assert!(received.len() >= 200);
    assert_eq!(answered.difference(&received).next(), None, "begun, and never received");
}

/// Asks until the service takes no request any more. Gives the ids of the requests whose answer
/// arrived whole.
fn ask_until_refused(client: usize, address: &str, answered: impl Fn()) -> Vec<String> {
    let asking = reqwest::blocking::Client::new();
    let mut received = Vec::new();
    loop {
        let id = format!("client-{client}-{}", received.len());
        let url = format!("{address}v1/items/tea/related");
        let Ok(answer) = asking.get(url).header("x-request-id", &id).send() else {
            return received;
        };
        assert_eq!(answer.status(), 200);
        assert!(answer.bytes().unwrap().ends_with(b"}"));
        received.push(id);
        answered();
    }
}

#[test]
fn the_log_has_one_line_a_request_without_items() {
    let shell = Shell::with_model();
    let (child, address) = start(&shell, "--log-format json");
    let client = reqwest::blocking::Client::new();
    let url = format!("{address}v1/items/tea/related?limit=3");
    client.get(url).header("x-request-id", "ask-7").send().unwrap();
    let (_, log) = stop(child, "-TERM");
    let lines: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked: Vec<_> = lines.iter().filter(|line| line["request_id"] == "ask-7").collect();
    assert_eq!(asked.len(), 1, "{log}");
    assert_eq!(asked[0]["method"], "GET");
    assert_eq!(asked[0]["route"], "/v1/items/{item_id}/related");
    assert_eq!(asked[0]["status"], 200);
    assert!(asked[0]["duration_ms"].is_number());
    assert!(!log.contains("tea"), "{log}");
}

/// Once it ended at the start, though an older snapshot could have answered.
#[test]
fn a_damaged_newest_snapshot_is_passed_over_and_told_unless_it_was_chosen() {
    let shell = Shell::with_model();
    let whole = std::fs::read(shell.path("model/snapshot-000001.dapei")).unwrap();
    std::fs::write(shell.path("model/snapshot-000002.dapei"), &whole[..whole.len() - 9]).unwrap();
    let (child, address) = start(&shell, "");
    let answer = reqwest::blocking::get(format!("{address}v1/items/tea/related")).unwrap();
    assert_eq!(answer.status(), 200);
    let (code, log) = stop(child, "-TERM");
    assert_eq!(code, Some(0), "{log}");
    let told: Vec<&str> = log.lines().filter(|line| line.contains("WARN")).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].contains("Snapshot 2 cannot be used, the older 1 is"), "{log}");
    assert!(told[0].contains("bytes behind the header; copy the file again"), "{log}");
    assert!(!log.contains("ERROR"), "{log}");

    std::fs::write(shell.path("model/active"), "2\n").unwrap();
    let ended = shell.dapei("serve --model model --listen 127.0.0.1:0").code(1);
    assert!(stderr(&ended).contains("cannot use snapshot"), "{}", stderr(&ended));
}

#[test]
fn a_busy_address_is_one_clear_line() {
    let shell = Shell::with_model();
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap();
    for command in ["serve --model model --log error", "demo --log error"] {
        let failed = shell.dapei(&format!("{command} --listen {address}")).code(1);
        let told = stderr(&failed).replace(&address.to_string(), "ADDRESS");
        assert_eq!(told, "dapei: cannot listen at ADDRESS: Address already in use (os error 98)\n");
    }
}

#[test]
fn an_address_that_others_reach_needs_a_key() {
    let shell = Shell::with_model();
    let refused = shell.dapei("serve --model model --listen 0.0.0.0:0").failure();
    insta::assert_snapshot!(stderr(&refused).lines().last().unwrap(), @"dapei: cannot listen at 0.0.0.0:0: 0.0.0.0:0 can be reached from elsewhere, and no key is needed to ask: make one with `dapei keys create --model model --scope storefront`, or listen at 127.0.0.1");
    shell.dapei("keys create --model model --scope storefront").success();
    let mut command = shell.command("serve --model model --listen 0.0.0.0:0");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http://0.0.0.0:"), "{line}");
    assert_eq!(stop(child, "-TERM").0, Some(0));
}

#[test]
fn one_shop_or_a_folder_of_shops_is_served() {
    let shell = Shell::new();
    shell.dapei("serve").code(2);
    shell.dapei("serve --model model --shops shops").code(2);
    shell.dapei("serve --model model --shops-idle 3").code(2);
    std::fs::create_dir(shell.path("shops")).unwrap();
    let none = shell.dapei("serve --shops shops --listen 127.0.0.1:0").failure();
    insta::assert_snapshot!(stderr(&none), @"dapei: no shop in `shops`: make one with `dapei train --orders FILE --model shops/NAME`");
}
