//! `dapei serve --store`: where what a shop says is kept, and what becomes of it where nothing can be.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::shell::{Shell, stderr, stdout};

/// A running service, killed where a test fails.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, address: line.trim().to_owned() }
    }

    fn serving(shell: &Shell, words: &str) -> Self {
        Self::start(shell.command(&format!("serve --listen 127.0.0.1:0 {words}")))
    }

    fn tell(&self, item: &str, facts: &Value) -> Response {
        let url = format!("{}v1/items/{item}", self.address);
        Client::new().put(url).json(facts).send().unwrap()
    }

    fn get(&self, path: &str) -> Response {
        reqwest::blocking::get(format!("{}{path}", self.address)).unwrap()
    }

    fn title(&self, item: &str) -> Value {
        self.get(&format!("v1/items/{item}")).json::<Value>().unwrap()["title"].clone()
    }

    /// Ends it and gives its log.
    fn stop(mut self) -> String {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert!(self.child.wait().unwrap().success(), "{log}");
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_told_is_kept_where_the_flag_the_variable_or_the_file_says() {
    let shell = Shell::with_model();
    fs::create_dir(shell.path("kept")).unwrap();
    let first = Running::serving(&shell, "--model model --store sqlite:kept/a.sqlite");
    assert_eq!(first.tell("tea", &json!({"title": "Told"})).status(), 200);
    assert!(shell.path("kept/a.sqlite").is_file() && !shell.path("model/store.sqlite").exists());
    first.stop();
    let mut by_variable = shell.command("serve --listen 127.0.0.1:0 --model model");
    by_variable.env("DAPEI_STORE", "sqlite:kept/a.sqlite");
    let second = Running::start(by_variable);
    assert_eq!(second.title("tea"), "Told");
    second.stop();
    shell.write("dapei.toml", "model = \"model\"\nstore = \"sqlite:kept/a.sqlite\"\n");
    let third = Running::serving(&shell, "--config dapei.toml");
    assert_eq!(third.title("tea"), "Told");
    third.stop();
    // Another store is another memory.
    let other = Running::serving(&shell, "--model model");
    assert_eq!(other.title("tea"), "The tea");
}

#[test]
fn rules_are_written_to_the_store_that_is_named() {
    let shell = Shell::with_model();
    shell.write("rules.json", r#"{"rules":[]}"#);
    let store = "--model model --store sqlite:a.sqlite";
    assert_eq!(stdout(&shell.dapei(&format!("rules put {store} rules.json")).success()), "1\n");
    assert!(!shell.path("model/store.sqlite").exists());
    let service = Running::serving(&shell, store);
    assert_eq!(service.get("v1/rules").json::<Value>().unwrap()["version"], 1);
    let wrong = shell.dapei("rules put --model model --store a.sqlite rules.json").code(2);
    assert!(stderr(&wrong).contains("expected `sqlite:PATH`"), "{}", stderr(&wrong));
}

#[test]
fn any_other_store_is_refused_by_name_and_without_its_secret() {
    let shell = Shell::with_model();
    let refused = shell.dapei("serve --model model --store postgres://dapei:secret@host/shop");
    let told = stderr(&refused.code(1));
    insta::assert_snapshot!(told, @"dapei: `store` (flag --store): no store is kept by `postgres`, expected `sqlite:PATH`: a file on a disk of this machine, or with many shops a folder of such files");
    shell.write("dapei.toml", "store = \"redis://:secret@host\"\n");
    let told = stderr(&shell.dapei("config check dapei.toml").code(1));
    insta::assert_snapshot!(told, @"dapei: `store` (dapei.toml: line 1, column 9): no store is kept by `redis`, expected `sqlite:PATH`: a file on a disk of this machine, or with many shops a folder of such files");
}

#[test]
fn two_services_at_one_store_are_one_too_many() {
    let shell = Shell::with_model();
    shell.dapei("train --orders orders.csv --model other").success();
    let first = Running::serving(&shell, "--model model --store sqlite:a.sqlite");
    // Under another name, too.
    std::os::unix::fs::symlink(shell.path("a.sqlite"), shell.path("b.sqlite")).unwrap();
    for store in ["a", "b"] {
        let words = format!(
            "serve --listen 127.0.0.1:0 --model other --store sqlite:{store}.sqlite --log error"
        );
        let told = stderr(&shell.dapei(&words).code(1)).replace(&format!("`{store}."), "`X.");
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @"dapei: the store `X.sqlite` is in use by another service or another shop: end that one, or give each a store of its own with `--store sqlite:FILE`");
        }
    }
    // However it ends, the next one has the store.
    drop(first);
    let next = Running::serving(&shell, "--model other --store sqlite:a.sqlite");
    assert_eq!(next.tell("tea", &json!({"stock": 1})).status(), 200);
}

