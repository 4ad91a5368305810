//! The report of `dapei evaluate`, opened as whoever was sent the file opens it.

use std::fmt::Write;

use tempfile::TempDir;

use crate::page::Page;
use crate::process::Process;
use crate::{assert_fits, dapei};

/// A name that a browser would run were it not text.
const HOSTILE_FILE: &str = "<img src=x onerror=\"document.title='run'\">&amp;.csv";

/// Texts of charts that reach beyond the page, or are too small to read.
const LOST_TEXTS: &str = "[...document.querySelectorAll('.chart text')].filter(text => {
    const { left, right } = text.getBoundingClientRect();
    return left < 0 || right > innerWidth || parseFloat(getComputedStyle(text).fontSize) < 12;
}).map(text => text.textContent)";

/// Charts that say nothing to whoever cannot see them.
const SILENT_CHARTS: &str = "[...document.querySelectorAll('.chart')].filter(chart =>
    chart.getAttribute('role') !== 'img' ||
    !chart.getAttribute('aria-labelledby').split(' ').every(id =>
        document.getElementById(id).textContent.trim().length > 10)).length";

/// Charts whose bars are not as many as the rows of the table below.
const OTHER_BARS: &str = "[...document.querySelectorAll('article')].filter(part =>
    part.querySelectorAll('.bar').length !== part.querySelectorAll('tbody tr').length ||
    part.querySelectorAll('.dot').length !== part.querySelectorAll('tbody tr').length).length";

#[tokio::test]
async fn a_report_is_read_on_every_screen_and_loads_nothing() {
    let folder = TempDir::new().expect("a folder for the report");
    let orders = folder.path().join(HOSTILE_FILE);
    std::fs::write(&orders, many_orders()).expect("the orders are written");
    let report = folder.path().join("report.html");
    let mut evaluate = dapei();
    evaluate.args(["evaluate", "--windows", "2", "--mode", "rest,one", "--orders"]).arg(&orders);
    evaluate.arg("--html").arg(&report);
    Process::start(&mut evaluate, "cargo builds it for this test").finish();

    let page = Page::start().await;
    page.open(&format!("file://{}", report.display())).await;
    // Two modes, each with two windows and their mean.
    assert_eq!(page.read("document.querySelectorAll('article').length").await, 6);
    assert_eq!(page.read("document.querySelectorAll('.chart').length").await, 12);
    assert_eq!(page.read(SILENT_CHARTS).await, 0);
    assert_eq!(page.read(OTHER_BARS).await, 0);
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme).await;
        for width in [320, 390, 760, 1280] {
            page.resize(width, 800).await;
            assert_fits(&page, width, "the report").await;
            assert_eq!(page.texts(LOST_TEXTS).await, [""; 0], "{width} pixels");
        }
        papers.push(page.read("getComputedStyle(document.body).backgroundColor").await);
    }
    assert_ne!(papers[0], papers[1], "light and dark");

    page.click("nav li:last-child a").await;
    page.until("document.getElementById('words').getBoundingClientRect().top < innerHeight").await;
    let file = page.read("document.querySelector('.facts dd').textContent").await;
    assert!(file.as_str().is_some_and(|shown| shown.ends_with(HOSTILE_FILE)), "{file}");
    assert_eq!(page.read("document.querySelectorAll('img, script').length").await, 0);
    assert_ne!(page.read("document.title").await, "run");
    assert_eq!(page.read("performance.getEntriesByType('resource').length").await, 0);
    assert_eq!(page.errors().await, [""; 0], "the browser's console");
}

/// Three hundred orders of three items, one a day, with habits and exceptions.
fn many_orders() -> String {
    let mut csv = String::from("order_id,item_id,customer_id,timestamp,category\n");
    for order in 0..300_u32 {
        let theme = order * 7 % 10;
        for item in [4 * theme, 4 * theme + 1 + order % 3, order * 13 % 40] {
            let (month, day) = (1 + order / 28, 1 + order % 28);
            let date = format!("2026-{month:02}-{day:02}");
            let row = format!("{order},item-{item},c{},{date},kind-{}", order % 60, item / 8);
            writeln!(csv, "{row}").expect("memory takes it");
        }
    }
    csv
}
