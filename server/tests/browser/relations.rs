//! Kinds of relation by name, in English and in Chinese, on a made-up shop where all of them occur.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;

use fantoccini::key::Key;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::page::Page;
use crate::process::Process;
use crate::{SETTLED, Service, assert_fits, dapei};

/// A kind as the API writes it, and its name in a language of the page.
type Names = [(&'static str, &'static str); 6];

const ENGLISH: Names = [
    ("substitute", "Substitute"),
    ("extension", "Extension"),
    ("complementary", "Complementary"),
    ("hot", "Hot"),
    ("latent", "Latent"),
    ("none", "Back-off"),
];

const CHINESE: Names = [
    ("substitute", "替代"),
    ("extension", "延伸"),
    ("complementary", "互补"),
    ("hot", "热卖"),
    ("latent", "潜在"),
    ("none", "兜底"),
];

/// Entries of either list that are on the screen without scrolling, at least.
const SEEN: usize = 4;

/// Kinds to choose from, as they are written.
const CHOICES: &str =
    "[...document.querySelectorAll('#kinds label')].slice(1).map(label => label.innerText.trim())";

/// Names of kinds on the screen as it is, without scrolling.
const NAMES_IN_SIGHT: &str = "[...document.querySelectorAll('.badge')].filter(badge =>
    badge.getBoundingClientRect().bottom < innerHeight).map(badge => badge.innerText)";

/// Badges too weak to read: text and ground nearer than 4.5 to 1, the least of WCAG 2 at level AA.
const WEAK_BADGES: &str = "(() => {
    const linear = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = (colour) => {
        const [red, green, blue] = colour.match(/\\d+/g).map((part) => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (node) => {
        const colour = getComputedStyle(node).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' ? ground(node.parentElement) : colour;
    };
    return [...document.querySelectorAll('.badge')].filter((badge) => {
        const text = luminance(getComputedStyle(badge).color);
        const behind = luminance(ground(badge));
        return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05) < 4.5;
    }).map((badge) => badge.innerText);
})()";

/// The names of all texts that one language has and the other has not.
const MISSING_WORDS: &str = "import('/words.js').then(({ LANGUAGES: { en, zh } }) => {
    const names = (table) => Object.entries(table).flatMap(([name, value]) =>
        typeof value === 'object' && !Array.isArray(value)
            ? names(value).map((deeper) => `${name}.${deeper}`) : [name]);
    const [english, chinese] = [new Set(names(en)), new Set(names(zh))];
    return [...english.symmetricDifference(chinese)];
})";

/// What is scrolled to stops below the head of the page, not behind it.
const HEAD_FITS: &str = "document.querySelector('.top').offsetHeight <=
    parseInt(getComputedStyle(document.documentElement).scrollPaddingTop)";

/// What stands on the page whatever it shows.
const FIXED: &str = "[...document.querySelectorAll('[data-text]')].map(node => node.textContent)
    .concat([...document.querySelectorAll('[data-label]')].map(node => node.ariaLabel),
        document.getElementById('search').placeholder)";