#[test]
fn of_many_shops_each_has_its_own_file_in_the_folder() {
    let shell = Shell::new();
    shell.write("orders.csv", &crate::shell::orders());
    let mut keys = Vec::new();
    for shop in ["north", "south"] {
        shell.dapei(&format!("train --orders orders.csv --model shops/{shop}")).success();
        let made = shell.dapei(&format!("keys create --model shops/{shop} --scope manager"));
        keys.push(stdout(&made.success()).trim().to_owned());
    }
    fs::create_dir(shell.path("stores")).unwrap();
    let words = "--shops shops --store sqlite:stores";
    let ask = |service: &Running, key: &str, facts: Option<Value>| {
        let url = format!("{}v1/items/tea", service.address);
        let request = match facts {
            Some(facts) => Client::new().put(url).json(&facts),
            None => Client::new().get(url),
        };
        request.bearer_auth(key).send().unwrap().json::<Value>().unwrap()["title"].clone()
    };
    let service = Running::serving(&shell, words);
    ask(&service, &keys[0], Some(json!({"title": "Of the north"})));
    service.stop();
    assert!(shell.path("stores/north.sqlite").is_file());
    assert!(!shell.path("shops/north/store.sqlite").exists());
    let service = Running::serving(&shell, words);
    assert_eq!(ask(&service, &keys[0], None), "Of the north");
    assert_eq!(ask(&service, &keys[1], None), "The tea");
    service.stop();
    let file = "serve --shops shops --store sqlite:stores/north.sqlite";
    insta::assert_snapshot!(stderr(&shell.dapei(file).code(1)), @"dapei: the stores of many shops are to be in `stores/north.sqlite`, which is no folder: make it, each shop has a file of its own in it");
}

/// That a service answers, and says why nothing can be told to it; gives its log.
fn answers_and_takes_nothing(service: Running, title: &str) -> String {
    assert_eq!(service.get("v1/items/tea/related").status(), 200);
    assert_eq!(service.get("readyz").status(), 200);
    assert_eq!(service.title("tea"), title);
    let rules = Client::new().put(format!("{}v1/rules", service.address));
    let rules = rules.json(&json!({"rules": []})).send().unwrap();
    for refused in [service.tell("tea", &json!({"stock": 0})), rules] {
        assert_eq!(refused.status(), 503);
        assert_eq!(refused.headers()["content-type"], "application/problem+json");
        let problem: Value = refused.json().unwrap();
        assert_eq!(problem["code"], "store_unavailable");
        insta::allow_duplicates! {
            insta::assert_snapshot!(problem["detail"].as_str().unwrap(), @"the shop has no store that can be written to, so that nothing can be told: `dapei serve --store sqlite:FILE` keeps what is told where the service may write");
        }
    }
    service.stop()
}

#[test]
fn where_no_store_can_be_made_the_service_answers_and_says_why_nothing_can_be_told() {
    let shell = Shell::with_model();
    // Nobody makes a file in a file, not even root.
    let service = Running::serving(&shell, "--model model --store sqlite:orders.csv/a.sqlite");
    let log = answers_and_takes_nothing(service, "The tea");
    assert!(log.contains("Nothing can be kept"), "{log}");
}

