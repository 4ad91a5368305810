//! `dapei config`, and services that run with a configuration.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use server::config::KEYS;

use crate::shell::{Shell, stderr, stdout};

/// A running service and the address it printed.
fn start(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().to_owned())
}

/// Ends it and gives its log.
fn stop(mut child: Child) -> String {
    assert!(
        Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success()
    );
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(child.wait().unwrap().success(), "{log}");
    log
}

#[test]
fn the_documentation_names_every_key_with_its_default_and_no_other() {
    let text = include_str!("../../../docs/configuration.md");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: Vec<(String, String)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let name = cells[0].trim_end_matches('`').to_owned();
            (name, cells[1].trim_matches('`').to_owned())
        })
        .collect();
    let keys: Vec<(String, String)> = KEYS
        .iter()
        .map(|key| (key.name.to_owned(), key.default.unwrap_or("absent").to_owned()))
        .collect();
    assert_eq!(documented, keys);
}

#[test]
fn the_default_file_is_one_that_can_be_used_and_changes_nothing() {
    let shell = Shell::new();
    let file = stdout(&shell.dapei("config default").success());
    shell.write("dapei.toml", &file);
    let table = |words: &str| {
        let told = stdout(&shell.dapei(words).success());
        let rows: Vec<String> = told
            .lines()
            .map(|line| line.split("  ").filter(|cell| !cell.is_empty()).take(2).collect())
            .collect();
        rows
    };
    assert_eq!(table("config check dapei.toml"), table("config check"));
}

#[test]
fn a_check_tells_what_holds_and_who_said_so() {
    let shell = Shell::new();
    shell.write(
        "dapei.toml",
        "listen = \"127.0.0.1:1\"\nmodel = \"m\"\n[limits]\nrequest_burst = 7\n",
    );
    let mut command = shell.command("config check dapei.toml");
    command.env("DAPEI_LISTEN", "127.0.0.1:2");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stdout).unwrap();
    let line = |name: &str| {
        let line = told.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split("  ")
            .filter(|cell| !cell.is_empty())
            .map(str::trim)
            .collect::<Vec<_>>()
            .join(" | ")
    };
    assert_eq!(line("listen"), "listen | \"127.0.0.1:2\" | variable DAPEI_LISTEN");
    assert_eq!(line("model"), "model | \"m\" | dapei.toml: line 2, column 9");
    assert_eq!(
        line("limits.request_burst"),
        "limits.request_burst | 7 | dapei.toml: line 4, column 17"
    );
    assert_eq!(line("shops.root"), "shops.root | - | default");
    assert_eq!(told.lines().count(), KEYS.len() + 1);
}

/// Once it looked at the environment and the defaults only, and called a service well that would not start.
#[test]
fn a_check_reads_the_file_that_the_service_would_read() {
    let shell = Shell::new();
    shell.write("dapei.toml", "workers = 3\n");
    shell.write("wrong.toml", "modle = \"m\"\n");
    let check = |words: &str, variable: &str| {
        shell.command(words).env("DAPEI_CONFIG", variable).output().unwrap()
    };
    let told = String::from_utf8(check("config check", "dapei.toml").stdout).unwrap();
    assert!(told.contains("dapei.toml: line 1, column 11"), "{told}");
    assert_eq!(check("config check", "wrong.toml").status.code(), Some(1));
    assert_eq!(check("config check dapei.toml", "wrong.toml").status.code(), Some(0));
}

#[test]
fn what_is_wrong_is_told_with_its_place_by_the_check_and_by_the_service() {
    let shell = Shell::new();
    shell.write("dapei.toml", "listen = \"127.0.0.1:0\"\nmodle = \"m\"\n");
    for command in
        ["config check dapei.toml", "serve --config dapei.toml", "demo --config dapei.toml"]
    {
        insta::allow_duplicates! {
            insta::assert_snapshot!(stderr(&shell.dapei(command).code(1)), @"dapei: dapei.toml: line 2, column 1: unknown key `modle`; the nearest is `model`");
        }
    }
    insta::assert_snapshot!(stderr(&shell.dapei("config check none.toml").code(1)), @"dapei: cannot read the configuration `none.toml`: No such file or directory (os error 2)");
    insta::assert_snapshot!(stderr(&shell.dapei("serve --set workers=many").code(1)), @r#"dapei: flag --set: `workers` is "many", expected a whole number, 0 to 256"#);
}

#[test]
fn a_certificate_that_is_not_there_is_told_by_the_check_too() {
    let shell = Shell::with_model();
    shell.write("dapei.toml", "tls.certificate = \"none.pem\"\ntls.key = \"none.key\"\n");
    let told = stderr(&shell.dapei("config check dapei.toml").code(1));
    assert!(told.contains("cannot read `none.pem`"), "{told}");
    let told = stderr(&shell.dapei("serve --model model --config dapei.toml").code(1));
    assert!(told.contains("cannot read `none.pem`"), "{told}");
}

#[test]
fn a_service_runs_with_what_its_file_says_unless_a_flag_says_otherwise() {
    let shell = Shell::with_model();
    shell.write("dapei.toml", "listen = \"127.0.0.1:1\"\nmodel = \"model\"\n[limits]\npeer_requests_per_second = 9\npeer_request_burst = 18\n[log]\nformat = \"json\"\n");
    let mut command = shell.command("serve --listen 127.0.0.1:0");
    command.env("DAPEI_CONFIG", "dapei.toml").env("DAPEI_LIMITS_PEER_REQUEST_BURST", "27");
    let (child, address) = start(command);
    let answer = reqwest::blocking::get(format!("{address}v1/items")).unwrap();
    assert_eq!(answer.headers()["ratelimit-policy"], "\"peer\";q=27;w=3");
    let log = stop(child);
    assert!(log.lines().all(|line| line.starts_with('{')), "{log}");
}

/// Once each such request left a line that calls it an error of the service.
#[test]
fn what_a_client_does_wrong_is_no_error_of_the_service() {
    let shell = Shell::with_model();
    let (child, address) = start(shell.command("serve --model model --listen 127.0.0.1:0"));
    let peer = address.trim_start_matches("http://").trim_end_matches('/');
    for wrong in ["no HTTP\r\n\r\n", "GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n"] {
        let mut stream = TcpStream::connect(peer).unwrap();
        stream.write_all(wrong.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    }
    let log = stop(child);
    assert!(log.contains("Stopping") && !log.contains("ERROR"), "{log}");
}
