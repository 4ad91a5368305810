//! Holds the page to what a person sees and does: a real browser, real keys and clicks, the real
//! `dapei` command behind it.

mod process;
mod page;
mod bundles;
mod relations;
mod report;
mod storefront;

use std::path::Path;
use std::process::Command;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::page::Page;
use crate::process::Process;

/// The item the story begins with: the best-seller among the shipped orders.
const HOLDER: &str = "85123A";

const RELATED_IDS: &str =
    "[...document.querySelectorAll('#related > li')].map(li => li.dataset.id)";
const CART_IDS: &str = "[...document.querySelectorAll('#cart > li')].map(li => li.dataset.id)";
const SUGGESTED_IDS: &str =
    "[...document.querySelectorAll('#suggestions > li')].map(li => li.dataset.id)";

/// Each suggestion names the item of the cart it leans on as the cart names it.
const ANCHORS_ARE_NAMED: &str = "[...document.querySelectorAll('#suggestions > li')].every(li =>
    li.querySelector('[data-testid=leans] b').textContent ===
    document.querySelector(`#cart > [data-id='${li.dataset.anchor}'] a`).textContent)";

/// Nothing is on its way: every list shows the answer to what was last asked.
const SETTLED: &str = "document.querySelectorAll('[aria-busy]').length === 0";

/// `dapei`, serving.
struct Service {
    _process: Process,
    address: String,
}

impl Service {
    fn start(command: &mut Command) -> Self {
        let mut process = Process::start(command, "cargo builds it for this test");
        let port = process.port_behind("http://127.0.0.1:");
        Self { _process: process, address: format!("http://127.0.0.1:{port}") }
    }

    /// The JSON at a path, as any program sees it.
    async fn get(&self, path: &str) -> Value {
        let answer = reqwest::get(format!("{}{path}", self.address)).await.expect("it answers");
        answer.json().await.expect("it answers JSON")
    }

    /// What is suggested for a cart, as any program sees it.
    async fn suggestions(&self, cart: &[String]) -> Value {
        let request = reqwest::Client::new().post(format!("{}/v1/suggestions", self.address));
        let request = request.json(&json!({ "cart": cart, "limit": 8 }));
        let answer = request.send().await.expect("it answers");
        answer.json::<Value>().await.expect("it answers JSON")["suggestions"].take()
    }

    async fn suggested(&self, cart: &[String]) -> Vec<String> {
        ids(&self.suggestions(cart).await)
    }
}

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|entry| entry["item_id"].as_str().expect("an id").to_owned()).collect()
}

fn dapei() -> Command {
    Command::new(env!("CARGO_BIN_EXE_dapei"))
}

