//! The page of bundles as a person uses it: items of the shipped orders in the cart, limits moved by keys, prices and margins
//! held against what the service says for the same body.

use std::path::Path;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::page::Page;
use crate::process::Process;
use crate::{HOLDER, HOSTILE, SETTLED, Service, assert_fits, dapei, hostile_orders};

/// What is dear beside most of what goes with it.
const SECOND: &str = "22423";

const CARDS: &str = "document.querySelectorAll('#bundles > li').length";

/// Prices, list prices and figures of all cards, as the page writes them.
const SHOWN: &str = "[...document.querySelectorAll('#bundles > li')].map(card => ({
    price: card.querySelector('strong').textContent,
    list: card.querySelector('s[data-list-price]')?.lastChild.textContent ?? null,
    items: [...card.querySelectorAll('.bundle-items > li')].map(li => li.dataset.id),
    figures: Object.fromEntries([...card.querySelectorAll('dd')].map(dd => [dd.dataset.figure, dd.firstChild.textContent])),
}))";

/// What each slider says.
const SAID: &str = "['least', 'discount', 'margin', 'size'].map(name => document.getElementById(`${name}-says`).textContent)";

impl Service {
    /// What is answered to a body, as any program sees it.
    async fn post(&self, path: &str, body: &Value) -> reqwest::Response {
        let request = reqwest::Client::new().post(format!("{}{path}", self.address)).json(body);
        request.send().await.expect("it answers")
    }

    async fn bundles(&self, body: &Value) -> Value {
        let answer = self.post("/v1/bundles", body).await;
        answer.json().await.expect("it answers JSON")
    }
}

/// Limits as the page begins with them.
fn usual(cart: &[&str]) -> Value {
    json!({ "cart": cart, "max_discount_percent": 10, "min_margin_percent": 15, "max_items": 3, "goal": "margin", "limit": 3 })
}

fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

fn pounds(minor: &Value) -> String {
    let minor = minor.as_i64().expect("an amount");
    format!("{}£{}.{:02}", if minor < 0 { "-" } else { "" }, minor.abs() / 100, minor.abs() % 100)
}