/// Once a store that was there ended the service at its start.
#[cfg(target_os = "linux")]
#[test]
fn a_model_that_can_be_read_only_is_served_with_what_was_told_before() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let shell = Shell::with_model();
    let service = Running::serving(&shell, "--model model");
    assert_eq!(service.tell("tea", &json!({"title": "Told before"})).status(), 200);
    service.stop();
    let allow = |path: &str, mode| {
        fs::set_permissions(shell.path(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    let dapei = shell.path("dapei");
    fs::copy(assert_cmd::cargo::cargo_bin("dapei"), &dapei).unwrap();
    let serve = || {
        let mut command = Command::new(&dapei);
        command.current_dir(shell.path("")).env_remove("RUST_LOG").env_remove("DAPEI_CONFIG");
        command.args(["serve", "--listen", "127.0.0.1:0", "--model", "model"]);
        if fs::metadata(&dapei).unwrap().uid() == 0 {
            // Root writes whatever the permissions say.
            command.uid(65534).gid(65534);
        }
        command
    };
    for file in fs::read_dir(shell.path("model")).unwrap() {
        let file = file.unwrap().file_name().into_string().unwrap();
        allow(&format!("model/{file}"), 0o444);
    }
    allow("", 0o755);
    allow("model", 0o555);
    let log = answers_and_takes_nothing(Running::start(serve()), "Told before");
    assert!(log.contains("The store can be read only"), "{log}");
    // And without a store.
    allow("model", 0o755);
    fs::remove_file(shell.path("model/store.sqlite")).unwrap();
    allow("model", 0o555);
    let log = answers_and_takes_nothing(Running::start(serve()), "The tea");
    assert!(log.contains("Nothing can be kept"), "{log}");
    allow("model", 0o755);
}

/// A number of `/metrics`.
fn metric(service: &Running, name: &str) -> f64 {
    let text = service.get("metrics").text().unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    value.unwrap_or_else(|| panic!("no {name}")).parse().unwrap()
}

/// Once it was counted at half.
#[cfg(target_os = "linux")]
#[test]
fn what_is_told_is_counted_as_the_memory_that_it_takes() {
    let shell = Shell::new();
    let n_items = 4_000;
    let mut orders = "order_id,item_id\n".to_owned();
    (0..n_items).for_each(|item| orders.push_str(&format!("{},item-{item}\n", item / 2)));
    shell.write("orders.csv", &orders);
    shell.dapei("train --orders orders.csv --model model").success();
    // Half of them the snapshot knows, half it does not.
    let mut lines = String::new();
    for item in 0..2 * n_items {
        let attributes: serde_json::Map<String, Value> = (0..1 + item % 16)
            .map(|number| (format!("attribute {number}"), json!(format!("value {item}"))))
            .collect();
        let line = json!({
            "item_id": format!("item-{item}"), "title": format!("The title of item {item}"), "stock": item,
            "category": "Home > Kitchen > Mugs", "price": 450, "attributes": attributes,
        });
        lines.push_str(&format!("{line}\n"));
    }
    let measured = || {
        let service = Running::serving(&shell, "--model model");
        let memory = ["dapei_shops_memory_bytes", "dapei_memory_resident_bytes"];
        let found = memory.map(|name| metric(&service, name));
        service.stop();
        found
    };
    let [before, had] = measured();
    let service = Running::serving(&shell, "--model model");
    let bulk = Client::new().post(format!("{}v1/items/bulk", service.address));
    let bulk = bulk.header("content-type", "application/x-ndjson").body(lines).send().unwrap();
    assert_eq!(bulk.json::<Value>().unwrap()["n_taken"], 2 * n_items);
    let while_told = metric(&service, "dapei_shops_memory_bytes");
    service.stop();
    let [after, has] = measured();
    let (counted, taken) = (after - before, has - had);
    println!("counted {counted} bytes, taken {taken}, so {:.3}", counted / taken);
    // What is told now and what is read at the next start is counted as the same.
    assert_eq!(while_told, after);
    assert!(taken > 10e6, "{taken}: too little to measure");
    assert!((0.8..1.25).contains(&(counted / taken)), "counted {counted} of {taken}");
}