#[tokio::test]
async fn kinds_are_named_in_the_language_that_the_browser_or_the_visitor_prefers() {
    let folder = TempDir::new().expect("a folder for the shop");
    let service = made_up_shop(folder.path());
    let (opened, in_cart) = most_telling(&service).await;
    let page = Page::start().await;
    page.resize(1280, 1000).await;
    page.open(&format!("{}/#item={opened}&cart={in_cart}", service.address)).await;
    kinds_are_named(&page, &service, ("en", ENGLISH)).await;
    picture(&page, "en").await;

    page.prefer_language("zh-CN").await;
    kinds_are_named(&page, &service, ("zh-Hans", CHINESE)).await;
    fixed_texts_are_chinese(&page).await;
    picture(&page, "zh").await;
    badges_are_readable(&page).await;

    // From the search on by Tab to the switch; what is chosen there outweighs the browser.
    page.type_text("/").await;
    page.press(Key::Tab).await;
    assert_eq!(page.read("document.activeElement.value").await, "zh");
    page.press(Key::Left).await;
    kinds_are_named(&page, &service, ("en", ENGLISH)).await;
    assert_eq!(page.read("document.activeElement.value").await, "en", "the focus stays");
    page.reload().await;
    kinds_are_named(&page, &service, ("en", ENGLISH)).await;
    page.click("[data-testid=language-zh]").await;
    kinds_are_named(&page, &service, ("zh-Hans", CHINESE)).await;
    for width in [320, 390, 760] {
        page.resize(width, 720).await;
        assert_fits(&page, width, "the page in Chinese").await;
        assert_eq!(page.read(HEAD_FITS).await, true, "{width} pixels");
    }
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

/// Trains on a made-up shop and serves it. The default weights suffice: kinds do not hang on them.
fn made_up_shop(folder: &Path) -> Service {
    let (shop, model) = (folder.join("shop"), folder.join("model"));
    let mut generate = dapei();
    generate.args(["generate", "--orders", "20000", "--seed", "5", "--out"]).arg(&shop);
    Process::start(&mut generate, "cargo builds it for this test").finish();
    let mut train = dapei();
    train.args(["train", "--fit-budget", "0", "--currency", "CNY", "--model"]).arg(&model);
    for (option, file) in
        [("--orders", "orders.csv"), ("--items", "items.csv"), ("--views", "views.csv")]
    {
        train.arg(option).arg(shop.join(file));
    }
    Process::start(&mut train, "cargo builds it for this test").finish();
    let mut serve = dapei();
    serve.arg("serve").arg("--model").arg(&model).args(["--listen", "127.0.0.1:0"]);
    Service::start(&mut serve)
}

/// The item whose first relations are of the most kinds, and the one to lay into the cart so that
/// its first suggestions add the most kinds.
async fn most_telling(service: &Service) -> (String, String) {
    let best = service.get("/v1/items?limit=100").await;
    let mut asked = Vec::new();
    for id in crate::ids(&best["items"]) {
        let related = service.get(&format!("/v1/items/{id}/related?limit=20")).await;
        let suggestions = service.suggestions(std::slice::from_ref(&id)).await;
        asked.push((id, first_kinds(&related["related"]), first_kinds(&suggestions)));
    }
    let (opened, seen, _) =
        asked.iter().min_by_key(|(_, kinds, _)| Reverse(kinds.len())).expect("the shop has items");
    let others = asked.iter().filter(|(id, ..)| id != opened);
    let (in_cart, ..) = others
        .min_by_key(|(_, _, kinds)| Reverse((kinds.union(seen).count(), kinds.len())))
        .expect("the shop has many items");
    (opened.clone(), in_cart.clone())
}

/// The kinds that stand out among the first entries of a list.
fn first_kinds(list: &Value) -> BTreeSet<String> {
    let kinds = list.as_array().expect("a list").iter().take(SEEN).map(|entry| &entry["relation"]);
    kinds.filter_map(Value::as_str).filter(|kind| *kind != "none").map(str::to_owned).collect()
}

/// Every entry of both lists is named by the kind that the API gives it.
async fn kinds_are_named(page: &Page, service: &Service, (tag, names): (&str, Names)) {
    page.until(&format!(
        "document.documentElement.lang === '{tag}' && {SETTLED} &&
         document.querySelector('#related > li') && document.querySelector('#suggestions > li')"
    ))
    .await;
    let place = "Object.fromEntries(new URLSearchParams(location.hash.slice(1)))";
    let place = page.read(place).await;
    let [opened, in_cart] = ["item", "cart"].map(|word| place[word].as_str().expect("an id"));
    let related = service.get(&format!("/v1/items/{opened}/related?limit=20")).await;
    assert_eq!(page.read(&named_in("related")).await, named(&related["related"], names));
    let suggestions = service.suggestions(&[in_cart.to_owned()]).await;
    assert_eq!(page.read(&named_in("suggestions")).await, named(&suggestions, names));

    let mut choices = page.texts(CHOICES).await;
    let mut all = names.map(|(_, name)| name.to_owned());
    choices.sort();
    all.sort();
    assert_eq!(choices, all);
}

fn named_in(list: &str) -> String {
    format!(
        "[...document.querySelectorAll('#{list} > li')].map(li =>
            [li.dataset.id, li.querySelector('.badge').innerText])"
    )
}

/// Id and name of the kind of each entry of an answer.
fn named(answer: &Value, names: Names) -> Value {
    let name_of = |entry: &Value| {
        let name = names.iter().find(|(kind, _)| entry["relation"] == *kind);
        json!([entry["item_id"], name.expect("a kind that the page knows").1])
    };
    answer.as_array().expect("a list").iter().map(name_of).collect()
}

async fn picture(page: &Page, language: &str) {
    let in_sight: BTreeSet<String> = page.texts(NAMES_IN_SIGHT).await.into_iter().collect();
    let n_kinds = in_sight.iter().filter(|name| *name != "Back-off" && *name != "兜底").count();
    assert!(n_kinds >= 4, "{in_sight:?}");
    let file = format!("../docs/screens/relations-{language}.png");
    page.picture(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).await;
}

async fn fixed_texts_are_chinese(page: &Page) {
    assert_eq!(page.texts(MISSING_WORDS).await, [""; 0]);
    let is_han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    for text in page.texts(FIXED).await {
        assert!(text.contains(is_han), "{text:?}");
    }
}

async fn badges_are_readable(page: &Page) {
    for scheme in ["dark", "light"] {
        page.prefer(scheme).await;
        assert_eq!(page.texts(WEAK_BADGES).await, [""; 0], "{scheme}");
    }
}
