//! `POST /v1/bundles/plot`

use std::fs;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::shop::SETTINGS_FILE;

use crate::shop::priced_snapshot;
use crate::test_server::{Answer, TestServer, sent, wait_until};

/// The grid of a shop that names none.
const GRID: [&str; 8] = ["0", "3", "5", "8", "10", "12", "15", "20"];

fn start() -> TestServer {
    TestServer::serving(&priced_snapshot())
}

fn plot(server: &TestServer, body: &Value) -> Answer {
    sent(server.request(Method::POST, "/v1/bundles/plot").json(body))
}

/// The discounts that are drawn as points or as gaps: those with this class, in the sequence in which they stand.
fn drawn(svg: &str, class: &str) -> Vec<String> {
    let tags = svg.split('<').filter(|tag| tag.contains("data-discount"));
    let of_class = tags.filter(|tag| {
        let (_, rest) = tag.split_once("class=\"").unwrap();
        rest.split(['"', ' ']).next() == Some(class)
    });
    let discount = |tag: &str| {
        let (_, rest) = tag.split_once("data-discount=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    of_class.map(discount).collect()
}

/// What is written at the point of a discount.
fn said(svg: &str, discount: &str) -> String {
    let (_, rest) = svg.split_once(&format!("data-discount=\"{discount}\"")).unwrap();
    let (_, rest) = rest.split_once("<title>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[test]
fn each_discount_of_the_grid_is_a_point_with_what_the_best_bundle_of_its_step_earns() {
    let server = start();
    let body = json!({"cart": ["kettle"]});
    let answer = plot(&server, &body);
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "image/svg+xml");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    let (points, gaps) = (drawn(&answer.text, "point"), drawn(&answer.text, "gap"));
    let mut all = [points.clone(), gaps.clone()].concat();
    all.sort_by_key(|discount| discount.parse::<u32>().unwrap());
    assert_eq!(all, GRID);
    assert!(points.len() > 1, "{}", answer.text);
    let mut least = 0.0;
    for discount in GRID {
        let most: f64 = discount.parse().unwrap();
        let of_step = json!({"cart": ["kettle"], "min_discount_percent": least, "max_discount_percent": most});
        least = most + 0.01;
        let bundles = server.bundles(&of_step).json();
        let best = bundles["bundles"][0]["expected_incremental_margin"].as_i64();
        assert_eq!(best.is_some(), points.iter().any(|point| point == discount), "{bundles}");
        let Some(best) = best else { continue };
        let said = said(&answer.text, discount);
        let amount = said.split(' ').find(|word| word.contains('.')).unwrap().replace('−', "-");
        let minor = 100.0 * amount.parse::<f64>().unwrap();
        // The answer is rounded to minor units, the plot to tenths of them where it is below ten.
        assert!((minor - best as f64).abs() <= 0.56, "{discount}: {said}, {best}");
    }
}

#[test]
fn limits_leave_gaps_and_what_is_asked_of_discounts_is_marked() {
    let server = start();
    let all = plot(&server, &json!({"cart": ["kettle"], "max_discount_percent": 100})).text;
    assert!(!all.contains("class=\"asked\""), "{all}");
    let some = plot(&server, &json!({"cart": ["kettle"], "max_discount_percent": 5})).text;
    assert!(some.contains("class=\"asked\""), "{some}");
    assert_eq!(drawn(&some, "point"), drawn(&all, "point"), "it limits nothing");
    let none = plot(&server, &json!({"cart": ["kettle"], "min_margin_percent": 99})).text;
    assert_eq!((drawn(&none, "point").len(), drawn(&none, "gap").len()), (0, GRID.len()));
    assert!(none.contains("no bundle keeps the limits"), "{none}");
    let unknown = plot(&server, &json!({"cart": ["nothing"]}));
    assert_eq!((unknown.status, drawn(&unknown.text, "gap").len()), (StatusCode::OK, GRID.len()));
}

#[test]
fn a_plot_speaks_the_language_asked_for_and_the_terms_of_the_shop() {
    let server = start();
    let zh = plot(&server, &json!({"cart": ["kettle"], "language": "zh"})).text;
    assert!(zh.contains("各优惠幅度的预期增量毛利") && zh.contains("lang=\"zh-Hans\""), "{zh}");
    let terms = "currency = \"JPY\"\n[bundles]\ndiscount_percents = [2.5, 50]";
    fs::write(server.model.path().join(SETTINGS_FILE), terms).unwrap();
    let body = json!({"cart": ["kettle"], "min_margin_percent": 99});
    wait_until("the settings are not followed", || {
        drawn(&plot(&server, &body).text, "gap") == ["0", "2.5", "50"]
    });
    let yen = plot(&server, &body).text;
    assert!(yen.contains("expected incremental margin, JPY"), "{yen}");
}

#[test]
fn what_bundles_refuse_is_refused_and_so_is_a_threshold() {
    let server = start();
    let told = |body: Value| {
        let answer = plot(&server, &body);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
        answer.json()["detail"].as_str().unwrap().to_owned()
    };
    assert!(
        told(json!({"cart": ["kettle"], "max_discount_percent": 101}))
            .contains("max_discount_percent")
    );
    assert!(told(json!({"cart": ["kettle"], "colour": 1})).contains("colour"));
    insta::assert_snapshot!(told(json!({"cart": ["kettle"], "filter": {"include_out_of_stock": true}})), @"`filter.include_out_of_stock`: true, expected false: what is sold out is in no bundle; leave it out");
    insta::assert_snapshot!(told(json!({"cart": ["kettle"], "threshold": 5000})), @"`threshold`: a cart is brought to it at list prices, so that there is nothing to plot; leave it out");
}
