//! Debian's Chromium, driven through ChromeDriver with real keys and clicks.

use std::env;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::Process;

const INSTALL: &str = "the browser test needs the Debian packages `chromium` and `chromium-driver`: \
                       run `make system-packages`, or `apt-get install chromium chromium-driver`";

/// Longest wait for one condition on the page.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page in a browser of its own. Dropped, browser and driver end.
pub(crate) struct Page {
    client: Client,
    session: String,
    driver: Driver,
    _profile: TempDir,
}

/// ChromeDriver. Asked to shut down it also ends its browsers; killed, it would leave them behind.
struct Driver {
    port: u16,
    _process: Process,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) else { return };
        let request = format!("GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port);
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.read_to_end(&mut Vec::new()); // Ends when the driver does.
    }
}

impl Page {
    /// Starts a browser.
    pub(crate) async fn start() -> Self {
        let chromium = program("chromium");
        let mut process = Process::start(Command::new("chromedriver").arg("--port=0"), INSTALL);
        let port = process.port_behind("started successfully on port ");
        let driver = Driver { port, _process: process };
        let profile = TempDir::new().expect("a folder for the browser's profile");
        // Without the second half Chromium looks up hosts of its maker at every start.
        let switches = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--lang=en",
            &format!("--user-data-dir={}", profile.path().display()),
            "--no-first-run",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": chromium, "args": switches },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": PATIENCE.as_millis() as u64 },
        });
        let Value::Object(wanted) = wanted else { unreachable!("written as an object above") };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(Capabilities::from_iter(wanted))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("chromedriver starts chromium");
        let session = client.session_id().await.expect("asked of the client itself");
        let session = session.expect("a session was just begun");
        Self { client, session, driver, _profile: profile }
    }

    pub(crate) async fn open(&self, address: &str) {
        self.client.goto(address).await.unwrap_or_else(|e| panic!("{address}: {e}"));
    }

    pub(crate) async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    pub(crate) async fn back(&self) {
        self.client.back().await.expect("there is a page before");
    }

    pub(crate) async fn address(&self) -> String {
        self.client.current_url().await.expect("a page is open").to_string()
    }

    /// What the expression of JavaScript gives now.
    pub(crate) async fn read(&self, expression: &str) -> Value {
        self.client
            .execute(&format!("return ({expression});"), Vec::new())
            .await
            .unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// What the expression gives as a list of texts.
    pub(crate) async fn texts(&self, expression: &str) -> Vec<String> {
        let value = self.read(expression).await;
        serde_json::from_value(value).unwrap_or_else(|e| panic!("{expression}: {e}"))
    }

    /// Waits until the expression of JavaScript holds, looking before each frame is drawn.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             const look = () => ({expression}) ? done() : requestAnimationFrame(look);
             look();"
        );
        if let Err(error) = self.client.execute_async(&script, Vec::new()).await {
            let shown = self.read("document.body.innerText").await;
            panic!("never true: {expression}\n{error}\nthe page shows:\n{shown}");
        }
    }

    /// Clicks what the selector finds, with the mouse.
    pub(crate) async fn click(&self, selector: &str) {
        let found = self.client.find(Locator::Css(selector)).await;
        let element = found.unwrap_or_else(|e| panic!("{selector}: {e}"));
        element.click().await.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Types on the keyboard, wherever the focus is.
    pub(crate) async fn type_text(&self, text: &str) {
        let keys = text.chars().fold(KeyActions::new("keyboard".to_owned()), |keys, key| {
            keys.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key })
        });
        self.client.perform_actions(keys).await.expect("the keys are typed");
    }

    /// Presses one key, wherever the focus is.
    pub(crate) async fn press(&self, key: Key) {
        self.type_text(&char::from(key).to_string()).await;
    }

    /// Gives the page this many CSS pixels, which may be fewer than a window can have.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let body = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.ask_driver("goog/cdp/execute", body).await;
        self.until(&format!("innerWidth === {width}")).await;
    }

    /// Asks for `light` or `dark` colours, as a system would.
    pub(crate) async fn prefer(&self, scheme: &str) {
        let wanted = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        let body = json!({ "cmd": "Emulation.setEmulatedMedia", "params": wanted });
        self.ask_driver("goog/cdp/execute", body).await;
        self.until(&format!("matchMedia('(prefers-color-scheme: {scheme})').matches")).await;
    }

    /// Asks for pages in a language from the next load on, as a system would.
    pub(crate) async fn prefer_language(&self, tag: &str) {
        let agent = self.read("navigator.userAgent").await;
        let wanted = json!({ "userAgent": agent, "acceptLanguage": tag });
        let body = json!({ "cmd": "Emulation.setUserAgentOverride", "params": wanted });
        self.ask_driver("goog/cdp/execute", body).await;
        self.reload().await;
        self.until(&format!("navigator.language === '{tag}'")).await;
    }

    /// All that a screen reader is told of: what each thing is, and its name.
    pub(crate) async fn told(&self) -> Vec<(String, String)> {
        let body = json!({ "cmd": "Accessibility.getFullAXTree", "params": {} });
        let tree = self.ask_driver("goog/cdp/execute", body).await;
        let nodes = tree["nodes"].as_array().expect("a tree of nodes");
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        let seen = nodes.iter().filter(|node| node["ignored"] != true);
        seen.map(|node| (text(&node["role"]), text(&node["name"]))).collect()
    }

    /// What went wrong in the browser since the last look: script errors, refused loads.
    pub(crate) async fn errors(&self) -> Vec<String> {
        let logged = self.ask_driver("se/log", json!({ "type": "browser" })).await;
        let entries = logged.as_array().expect("the log is a list");
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].to_string()).collect()
    }

    /// Writes what is shown into a file, which stays untouched where it shows the same already.
    ///
    /// What differs from run to run is kept out: animations, the caret, what the mouse points at.
    pub(crate) async fn picture(&self, file: &Path) {
        let still =
            json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        let body = json!({ "cmd": "Emulation.setEmulatedMedia", "params": still });
        self.ask_driver("goog/cdp/execute", body).await;
        let aside = json!({ "type": "mouseMoved", "x": 0, "y": 0 });
        let body = json!({ "cmd": "Input.dispatchMouseEvent", "params": aside });
        self.ask_driver("goog/cdp/execute", body).await;
        self.read("(document.activeElement?.blur(), scrollTo(0, 0))").await;
        self.until("document.getAnimations().length === 0 && document.fonts.status === 'loaded'")
            .await;
        let png = self.client.screenshot().await.expect("the browser draws the page");
        if std::fs::read(file).is_ok_and(|kept| kept == png) {
            return;
        }
        std::fs::write(file, png).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    }

    /// Asks ChromeDriver for what the standard, and so the client, does not have.
    async fn ask_driver(&self, command: &str, body: Value) -> Value {
        let address =
            format!("http://127.0.0.1:{}/session/{}/{command}", self.driver.port, self.session);
        let answer = reqwest::Client::new().post(address).json(&body).send().await;
        let answer = answer.unwrap_or_else(|e| panic!("{command}: {e}"));
        let status = answer.status();
        let mut answer: Value = answer.json().await.unwrap_or_else(|e| panic!("{command}: {e}"));
        assert!(status.is_success(), "{command}: {answer}");
        answer["value"].take()
    }
}

/// Where a program lies, by `PATH`.
fn program(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places = env::split_paths(&path).map(|folder| folder.join(name));
    places.find(|place| place.is_file()).unwrap_or_else(|| panic!("no `{name}` in PATH; {INSTALL}"))
}
