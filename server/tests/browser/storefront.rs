//! The snippet, on the page that shows it and on pages that a shop might have: a real browser draws them.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::json;
use tempfile::TempDir;

use crate::page::Page;
use crate::process::Process;
use crate::{HOSTILE, Service, assert_fits, dapei, hostile_orders, ids};

/// What a tea shop sells: id, title, price.
const GOODS: [(&str, &str, &str); 9] = [
    ("pot", "Cast-iron teapot, 800 ml", "42.00"),
    ("cups", "Two stoneware cups", "18.50"),
    ("sencha", "Sencha from Uji, first flush, 100 g tin", "12.90"),
    ("strainer", "Bamboo strainer", "6.40"),
    ("honey", "Acacia honey", "7.25"),
    ("tray", "Walnut tray with handles", "29.00"),
    ("lamp", "Reading lamp", "64.00"),
    ("bulb", "Warm-white bulb, E14", "4.75"),
    ("rug", "Wool rug", "129.00"),
];

/// Which of them are bought together, and how often.
const BASKETS: [(&[usize], usize); 8] = [
    (&[0, 1], 34),
    (&[0, 2, 3], 28),
    (&[0, 1, 5], 20),
    (&[0, 3], 12),
    (&[2, 4], 14),
    (&[0, 4, 2], 10),
    (&[6, 7], 40),
    (&[8], 30),
];

/// Adds up what moves without being asked to, from the beginning of the page on.
const WATCH: &str = "(window.moved = 0, new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({ type: 'layout-shift', buffered: true }))";

/// In what state each list is, and how high it stands.
const STATES: &str = "[...document.querySelectorAll('dapei-storefront')]
    .map((host) => `${host.dataset.state} ${host.getBoundingClientRect().height > 0}`)";

const ITEMS: &str =
    "[...document.querySelector('dapei-storefront').shadowRoot.querySelectorAll('li')]";

/// A service of a shop trained on these files, and the folder that it lives in.
fn serving(orders: &str, items: Option<&str>, more: &[&str]) -> (Service, TempDir) {
    let folder = TempDir::new().expect("a folder for the shop");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("orders.csv"), orders).expect("the orders are written");
    let mut train = dapei();
    train.args(["train", "--orders"]).arg(path("orders.csv")).args(more);
    if let Some(items) = items {
        std::fs::write(path("items.csv"), items).expect("the items are written");
        train.arg("--items").arg(path("items.csv"));
    }
    train.arg("--model").arg(path("model"));
    Process::start(&mut train, "cargo builds it for this test").finish();
    let mut serve = dapei();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--model"]).arg(path("model"));
    (Service::start(&mut serve), folder)
}

fn tea_shop() -> (Service, TempDir) {
    let mut orders = String::from("order_id,item_id,customer_id,timestamp,title,unit_price\n");
    let mut number = 0;
    for (goods, times) in BASKETS {
        for _ in 0..times {
            number += 1;
            for &place in goods {
                let (id, title, price) = GOODS[place];
                let (month, day) = (1 + number / 28, 1 + number % 28);
                writeln!(
                    orders,
                    "{number},{id},c{number},2026-{month:02}-{day:02},\"{title}\",{price}"
                )
                .expect("memory takes it");
            }
        }
    }
    serving(&orders, None, &["--currency", "GBP"])
}

/// The sum of what moved, once all that was drawn is reported.
async fn moved(page: &Page) -> f64 {
    // Shifts are reported after the frame that they are in.
    page.until(
        "(window.frames_to_go = (window.frames_to_go ?? 4) - 1) < 0 && delete window.frames_to_go",
    )
    .await;
    page.read("window.moved").await.as_f64().expect("a number")
}

/// A tag as a shop writes it, put where `place` says, in a page that is open.
async fn put_tag(page: &Page, item: &str, more: &str, place: &str) {
    let script = format!(
        "(() => {{ const tag = Object.assign(document.createElement('script'), {{ src: '/storefront.js', async: true }});
            Object.assign(tag.dataset, {{ item: {}, {more} }}); {place}(tag); }})()",
        json!(item)
    );
    page.read(&script).await;
}