/// What the page is to show of an answer.
fn expected(answer: &Value) -> Value {
    let card = |bundle: &Value| {
        let items: Vec<&Value> = bundle["items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|item| &item["item_id"])
            .collect();
        let is_lower = bundle["price"].as_i64() < bundle["list_price"].as_i64();
        let probability = bundle["probability"].as_f64().expect("a share");
        let percent = format!("{:.1}", 100.0 * probability);
        json!({
            "price": pounds(&bundle["price"]),
            "list": is_lower.then(|| pounds(&bundle["list_price"])),
            "items": items,
            "figures": {
                "probability": format!("{} %", percent.trim_end_matches(".0")),
                "margin_before": pounds(&bundle["margin_before"]),
                "margin_after": pounds(&bundle["margin_after"]),
                "expected_incremental_margin": pounds(&bundle["expected_incremental_margin"]),
            },
        })
    };
    answer["bundles"].as_array().expect("bundles").iter().map(card).collect()
}

/// Holds the page to what the service answers to `body`, and returns what it shows.
async fn shows(page: &Page, service: &Service, body: &Value) -> Value {
    page.until(SETTLED).await;
    let answer = service.bundles(body).await;
    let shown = page.read(SHOWN).await;
    assert_eq!(shown, expected(&answer), "{body}");
    shown
}

/// Moves the slider that has the focus by so many steps.
async fn slide(page: &Page, name: &str, key: Key, steps: usize) {
    page.until(&format!("document.activeElement.id === '{name}'")).await;
    for _ in 0..steps {
        page.press(key).await;
    }
}

/// Puts an item into the cart by keys alone.
async fn choose(page: &Page, id: &str, n_in_cart: usize) {
    // Where an item was chosen before, the field still has the focus.
    if page.read("document.activeElement.id !== 'search'").await == true {
        page.type_text("/").await;
    }
    page.until("document.activeElement.id === 'search'").await;
    page.type_text(id).await;
    page.until(&format!("document.querySelector('#results > li')?.dataset.id === '{id}'")).await;
    page.press(Key::Down).await;
    page.press(Key::Enter).await;
    page.until(&format!(
        "document.querySelectorAll('#cart > li').length === {n_in_cart} && {SETTLED}"
    ))
    .await;
}

#[tokio::test]
async fn bundles_of_the_shipped_orders_follow_cart_and_limits_by_keyboard_alone() {
    let model = TempDir::new().expect("a folder for the model");
    let mut demo = dapei();
    demo.args(["demo", "--listen", "127.0.0.1:0", "--model"]).arg(model.path());
    let service = Service::start(&mut demo);
    let page = Page::start().await;
    page.resize(1360, 1180).await;
    page.open(&service.address).await;
    page.until("document.querySelector('.pages a[href=\"/bundles\"]') !== null").await;
    page.click(".pages a[href='/bundles']").await;
    page.until("document.getElementById('bundles-state')?.textContent.includes('Nothing yet')")
        .await;

    choose(&page, HOLDER, 1).await;
    choose(&page, SECOND, 2).await;
    page.until(&format!("{CARDS} === 3")).await;
    let body = usual(&[HOLDER, SECOND]);
    let begun = shows(&page, &service, &body).await;
    every_item_has_evidence(&page, &service.bundles(&body).await).await;
    assert_eq!(page.texts(SAID).await, ["0 %", "10 %", "15 % of the price", "3"]);
    let assumed = page.read("document.getElementById('notes').textContent").await;
    assert!(
        assumed.as_str().is_some_and(|said| said.contains("30 % of the list price")),
        "{assumed}"
    );
    the_plot_has_a_point_or_a_gap_for_each_discount(&page, &service, &body).await;

    // On by Tab from the search: languages, the lines of the cart and its button, the sliders.
    while page.read("document.activeElement.id !== 'least'").await == true {
        page.press(Key::Tab).await;
    }
    slide(&page, "least", Key::Right, 5).await;
    let body = with(&body, "min_discount_percent", json!(5));
    let bargained = shows(&page, &service, &body).await;
    assert_eq!(page.texts(SAID).await, ["5 %", "10 %", "15 % of the price", "3"]);
    price_and_margin_follow(&begun, &bargained);

    // The most pushes the least before it, and the other way round.
    page.press(Key::Tab).await;
    slide(&page, "discount", Key::Left, 7).await;
    let pushed = with(&body, "min_discount_percent", json!(3));
    let pushed = with(&pushed, "max_discount_percent", json!(3));
    let pushed = shows(&page, &service, &pushed).await;
    assert_eq!(page.texts(SAID).await, ["3 %", "3 %", "15 % of the price", "3"]);
    price_and_margin_follow(&begun, &pushed);
    assert_ne!(bargained, pushed);
    page.read("document.getElementById('least').focus()").await;
    slide(&page, "least", Key::Right, 9).await;
    let body = with(&body, "min_discount_percent", json!(12));
    let body = with(&body, "max_discount_percent", json!(12));
    shows(&page, &service, &body).await;

    // A floor that no discount of twelve percent leaves, and then none.
    page.press(Key::Tab).await;
    page.press(Key::Tab).await;
    slide(&page, "margin", Key::End, 1).await;
    page.until(&format!("{CARDS} === 0 && {SETTLED}")).await;
    let none = service.bundles(&with(&body, "min_margin_percent", json!(60))).await;
    assert_eq!(none["none_because"], "limits");
    let said = page.read("document.querySelector('#bundles-state .note').textContent").await;
    assert!(said.as_str().is_some_and(|said| said.contains("keeps all limits")), "{said}");
    slide(&page, "margin", Key::Home, 1).await;
    let body = with(&body, "min_margin_percent", json!(0));
    let three = shows(&page, &service, &body).await;

    page.press(Key::Tab).await;
    slide(&page, "size", Key::Home, 1).await;
    let body = with(&body, "max_items", json!(1));
    let single = shows(&page, &service, &body).await;
    let mut sizes = cards(&single).iter().map(|card| card["items"].as_array().map(Vec::len));
    assert!(sizes.all(|size| size == Some(1)), "{single}");
    assert_ne!(three, single);

    // What is raised: the choice takes letters. Who raises revenue gives more.
    page.press(Key::Tab).await;
    page.until("document.activeElement.id === 'goal'").await;
    page.type_text("r").await;
    page.until(&format!("location.hash.includes('goal=revenue') && {SETTLED}")).await;
    let body = with(&body, "goal", json!("revenue"));
    let revenue = shows(&page, &service, &body).await;
    page.read("document.getElementById('discount').focus()").await;
    slide(&page, "discount", Key::Right, 8).await;
    let body = with(&body, "max_discount_percent", json!(20));
    let deeper = shows(&page, &service, &body).await;
    price_and_margin_follow(&begun, &deeper);
    assert_ne!(revenue, deeper);

    // Cart and limits stand in the address.
    page.reload().await;
    page.until(&format!("{CARDS} > 0 && {SETTLED}")).await;
    shows(&page, &service, &body).await;
    assert_eq!(page.errors().await, [""; 0], "the browser's console");

    page.open("about:blank").await;
    page.open(&format!("{}/bundles#cart={HOLDER}&cart={SECOND}&least=5", service.address)).await;
    page.until(&format!("{CARDS} === 3 && document.querySelector('.plot') !== null && {SETTLED}"))
        .await;
    page.until("document.getElementById('cart-total').hidden === false").await;
    page.resize(1360, 1500).await;
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/screens/bundles.png");
    page.picture(&docs).await;
    it_speaks_chinese_and_fits(&page).await;
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

fn cards(shown: &Value) -> &[Value] {
    shown.as_array().expect("cards")
}

/// Of two states of the page: a lower price of the first card, and less margin than at its list price.
fn price_and_margin_follow(before: &Value, after: &Value) {
    let amount = |text: &Value| -> f64 {
        let text = text.as_str().expect("an amount").replace('£', "");
        text.parse().expect("a number of pounds")
    };
    let (before, after) = (&cards(before)[0], &cards(after)[0]);
    assert!(before["list"].is_null(), "nothing was given: {before}");
    assert!(amount(&after["price"]) < amount(&after["list"]), "{after}");
    let figures = &after["figures"];
    assert!(amount(&figures["margin_after"]) < amount(&figures["margin_before"]), "{after}");
}

async fn every_item_has_evidence(page: &Page, answer: &Value) {
    let shown =
        page.texts("[...document.querySelectorAll('.bundle-items > li')].map(li => li.innerText)");
    let shown = shown.await;
    let bundles = answer["bundles"].as_array().expect("bundles").iter();
    let items: Vec<&Value> =
        bundles.flat_map(|bundle| bundle["items"].as_array().expect("items")).collect();
    assert_eq!(shown.len(), items.len());
    for (shown, item) in shown.iter().zip(items) {
        let evidence = &item["evidence"];
        let counted = format!("{} of ", crate::with_commas(&evidence["orders_together"]));
        for part in [item["title"].as_str().expect("a title"), &counted, "at least"] {
            assert!(shown.contains(part), "{part:?} is not in {shown:?}");
        }
    }
}

/// The grid of a shop that names none.
async fn the_plot_has_a_point_or_a_gap_for_each_discount(
    page: &Page,
    service: &Service,
    body: &Value,
) {
    page.until("document.querySelector('#plot svg.plot') !== null").await;
    let discounts = "[...document.querySelectorAll('.plot [data-discount]')].map(node => node.dataset.discount).sort((a, b) => a - b)";
    assert_eq!(page.texts(discounts).await, ["0", "3", "5", "8", "10", "12", "15", "20"]);
    assert_eq!(page.read("document.querySelectorAll('.plot .point.best').length").await, 1);
    let strokes =
        page.read("getComputedStyle(document.querySelector('.plot .stroke')).strokeWidth").await;
    assert_eq!(strokes, "2px", "it is drawn under the policy of the page");

    // Each point is the best bundle of its step.
    let points = "Object.fromEntries([...document.querySelectorAll('.plot .point')].map(node => [node.dataset.discount, node.querySelector('title').textContent]))";
    let points = page.read(points).await;
    let points = points.as_object().expect("points by discount");
    assert!(points.len() > 1, "{points:?}");
    let mut before = -0.01;
    for discount in [0, 3, 5, 8, 10, 12, 15, 20] {
        let mut of_step = with(body, "max_discount_percent", json!(discount));
        of_step["min_discount_percent"] = json!(before + 0.01);
        before = f64::from(discount);
        let answer = service.bundles(&of_step).await;
        let best = &answer["bundles"][0]["expected_incremental_margin"];
        let Some(shown) = points.get(&discount.to_string()) else {
            assert!(best.is_null(), "{discount} % is a gap, and there is {answer}");
            continue;
        };
        let shown =
            shown.as_str().and_then(|shown| shown.split_whitespace().nth(1)).expect("an amount");
        let minor = 100.0 * shown.parse::<f64>().expect("a number");
        let best = best.as_f64().expect("a bundle where there is a point");
        assert!(
            (minor - best).abs() <= 0.55,
            "{discount} %: {shown} is plotted, {best} is answered"
        );
    }
}

async fn it_speaks_chinese_and_fits(page: &Page) {
    page.click("[data-testid='language-zh']").await;
    page.until(&format!("document.documentElement.lang === 'zh-Hans' && {SETTLED}")).await;
    page.until("document.querySelector('.plot')?.getAttribute('lang') === 'zh-Hans'").await;
    let title = page.read("document.querySelector('h1').textContent").await;
    assert_eq!(title, "套餐");
    let told = page.told().await;
    let is_told =
        |role: &str, name: &str| told.iter().any(|found| found.0 == role && found.1 == name);
    for (role, name) in [
        ("heading", "最好的三个套餐"),
        ("article", "套餐 1"),
        ("slider", "优惠不低于"),
        ("slider", "优惠不超过"),
        ("slider", "毛利不低于"),
        ("slider", "件数不超过"),
        ("combobox", "提高"),
    ] {
        assert!(is_told(role, name), "{role} {name}: {told:?}");
    }
    let is_plot = |found: &&(String, String)| found.1.starts_with("各优惠幅度的预期增量毛利");
    assert!(told.iter().any(|found| is_plot(&found)), "{told:?}");
    for scheme in ["dark", "light"] {
        page.prefer(scheme).await;
        for width in [360, 390, 760, 1100] {
            page.resize(width, 800).await;
            assert_fits(page, width, "bundles").await;
        }
    }
    page.click("[data-testid='language-en']").await;
    page.until(&format!("document.documentElement.lang === 'en' && {SETTLED}")).await;
}

/// The service with a shop of hostile titles, and a key of each scope that asks for bundles.
fn with_keys(folder: &TempDir) -> (Service, [String; 3]) {
    let (orders, model) = (folder.path().join("orders.csv"), folder.path().join("model"));
    std::fs::write(&orders, hostile_orders()).expect("the orders are written");
    let mut train = dapei();
    train.arg("train").arg("--orders").arg(&orders).arg("--model").arg(&model);
    Process::start(&mut train, "cargo builds it for this test").finish();
    let keys = ["storefront", "agent", "manager"].map(|scope| {
        let mut create = dapei();
        create.args(["keys", "create", "--scope", scope, "--name", "page", "--model"]).arg(&model);
        let made = create.output().expect("cargo builds it for this test");
        String::from_utf8(made.stdout).expect("a key is text").trim().to_owned()
    });
    let mut serve = dapei();
    serve.arg("serve").arg("--model").arg(&model).args(["--listen", "127.0.0.1:0"]);
    (Service::start(&mut serve), keys)
}

/// The id of the last of them, as it stands in an address.
const ENCODED: &str = "m%2F3%23%3F";

/// What only some keys may set or see.
const OF_SCOPES: [&str; 4] = ["least-limit", "margin-limit", "goal-limit", "plot-panel"];

/// Opens the page anew, with a key, and keeps what it sends from then on.
async fn open_with(page: &Page, service: &Service, key: &str) {
    page.open("about:blank").await;
    page.open(&format!("{}/bundles", service.address)).await;
    page.until("document.getElementById('bundles-state').textContent !== ''").await;
    page.read(&format!("sessionStorage.setItem('key', {})", json!(key))).await;
    let keeping = "(() => {
        const send = window.fetch;
        window.sent = [];
        window.fetch = (path, options) => {
            if (options.body) window.sent.push([path, ...Object.keys(JSON.parse(options.body))]);
            return send(path, options);
        };
    })()";
    page.read(keeping).await;
}

