//! `GET /v1/items/{item_id}/related`

use crate::shop::ODD_ID;
use crate::test_server::TestServer;

/// Ids and scores change with the engine's parameters; what they are is tested there.
macro_rules! stable {
    ($($assertion:tt)*) => {
        insta::with_settings!({filters => vec![
            (r#""snapshot_id": "[0-9a-f]{16}""#, r#""snapshot_id": "[id]""#),
            (r#""score": [0-9.e-]+"#, r#""score": "[score]""#),
        ]}, { $($assertion)* });
    };
}

#[test]
fn what_goes_with_an_item_comes_with_reason_and_evidence() {
    let server = TestServer::start();
    stable!(insta::assert_snapshot!(server.related("tea", "?limit=2").pretty(), @r#"
    {
      "item_id": "tea",
      "related": [
        {
          "confidence": 0.58431375,
          "evidence": {
            "anchor_item_id": "tea",
            "at_least": 2.0031693,
            "expected_by_chance": 13.943752,
            "orders_together": 40,
            "orders_with_anchor": 50,
            "times_more_than_chance": 2.6342607
          },
          "grade": "A",
          "item_id": "cup",
          "momentum": "steady",
          "reason": "Bought together in 40 orders, at least 2.0 times more than chance.",
          "relation": "complementary",
          "score": "[score]",
          "title": "White cup"
        },
        {
          "confidence": 0.64654183,
          "evidence": {
            "anchor_item_id": "tea",
            "at_least": 0.66326576,
            "expected_by_chance": 8.437368,
            "orders_together": 10,
            "orders_with_anchor": 50,
            "times_more_than_chance": 1.1497151
          },
          "grade": "C",
          "item_id": "honey",
          "momentum": "steady",
          "reason": "Sold in 30 orders; seen together in 10 orders, not certain to be more than chance.",
          "relation": "none",
          "score": "[score]",
          "title": "Honey"
        }
      ],
      "snapshot_id": "[id]"
    }
    "#));
}

#[test]
fn every_id_can_be_asked_for_whatever_its_letters() {
    let server = TestServer::start();
    let answer = server.related(ODD_ID, "?limit=1");
    assert_eq!(answer.json()["item_id"], ODD_ID);
    assert_eq!(answer.ids("related"), ["honey"]);
    let by_partner = server.related("honey", "?relation=complementary");
    assert!(by_partner.ids("related").contains(&ODD_ID.to_owned()));
}

#[test]
fn only_the_kinds_asked_for_are_listed() {
    let server = TestServer::start();
    let answer = server.related("tea", "?relation=complementary,extension&limit=100");
    assert_eq!(answer.ids("related"), ["cup"]);
    assert_eq!(answer.json()["related"][0]["relation"], "complementary");
}

#[test]
fn an_empty_list_says_why() {
    let server = TestServer::start();
    let answer = server.related("lantern", "?relation=complementary");
    assert_eq!(answer.ids("related"), [] as [&str; 0]);
    assert_eq!(answer.json()["none_because"], "no_relation");
}

#[test]
fn what_is_out_of_stock_is_not_offered() {
    let server = TestServer::start();
    let answer = server.related("lantern", "?limit=100");
    assert!(!answer.ids("related").contains(&"sold-out".to_owned()));
}

#[test]
fn an_answer_never_holds_the_item_asked_about_and_at_most_so_many() {
    let server = TestServer::start();
    assert_eq!(server.related("tea", "?limit=1").ids("related").len(), 1);
    let all = server.related("tea", "").ids("related");
    assert!(!all.contains(&"tea".to_owned()));
}
