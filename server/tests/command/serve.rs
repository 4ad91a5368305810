//! `dapei serve`

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use crate::shell::{Shell, stderr};

/// A running service and the address it printed.
fn start(shell: &Shell, words: &str) -> (Child, String) {
    let mut command = shell.command(&format!("serve --model model --listen 127.0.0.1:0 {words}"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().to_owned())
}

/// Tells it to end, waits, and gives its exit code and its log.
fn stop(mut child: Child, signal: &str) -> (Option<i32>, String) {
    let told = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
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