/// Which of `OF_SCOPES` are seen.
async fn seen(page: &Page) -> Vec<&'static str> {
    let mut seen = Vec::new();
    for id in OF_SCOPES {
        if page.read(&format!("document.getElementById('{id}').checkVisibility()")).await == true {
            seen.push(id);
        }
    }
    seen
}

/// What was sent since this was asked: of each request its path and those of its fields that not every key may send.
async fn sent(page: &Page) -> Vec<Vec<String>> {
    let sent = page.read("window.sent.splice(0)").await;
    let mut sent: Vec<Vec<String>> = serde_json::from_value(sent).expect("lists of names");
    let of_scopes = ["min_discount_percent", "min_margin_percent", "goal"];
    for names in &mut sent {
        names.retain(|name| name.starts_with('/') || of_scopes.contains(&name.as_str()));
    }
    sent
}

/// Moves the sliders that are seen.
async fn move_limits(page: &Page) {
    for (name, key) in [
        ("size", Key::Left),
        ("discount", Key::Right),
        ("least", Key::Right),
        ("margin", Key::Left),
    ] {
        let is_seen = format!("document.getElementById('{name}').checkVisibility()");
        if page.read(&is_seen).await == true {
            page.read(&format!("document.getElementById('{name}').focus()")).await;
            slide(page, name, key, 1).await;
            page.until(&format!("location.hash.includes('{name}=') && {SETTLED}")).await;
        }
    }
}