#[tokio::test]
async fn the_shipped_orders_are_explored_with_mouse_and_search() {
    let model = TempDir::new().expect("a folder for the model");
    let mut demo = dapei();
    demo.args(["demo", "--listen", "127.0.0.1:0", "--model"]).arg(model.path());
    let service = Service::start(&mut demo);
    let page = Page::start().await;
    page.resize(1280, 900).await;
    page.open(&service.address).await;

    best_sellers_are_there_to_start_from(&page, &service).await;
    a_search_leads_to_an_item(&page).await;
    relations_come_with_reasons_and_evidence(&page, &service).await;
    a_kind_narrows_the_list(&page, &service).await;
    suggestions_follow_the_cart(&page, &service).await;
    a_reload_keeps_cart_and_item(&page).await;
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens/explore.png");
    page.picture(&docs).await;
    going_back_keeps_the_cart(&page).await;
    nothing_overflows_on_narrow_screens(&page, &service).await;
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

async fn best_sellers_are_there_to_start_from(page: &Page, service: &Service) {
    page.until("document.querySelectorAll('#starters > li').length > 0").await;
    let shown =
        page.texts("[...document.querySelectorAll('#starters > li')].map(li => li.dataset.id)");
    let best = service.get("/v1/items?limit=8").await;
    assert_eq!(shown.await, ids(&best["items"]));
    let snapshot = page.read("document.getElementById('snapshot').textContent").await;
    assert_eq!(snapshot, best["snapshot_id"]);
}

async fn a_search_leads_to_an_item(page: &Page) {
    page.click("#search").await;
    page.type_text("t-light holder").await;
    let option = format!("#results [data-id='{HOLDER}']");
    page.until(&format!("document.querySelector(\"{option}\") !== null")).await;
    page.click(&option).await;
    page.until("document.querySelectorAll('#related > li').length >= 5").await;
    let title = page.read("document.getElementById('item-title').textContent").await;
    assert_eq!(title, "WHITE HANGING HEART T-LIGHT HOLDER");
    assert!(page.address().await.ends_with(&format!("#item={HOLDER}")), "{}", page.address().await);
    assert_eq!(page.read("document.getElementById('results-box').hidden").await, true);
}

async fn relations_come_with_reasons_and_evidence(page: &Page, service: &Service) {
    let answer = service.get(&format!("/v1/items/{HOLDER}/related?limit=20")).await;
    assert_eq!(page.texts(RELATED_IDS).await, ids(&answer["related"]));
    for (place, related) in answer["related"].as_array().expect("a list").iter().take(5).enumerate()
    {
        let row = format!("document.querySelectorAll('#related > li')[{place}]");
        let shown = page.read(&format!("{row}.innerText")).await;
        let shown = shown.as_str().expect("a text");
        let evidence = &related["evidence"];
        let counted = format!(
            "{} of {} orders",
            with_commas(&evidence["orders_together"]),
            with_commas(&evidence["orders_with_anchor"])
        );
        let reason = related["reason"].as_str().expect("a reason");
        for part in [reason, &counted, "expected by chance", "at least"] {
            assert!(shown.contains(part), "{part:?} is not in {shown:?}");
        }
        let badge = page.read(&format!("{row}.querySelector('.badge').dataset.kind")).await;
        assert_eq!(badge, related["relation"]);
        let bar = page.read(&format!("{row}.querySelector('.bar-fill').offsetWidth")).await;
        assert!(bar.as_u64().is_some_and(|pixels| pixels > 0), "{bar}");
    }
}

/// An integer as the page writes it.
fn with_commas(count: &Value) -> String {
    let digits = count.as_u64().expect("a count").to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits"))
        .collect();
    groups.join(",")
}

async fn a_kind_narrows_the_list(page: &Page, service: &Service) {
    let all = page.texts(RELATED_IDS).await;
    let kind = page.read("document.querySelector('#related > li').dataset.relation").await;
    let kind = kind.as_str().expect("a kind").to_owned();
    page.click(&format!("[data-testid='kind-{kind}']")).await;
    page.until(&format!("location.hash.includes('kind={kind}') && {SETTLED}")).await;
    let path = format!("/v1/items/{HOLDER}/related?limit=20&relation={kind}");
    let wanted = ids(&service.get(&path).await["related"]);
    page.until(&format!("document.querySelectorAll('#related > li').length === {}", wanted.len()))
        .await;
    assert_eq!(page.texts(RELATED_IDS).await, wanted);
    let kinds = "[...document.querySelectorAll('#related > li')].map(li => li.dataset.relation)";
    assert!(page.texts(kinds).await.iter().all(|shown| *shown == kind), "only {kind}");

    page.click("[data-testid='kind-all']").await;
    page.until(&format!("!location.hash.includes('kind=') && {SETTLED}")).await;
    assert_eq!(page.texts(RELATED_IDS).await, all);
}

async fn suggestions_follow_the_cart(page: &Page, service: &Service) {
    let empty = page.read("document.getElementById('suggestions-panel').hidden").await;
    assert_eq!(empty, true, "no cart, no suggestions");

    page.click("#item-action button").await;
    let of_one = suggestions_match_the_cart(page, service, 1).await;
    page.click("#related > li:nth-child(2) button").await;
    let of_two = suggestions_match_the_cart(page, service, 2).await;
    assert_ne!(of_one, of_two, "the suggestions change with the cart");

    page.click("#suggestions > li:first-child button").await;
    let of_three = suggestions_match_the_cart(page, service, 3).await;
    assert_ne!(of_two, of_three, "what was suggested moved into the cart");
    assert_eq!(page.texts(CART_IDS).await.last(), of_two.first());

    page.click("#cart > li:nth-child(3) button").await;
    let again = suggestions_match_the_cart(page, service, 2).await;
    assert_eq!(of_two, again, "the same cart, the same suggestions");
}

/// Waits for the suggestions of a cart of `n_items`, holds them against the service, returns them.
async fn suggestions_match_the_cart(page: &Page, service: &Service, n_items: usize) -> Vec<String> {
    let is_drawn = format!("document.querySelectorAll('#cart > li').length === {n_items}");
    page.until(&format!("{is_drawn} && {SETTLED}")).await;
    let cart = page.texts(CART_IDS).await;
    let suggested = page.texts(SUGGESTED_IDS).await;
    assert_eq!(suggested, service.suggested(&cart).await);
    assert!(!suggested.is_empty() && suggested.iter().all(|id| !cart.contains(id)));
    let anchors =
        "[...document.querySelectorAll('#suggestions > li')].map(li => li.dataset.anchor)";
    for anchor in page.texts(anchors).await {
        assert!(cart.contains(&anchor), "leans on {anchor}, which is not in {cart:?}");
    }
    let leans = "[...document.querySelectorAll('#suggestions [data-testid=leans]')].length";
    assert_eq!(page.read(leans).await, suggested.len());
    let count = page.read("document.getElementById('cart-count').textContent").await;
    assert_eq!(count, n_items.to_string());
    suggested
}

async fn a_reload_keeps_cart_and_item(page: &Page) {
    let before = (
        page.texts(CART_IDS).await,
        page.texts(SUGGESTED_IDS).await,
        page.texts(RELATED_IDS).await,
    );
    page.reload().await;
    page.until(&format!("document.querySelector('#suggestions > li') && document.querySelector('#related > li') && {SETTLED}")).await;
    page.until("document.getElementById('cart-total').hidden === false").await;
    page.until(ANCHORS_ARE_NAMED).await;
    let after = (
        page.texts(CART_IDS).await,
        page.texts(SUGGESTED_IDS).await,
        page.texts(RELATED_IDS).await,
    );
    assert_eq!(before, after);
}

async fn going_back_keeps_the_cart(page: &Page) {
    let cart = page.texts(CART_IDS).await;
    page.click("#related > li:nth-child(3) a").await;
    page.until(&format!("!location.hash.includes('item={HOLDER}') && {SETTLED}")).await;
    page.click("#item-action button").await;
    page.until(&format!("document.querySelectorAll('#cart > li').length === {}", cart.len() + 1))
        .await;
    page.back().await;
    page.until(&format!("location.hash.includes('item={HOLDER}') && {SETTLED}")).await;
    assert_eq!(
        page.texts(CART_IDS).await.len(),
        cart.len() + 1,
        "the cart is not a place to go back from"
    );
}

async fn nothing_overflows_on_narrow_screens(page: &Page, service: &Service) {
    for width in [320, 390, 760] {
        page.resize(width, 720).await;
        assert_fits(page, width, "an item and a cart").await;
        page.click("#search").await;
        page.type_text("holder").await;
        page.until("document.querySelectorAll('#results > li').length > 0").await;
        assert_fits(page, width, "a search").await;
        page.press(Key::Escape).await;
        page.until("document.getElementById('results-box').hidden").await;
        page.press(Key::Escape).await;
        page.click("#cart-jump").await;
        let top = "document.getElementById('cart-title').getBoundingClientRect().top";
        page.until(&format!("{top} >= 0 && {top} < innerHeight / 2")).await;
    }
    page.resize(320, 720).await;
    page.open(&format!("{}/#", service.address)).await;
    page.until("document.querySelectorAll('#starters > li').length > 0").await;
    assert_fits(page, 320, "the start").await;
}

async fn assert_fits(page: &Page, width: u32, what: &str) {
    let needed = page.read("document.documentElement.scrollWidth").await;
    assert!(
        needed.as_u64().is_some_and(|pixels| pixels <= width.into()),
        "{what} needs {needed} of {width} pixels"
    );
}

/// Titles as a hostile catalogue would have them.
const HOSTILE: [(&str, &str); 3] = [
    ("m-1", "<img src=x onerror=\"document.title='run'\"> lantern"),
    ("m-2", "<b>bold</b> & \"quoted\" <script>document.title='run'</script> candle"),
    ("m/3#?", "'; plain matches %00 javascript:alert(1)"),
];

#[tokio::test]
async fn a_shop_is_explored_by_keyboard_alone_and_its_titles_are_text() {
    let folder = TempDir::new().expect("a folder for the shop");
    let (orders, model) = (folder.path().join("orders.csv"), folder.path().join("model"));
    std::fs::write(&orders, hostile_orders()).expect("the orders are written");
    let mut train = dapei();
    train.arg("train").arg("--orders").arg(&orders).arg("--model").arg(&model);
    Process::start(&mut train, "cargo builds it for this test").finish();
    let mut serve = dapei();
    serve.arg("serve").arg("--model").arg(&model).args(["--listen", "127.0.0.1:0"]);
    let service = Service::start(&mut serve);
    let page = Page::start().await;
    page.resize(1000, 800).await;
    page.open(&service.address).await;
    page.until("document.querySelectorAll('#starters > li').length > 0").await;

    // From anywhere to the search, down to the item, into it.
    page.type_text("/").await;
    page.until("document.activeElement.id === 'search'").await;
    page.type_text("LANTERN").await;
    page.until("document.querySelectorAll('#results > li').length === 1").await;
    page.press(Key::Down).await;
    page.until(
        "document.getElementById('search').getAttribute('aria-activedescendant') === 'option-0'",
    )
    .await;
    page.press(Key::Enter).await;
    page.until("document.querySelectorAll('#related > li').length > 0").await;
    assert_eq!(page.read("document.activeElement.id").await, "item-title", "the focus goes along");
    assert_eq!(page.read("document.getElementById('item-title').textContent").await, HOSTILE[0].1);

    // On by Tab: the item's own button, the kinds, the first relation and its button.
    page.press(Key::Tab).await;
    page.press(Key::Enter).await;
    page.until(&format!("document.querySelectorAll('#cart > li').length === 1 && {SETTLED}")).await;
    page.press(Key::Tab).await;
    assert_eq!(page.read("document.activeElement.name").await, "kind");
    page.press(Key::Tab).await;
    page.press(Key::Tab).await;
    assert_eq!(page.read("document.activeElement.dataset.toggle").await, HOSTILE[1].0);
    page.type_text(" ").await;
    page.until(&format!("document.querySelectorAll('#cart > li').length === 2 && {SETTLED}")).await;
    assert_eq!(
        page.read("document.activeElement.dataset.toggle").await,
        HOSTILE[1].0,
        "the focus stays"
    );
    assert_eq!(page.texts(CART_IDS).await, [HOSTILE[0].0, HOSTILE[1].0]);
    let said = page.read("document.getElementById('announcer').textContent").await;
    assert!(said.as_str().is_some_and(|said| said.contains("cart")), "{said}");

    // An id with the address's own signs finds its item again after a reload.
    page.type_text("/").await;
    page.type_text("plain").await;
    page.until("document.querySelectorAll('#results > li').length === 1").await;
    page.press(Key::Enter).await;
    page.until(&format!("location.hash.includes('item=m%2F3%23%3F') && {SETTLED}")).await;
    page.reload().await;
    page.until("document.querySelectorAll('#related > li').length > 0").await;
    let title = "document.getElementById('item-title').textContent";
    page.until(&format!("{title} !== {}", json!(HOSTILE[2].0))).await;
    assert_eq!(page.read(title).await, HOSTILE[2].1);

    // Titles everywhere are what the shop wrote, and none of it became an element or ran.
    let shown =
        page.texts("[...document.querySelectorAll('#cart a')].map(a => a.textContent)").await;
    assert_eq!(shown, [HOSTILE[0].1, HOSTILE[1].1]);
    let made =
        page.read("document.querySelectorAll('img, main b > *, main script, aside script').length");
    assert_eq!(made.await, 0);
    assert_ne!(page.read("document.title").await, "run");
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

/// Forty orders with the hostile items together, sixty without, so that the pairs are no chance.
fn hostile_orders() -> String {
    let mut csv = String::from("order_id,item_id,title,quantity,unit_price\n");
    for order in 0..100 {
        if order < 40 {
            for (id, title) in HOSTILE {
                csv += &format!("{order},{id},\"{}\",1,2.50\n", title.replace('"', "\"\""));
            }
        } else {
            csv += &format!("{order},other-{},Other {},1,4.00\n", order % 5, order % 5);
            csv += &format!("{order},other-{},Other {},1,4.00\n", (order + 1) % 5, (order + 1) % 5);
        }
    }
    csv
}