#[tokio::test]
async fn the_snippet_draws_what_goes_with_the_best_seller_and_moves_nothing() {
    let (service, _folder) = tea_shop();
    let page = Page::start().await;
    page.resize(1280, 900).await;
    page.open(&format!("{}/storefront", service.address)).await;
    page.read(WATCH).await;
    page.until("document.querySelector('dapei-storefront')?.dataset.state === 'shown'").await;

    let answer = service.get("/v1/items/pot/related?limit=4").await;
    let listed = page.texts(&format!("{ITEMS}.map((item) => item.dataset.item)")).await;
    assert_eq!(listed, ids(&answer["related"]));
    assert_eq!(listed.len(), 4);
    let of = |id: &str| GOODS.into_iter().find(|goods| goods.0 == id).expect("one of the goods");
    let prices = format!("{ITEMS}.map((item) => item.querySelector('.price').textContent)");
    let expected: Vec<String> = listed.iter().map(|id| format!("£{}", of(id).2)).collect();
    assert_eq!(page.texts(&prices).await, expected);
    let links = page.texts(&format!("{ITEMS}.map((item) => item.querySelector('a').href)")).await;
    let expected: Vec<String> = listed
        .iter()
        .map(|id| format!("{}/storefront?item={id}&lang=en", service.address))
        .collect();
    assert_eq!(links, expected);
    a_reader_is_told_of_a_region_with_a_list_of_links(&page, "Goes well with this", &listed).await;

    let room = page.read(
        "document.querySelector('dapei-storefront').getBoundingClientRect().top < innerHeight",
    );
    assert_eq!(room.await, true, "it stands in view, where a shift would count");
    assert_eq!(moved(&page).await, 0.0);
    // What watches for shifts sees one.
    page.read("document.querySelector('main').style.marginTop = '90px'").await;
    page.until("window.moved > 0").await;
    page.read("document.querySelector('main').style.marginTop = ''").await;

    let asked = page.texts(
        "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)",
    );
    for path in asked.await {
        let is_of_the_page = path.starts_with("/storefront") || path == "/favicon.ico";
        assert!(is_of_the_page || path.starts_with("/v1/items"), "{path}");
    }
    // Without the code further down, which names a port that is another at every run.
    page.resize(1280, 700).await;
    page.picture(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens/storefront.png"))
        .await;
    // That picture is taken as of a system that asks for less motion.
    let animation = "getComputedStyle(document.querySelector('dapei-storefront').shadowRoot.querySelector('section')).animationName";
    assert_eq!(page.read(animation).await, "none");

    page.read("document.querySelector('.buy').focus()").await;
    page.press(Key::Tab).await;
    let focused = "document.activeElement.shadowRoot.activeElement.textContent";
    assert_eq!(page.read(focused).await, of(&listed[0]).1);
    page.press(Key::Enter).await;
    page.until(&format!(
        "document.querySelector('h1').textContent === {}",
        json!(of(&listed[0]).1)
    ))
    .await;
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

async fn a_reader_is_told_of_a_region_with_a_list_of_links(
    page: &Page,
    name: &str,
    listed: &[String],
) {
    let told = page.told().await;
    let is_told =
        |role: &str, name: &str| told.iter().any(|found| found.0 == role && found.1 == name);
    assert!(is_told("region", name), "{told:?}");
    assert!(is_told("heading", name), "{told:?}");
    assert!(told.iter().any(|(role, _)| role == "list"), "{told:?}");
    for id in listed {
        let title = GOODS.into_iter().find(|goods| goods.0 == id).expect("one of the goods").1;
        assert!(is_told("link", title), "{title}: {told:?}");
    }
    assert_eq!(told.iter().filter(|(role, _)| role == "listitem").count(), listed.len());
}

#[tokio::test]
async fn the_snippet_speaks_chinese_and_takes_the_colours_and_the_width_that_the_page_has() {
    let (service, _folder) = tea_shop();
    let page = Page::start().await;
    page.open(&format!("{}/storefront?lang=zh", service.address)).await;
    let shown = "document.querySelector('dapei-storefront')?.dataset.state === 'shown'";
    page.until(shown).await;
    let listed = page.texts(&format!("{ITEMS}.map((item) => item.dataset.item)")).await;
    a_reader_is_told_of_a_region_with_a_list_of_links(&page, "搭配推荐", &listed).await;
    let language = "document.querySelector('dapei-storefront').shadowRoot.querySelector('h2').lang";
    assert_eq!(page.read(language).await, "zh-Hans");
    let of_list = format!("getComputedStyle({ITEMS}[0].querySelector('a')).color");
    let mut colours = Vec::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme).await;
        let colour = page.read(&of_list).await;
        assert_eq!(colour, page.read("getComputedStyle(document.body).color").await, "{scheme}");
        colours.push(colour);
    }
    assert_ne!(colours[0], colours[1]);
    for width in [320, 390, 760] {
        page.resize(width, 800).await;
        page.reload().await;
        page.read(WATCH).await;
        page.until(shown).await;
        assert_fits(&page, width, "the storefront").await;
        assert_eq!(moved(&page).await, 0.0, "{width} pixels");
    }
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

#[tokio::test]
async fn room_that_no_page_reserved_is_taken_where_nobody_sees_anything_move() {
    let (service, _folder) = tea_shop();
    let page = Page::start().await;
    page.resize(1280, 600).await;
    page.open(&format!("{}/storefront", service.address)).await;
    page.read(WATCH).await;
    page.until("document.querySelector('dapei-storefront')?.dataset.state === 'shown'").await;

    // Above all the rest, in view: held back, until a key is pressed.
    put_tag(&page, "lamp", "", "document.querySelector('main').prepend").await;
    page.until(&format!("{STATES}[0] === 'held false'")).await;
    // Below what is in view: at once.
    put_tag(&page, "sencha", "", "document.querySelector('main').append").await;
    page.until(&format!("{STATES}[2] === 'shown true'")).await;
    // Of an item that is none: told to whoever looks after the page, and gone.
    put_tag(&page, "nothing", "", "document.querySelector('#goes-with').append").await;
    page.until("performance.getEntriesByType('resource').some((entry) => entry.name.includes('/nothing/related'))")
        .await;
    page.until(&format!("{STATES}.length === 3")).await;
    assert_eq!(page.texts(STATES).await, ["held false", "shown true", "shown true"]);
    assert_eq!(moved(&page).await, 0.0);

    page.type_text("a").await;
    page.until(&format!("{STATES}[0] === 'shown true'")).await;
    assert_eq!(moved(&page).await, 0.0, "a page may move after a key");
    let refused = page.errors().await;
    assert_eq!(refused.len(), 1, "the one answer of 404: {refused:?}");
}

#[tokio::test]
async fn a_shop_with_keys_is_shown_with_the_key_of_the_tab_which_no_text_tells() {
    let (service, folder) = tea_shop();
    let mut keys = dapei();
    keys.args(["keys", "create", "--scope", "storefront", "--model"])
        .arg(folder.path().join("model"));
    let made = keys.output().expect("cargo builds it for this test");
    let key = String::from_utf8(made.stdout).expect("a key is text").trim().to_owned();
    let page = Page::start().await;
    page.open(&format!("{}/storefront", service.address)).await;
    // The service follows within two seconds.
    let refused = "document.getElementById('problem').textContent.includes('asks for a key')";
    while page.read(refused).await == false {
        page.reload().await;
        page.until("document.querySelector('main.waiting') === null").await;
    }
    assert_eq!(page.read("document.querySelector('dapei-storefront')").await, json!(null));
    page.errors().await; // The refused requests.

    page.read(&format!("sessionStorage.setItem('key', {})", json!(key))).await;
    page.reload().await;
    page.until("document.querySelector('dapei-storefront')?.dataset.state === 'shown'").await;
    let shown = page.read("document.body.innerText").await;
    assert!(
        shown.as_str().is_some_and(|shown| shown.contains("data-item") && !shown.contains(&key)),
        "{shown}"
    );
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

#[tokio::test]
async fn titles_are_text_and_links_lead_to_pages_only() {
    let items = "item_id,url\nm-1,javascript:document.title='run'\nm-2,https://shop.example/m-2\nm/3#?,data:text/html;x\n";
    let (service, _folder) = serving(&hostile_orders(), Some(items), &[]);
    let page = Page::start().await;
    page.open(&format!("{}/storefront?item=m-2", service.address)).await;
    page.until("document.querySelector('dapei-storefront')?.dataset.state === 'shown'").await;
    assert_eq!(page.read("document.querySelector('h1').textContent").await, HOSTILE[1].1);
    let titles = format!(
        "Object.fromEntries({ITEMS}.map((item) => [item.dataset.item, item.querySelector('.title').textContent]))"
    );
    let titles = page.read(&titles).await;
    assert_eq!(titles[HOSTILE[0].0], HOSTILE[0].1);
    assert_eq!(titles[HOSTILE[2].0], HOSTILE[2].1);
    let made = "[document, document.querySelector('dapei-storefront').shadowRoot]
        .map((root) => root.querySelectorAll('main img, li img, li script, li b, h1 *').length).join()";
    assert_eq!(page.read(made).await, "0,0");
    // The address of an item's page, made of an id with signs of its own.
    let link =
        format!("{ITEMS}.find((item) => item.dataset.item === 'm/3#?').querySelector('a').href");
    let expected = format!("{}/storefront?item=m%2F3%23%3F&lang=en", service.address);
    assert_eq!(page.read(&link).await, expected);

    // Without `data-link` the catalogue's addresses count, where they are of the web.
    page.read("document.querySelector('dapei-storefront').remove()").await;
    put_tag(&page, "m/3#?", "limit: '2'", "document.querySelector('#goes-with').append").await;
    page.until("document.querySelector('dapei-storefront')?.dataset.state === 'shown'").await;
    let links = format!(
        "Object.fromEntries({ITEMS}.map((item) => [item.dataset.item, item.querySelector('a')?.href ?? 'none']))"
    );
    let links = page.read(&links).await;
    assert_eq!(links, json!({ "m-1": "none", "m-2": "https://shop.example/m-2" }));
    assert_ne!(page.read("document.title").await, "run");
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

/// Such a page may load the script; whether it may read answers is the service's to say, and here it is not told so.
#[tokio::test]
async fn a_page_of_another_origin_that_gets_no_answer_is_left_as_it_was() {
    let (service, _folder) = tea_shop();
    let shop = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = shop.local_addr().expect("it listens");
    let html = format!(
        "<!doctype html><html lang=en><title>Shop</title><body><h1>Pot</h1><p>Before</p>\
         <script src=\"{}/storefront.js\" data-item=pot async></script><p>After</p></body></html>",
        service.address
    );
    let policy = format!("default-src 'none'; script-src {0}; connect-src {0}", service.address);
    std::thread::spawn(move || {
        for stream in shop.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]); // Whatever is asked, the page is the answer.
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-security-policy: {policy}\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{html}",
                html.len()
            );
        }
    });
    let page = Page::start().await;
    page.open(&format!("http://{address}/")).await;
    page.read(WATCH).await;
    page.until("performance.getEntriesByType('resource').some((entry) => entry.name.includes('/pot/related'))")
        .await;
    // What it took before the rest of the page was there is given back when the page may move.
    let host = "document.querySelector('dapei-storefront')";
    page.until(&format!("{host} === null || {host}.dataset.state === 'empty'")).await;
    page.type_text("a").await;
    page.until(&format!("{host} === null")).await;
    assert_eq!(
        page.texts("[...document.body.children].map((part) => part.localName)").await,
        ["h1", "p", "script", "p"]
    );
    assert_eq!(moved(&page).await, 0.0);
    let refused = page.errors().await;
    let is_of_the_answer =
        |told: &String| told.contains("/v1/items/pot/related") || told.contains("favicon");
    assert!(refused.iter().any(|told| told.contains("/v1/items/pot/related")), "{refused:?}");
    assert!(refused.iter().all(is_of_the_answer), "{refused:?}");
}