async fn notes(page: &Page) -> String {
    let notes = page.read("document.getElementById('notes').textContent").await;
    notes.as_str().expect("a text").to_owned()
}

#[tokio::test]
async fn a_key_is_asked_for_what_it_may_set_and_shown_which_scope_has_the_rest() {
    let folder = TempDir::new().expect("a folder for the shop");
    let (service, [storefront, agent, manager]) = with_keys(&folder);
    let page = Page::start().await;
    page.resize(1000, 800).await;
    let (offers, plot) = ("/v1/bundles", "/v1/bundles/plot");
    let [least, margin, goal] = ["min_discount_percent", "min_margin_percent", "goal"];

    open_with(&page, &service, &manager).await;
    choose(&page, HOSTILE[2].0, 1).await;
    page.until(&format!("{CARDS} > 0 && document.querySelector('.plot') && {SETTLED}")).await;
    assert_eq!(seen(&page).await, OF_SCOPES);
    assert!(!notes(&page).await.contains("scope"), "{}", notes(&page).await);
    move_limits(&page).await;
    let asked = sent(&page).await;
    for path in [offers, plot] {
        assert!(
            asked.contains(&vec![path.into(), margin.into(), least.into(), goal.into()]),
            "{asked:?}"
        );
    }
    assert_eq!(page.errors().await, [""; 0], "nothing is refused");

    // Margins are not in the answer, so that neither plot nor goal is asked for.
    open_with(&page, &service, &agent).await;
    choose(&page, HOSTILE[2].0, 1).await;
    page.until(&format!("{CARDS} > 0 && {SETTLED}")).await;
    assert_eq!(seen(&page).await, ["least-limit", "margin-limit"]);
    let said = notes(&page).await;
    assert!(said.contains("scope manager") && !said.contains("scope agent"), "{said}");
    assert_eq!(page.read("document.querySelectorAll('[data-figure^=margin]').length").await, 0);
    sent(&page).await;
    move_limits(&page).await;
    let asked = sent(&page).await;
    assert_eq!(asked.last(), Some(&vec![offers.into(), margin.into(), least.into()]), "{asked:?}");
    assert!(asked.iter().all(|names| names[0] == offers && !names.contains(&goal.into())));
    assert_eq!(page.errors().await, [""; 0], "nothing is refused");

    // A manager's address: what is refused is left out once and for all, of the address too.
    let address = format!("location.hash = 'cart={ENCODED}&least=1&goal=units'");
    for (key, allowed, n_visible) in
        [(&agent, vec![margin, least], 2), (&storefront, Vec::new(), 0)]
    {
        open_with(&page, &service, key).await;
        page.read(&address).await;
        page.until(&format!("window.sent.length > 1 && {SETTLED}")).await;
        let asked = sent(&page).await;
        assert_eq!(asked[0], [offers, margin, least, goal]);
        assert_eq!(asked[1], [vec![offers], allowed.clone()].concat());
        page.until("!location.hash.includes('goal=')").await;
        assert_eq!(page.read("location.hash.includes('least=')").await, n_visible > 0);
        move_limits(&page).await;
        for names in sent(&page).await {
            assert!(names[1..].iter().all(|name| allowed.contains(&name.as_str())), "{names:?}");
            assert_eq!(names[0], offers);
        }
        assert_eq!(seen(&page).await.len(), n_visible);
        let refused = page.errors().await;
        let is_first = |told: &String| told.contains("/v1/bundles") && told.contains("403");
        assert!(refused.len() == 1 && refused.iter().all(is_first), "{refused:?}");
    }
    let said = notes(&page).await;
    assert!(said.contains("scope manager") && said.contains("scope agent"), "{said}");
    page.click("[data-testid='language-zh']").await;
    page.until(&format!("document.documentElement.lang === 'zh-Hans' && {SETTLED}")).await;
    let said = notes(&page).await;
    assert!(said.contains("manager") && said.contains("agent"), "{said}");

    // Where a first answer is empty, the plot tells.
    open_with(&page, &service, &agent).await;
    page.read(&format!("location.hash = 'cart={ENCODED}&margin=60'")).await;
    page.until(&format!("window.sent.length > 1 && {SETTLED}")).await;
    assert_eq!(page.read(CARDS).await, 0);
    assert_eq!(seen(&page).await, ["least-limit", "margin-limit"]);
    assert!(notes(&page).await.contains("manager"), "{}", notes(&page).await);
    assert_eq!(page.errors().await.len(), 1, "the plot is refused");
    sent(&page).await;
    move_limits(&page).await;
    assert!(sent(&page).await.iter().all(|names| names[0] == offers));
    assert_eq!(page.errors().await, [""; 0], "and not asked for again");
}

#[tokio::test]
async fn titles_in_bundles_are_text() {
    let folder = TempDir::new().expect("a folder for the shop");
    let (service, [storefront, ..]) = with_keys(&folder);
    let page = Page::start().await;
    page.resize(1000, 800).await;
    open_with(&page, &service, &storefront).await;
    choose(&page, HOSTILE[2].0, 1).await;
    page.until(&format!("{CARDS} > 0 && {SETTLED}")).await;
    let titles = page
        .texts("[...document.querySelectorAll('.bundle-item-title')].map(node => node.textContent)")
        .await;
    let hostile = [HOSTILE[0].1, HOSTILE[1].1];
    assert!(
        !titles.is_empty() && titles.iter().all(|title| hostile.contains(&title.as_str())),
        "{titles:?}"
    );
    assert_eq!(
        page.read("document.querySelectorAll('main img, main script, #bundles b > *').length")
            .await,
        0
    );
    assert_ne!(page.read("document.title").await, "run");
}
