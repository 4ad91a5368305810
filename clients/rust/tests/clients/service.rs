//! Both clients against the real service, on a free port, with a model that the engine learnt.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use dapei_client::{
    BundleRole, Client, ClientError, DiscountGiven, Filter, Grade, NoBundleBecause, NoneBecause,
    OfferBundles, Readiness, Related, RelationKind, Stage, Suggest, blocking,
};
use server::keys::Scope;

use crate::running::{ODD_ID, Running};

fn code(error: &ClientError) -> &str {
    error.problem().map_or("no problem", |problem| &problem.code)
}

fn of_cups() -> Filter {
    Filter {
        category: vec!["Kitchen".to_owned()],
        max_price: Some(500),
        attributes: BTreeMap::from([("colour".to_owned(), vec!["white".to_owned()])]),
        ..Filter::default()
    }
}

#[tokio::test]
async fn every_question_is_answered_as_types() {
    let running = Running::start();
    let dapei = Client::new(&running.url()).unwrap();

    let found = dapei.find_items("cup", Some(5)).await.unwrap();
    assert_eq!(found.items.iter().map(|item| item.item_id.as_str()).collect::<Vec<_>>(), ["cup"]);
    let none = dapei.find_items("no such thing", None).await.unwrap();
    assert_eq!((none.items.len(), none.none_because), (0, Some(NoneBecause::NoMatch)));
    assert_eq!(dapei.find_items("", None).await.unwrap().items[0].item_id, "lantern");

    let cup = dapei.item("cup").await.unwrap();
    assert_eq!((cup.facts.price, cup.facts.currency.as_deref()), (Some(450), Some("GBP")));
    assert_eq!(cup.attributes["colour"], "white");
    assert_eq!(cup.snapshot_id, found.snapshot_id);
    assert_eq!(dapei.item(ODD_ID).await.unwrap().facts.item_id, ODD_ID);

    let related = dapei.related("tea", &Related::default()).await.unwrap();
    let first = &related.related[0];
    assert_eq!((first.item_id.as_str(), first.evidence.orders_together), ("cup", 40));
    assert_ne!((first.relation, first.grade), (RelationKind::Other, Grade::Other));
    let asked = Related {
        relations: vec![first.relation, RelationKind::Hot],
        limit: Some(1),
        filter: Some(of_cups()),
        ..Related::default()
    };
    assert_eq!(dapei.related("tea", &asked).await.unwrap().related, std::slice::from_ref(first));
    let filter = Filter { brand: vec!["nobody's".to_owned()], ..Filter::default() };
    let emptied = dapei
        .related("tea", &Related { filter: Some(filter), ..Related::default() })
        .await
        .unwrap();
    assert_eq!(emptied.none_because, Some(NoneBecause::Filter));
    assert_eq!(emptied.emptied_by, [dapei_client::Condition::Brand]);

    let asked = Suggest {
        cart: vec![ODD_ID.to_owned(), "unknown".to_owned()],
        exclude: vec!["lantern".to_owned()],
        limit: Some(3),
        ..Suggest::default()
    };
    let suggested = dapei.suggestions(&asked).await.unwrap();
    assert_eq!(suggested.suggestions[0].item.item_id, "honey");
    assert!(!suggested.suggestions[0].suggestion_id.is_empty());
    assert_eq!(suggested.unknown_items, ["unknown"]);
    let paid = Suggest { stage: Some(Stage::AfterSale), ..asked };
    assert_eq!(dapei.suggestions(&paid).await.unwrap().none_because, Some(NoneBecause::Stage));

    let asked = OfferBundles {
        cart: vec!["cup".to_owned(), "unknown".to_owned()],
        max_discount_percent: Some(12.5),
        min_margin_percent: Some(20.0),
        ..OfferBundles::default()
    };
    let offered = dapei.bundles(&asked).await.unwrap();
    let bundle = &offered.bundles[0];
    assert_eq!((bundle.items[0].item_id.as_str(), bundle.list_price), ("tea", 400));
    assert_ne!((bundle.role, bundle.discount.kind), (BundleRole::Other, DiscountGiven::Other));
    assert_eq!(offered.unknown_items, ["unknown"]);
    assert_eq!(offered.assumed_margin_percent, Some(30.0));
    let paid = OfferBundles { stage: Some(Stage::AfterSale), ..asked };
    let none_because = dapei.bundles(&paid).await.unwrap().none_because;
    assert_eq!(none_because, Some(NoBundleBecause::Stage));

    let again = dapei.reorder("阿花/1", Some(2)).await.unwrap();
    assert_eq!(again.reorder[0].item_id, "honey");

    assert_eq!(dapei.health().await.unwrap().status, "ok");
    match dapei.readiness().await.unwrap() {
        Readiness::OneShop { snapshot_id, items, .. } => {
            assert_eq!((snapshot_id, items), (found.snapshot_id, 5));
        }
        Readiness::ManyShops { .. } => panic!("there is one shop"),
    }
}

#[tokio::test]
async fn what_the_service_refuses_keeps_its_code_and_request_id() {
    let running = Running::start();
    let dapei = Client::new(&running.url()).unwrap();
    let error = dapei.item("nothing").await.unwrap_err();
    let problem = error.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (404, "item_not_found"));
    let told = format!(
        "the snapshot being served has no item `nothing` (item_not_found, request {})",
        problem.request_id
    );
    assert_eq!(error.to_string(), told);
    assert_eq!(code(&dapei.suggestions(&Suggest::default()).await.unwrap_err()), "cart_empty");
    assert_eq!(code(&dapei.find_items("cup", Some(1000)).await.unwrap_err()), "query_invalid");
    for id in ["", ".", ".."] {
        assert!(matches!(dapei.item(id).await, Err(ClientError::Id { .. })), "{id:?}");
    }
    // Asked to be read as `RelationKind::Other`, it is not sent as a word that no service knows.
    let asked = Related { relations: vec![RelationKind::Other], ..Related::default() };
    assert!(matches!(dapei.related("tea", &asked).await, Err(ClientError::Question(_))));
}

#[tokio::test]
async fn a_key_opens_what_its_scope_allows() {
    let (running, [storefront, agent]) = Running::with_keys([Scope::Storefront, Scope::Agent]);
    let without = Client::new(&running.url()).unwrap();
    assert_eq!(code(&without.item("cup").await.unwrap_err()), "key_missing");
    let with = |key: &str| without.clone().with_key(key).unwrap();
    assert_eq!(with(&storefront).item("cup").await.unwrap().facts.item_id, "cup");
    assert_eq!(
        code(&with(&storefront).reorder("阿花/1", None).await.unwrap_err()),
        "scope_insufficient"
    );
    assert_eq!(with(&agent).reorder("阿花/1", None).await.unwrap().reorder.len(), 1);
    assert!(
        !format!("{:?}", with(&agent)).contains(&agent),
        "a key that is printed for debugging is in a log"
    );
    assert!(matches!(without.clone().with_key("two\nlines"), Err(ClientError::Key)));
}

#[test]
fn the_client_for_threads_asks_the_same() {
    let running = Running::start();
    let dapei = blocking::Client::new(&format!("{}/", running.url())).unwrap();
    assert_eq!(dapei.find_items("cup", None).unwrap().items.len(), 1);
    assert_eq!(dapei.item(ODD_ID).unwrap().facts.item_id, ODD_ID);
    let asked = Related { limit: Some(1), filter: Some(of_cups()), ..Related::default() };
    assert_eq!(dapei.related("tea", &asked).unwrap().related[0].item_id, "cup");
    let asked = Suggest { cart: vec!["tea".to_owned()], ..Suggest::default() };
    assert_eq!(dapei.suggestions(&asked).unwrap().suggestions[0].item.item_id, "cup");
    let asked = OfferBundles { cart: vec!["cup".to_owned()], ..OfferBundles::default() };
    assert_eq!(dapei.bundles(&asked).unwrap().bundles[0].items[0].item_id, "tea");
    assert_eq!(dapei.reorder("阿花/1", None).unwrap().customer_id, "阿花/1");
    assert_eq!(dapei.health().unwrap().status, "ok");
    assert!(matches!(dapei.readiness().unwrap(), Readiness::OneShop { .. }));
    assert_eq!(code(&dapei.item("nothing").unwrap_err()), "item_not_found");
}

#[tokio::test]
async fn what_is_no_address_and_what_is_no_service_are_told_apart() {
    for address in ["", "127.0.0.1:7700", "ftp://shop.example", "http://shop.example/?a=b"] {
        assert!(matches!(Client::new(address), Err(ClientError::Address { .. })), "{address}");
    }
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Client::new(&format!("http://{nobody}")).unwrap().health().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreached(_)), "{error:?}");
    assert_eq!(error.retry_after(), None);
    // A service below a path of another: here one that is not there.
    let running = Running::start();
    let below = Client::new(&format!("{}/below/", running.url())).unwrap();
    let error = below.item("cup").await.unwrap_err();
    assert_eq!(
        error.problem().unwrap().detail,
        "no route `/below/v1/items/cup`; `/docs` lists all of them"
    );
}

/// Answers as of a service that is busy, of one of a later release, and of something else.
#[tokio::test]
async fn answers_of_other_services_are_read_as_far_as_they_go() {
    let answering = |head: &'static str, body: &'static str| {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().unwrap();
            assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
            write!(stream, "HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
                .unwrap();
        });
        Client::new(&format!("http://{address}")).unwrap()
    };
    let busy = r#"{"type":"urn:dapei:problem:shop_unavailable","title":"t","status":503,"detail":"d","code":"shop_unavailable","request_id":"r","later":1}"#;
    let error = answering("503 Busy\r\nretry-after: 7", busy).health().await.unwrap_err();
    assert_eq!(
        (code(&error), error.retry_after()),
        ("shop_unavailable", Some(Duration::from_secs(7)))
    );
    let later = r#"{"snapshot_id":"s","item_id":"tea","related":[],"none_because":"a_word_of_later","and":{}}"#;
    let read = answering("200 OK", later).related("tea", &Related::default()).await.unwrap();
    assert_eq!(read.none_because, Some(NoneBecause::Other));
    let error = answering("502 Bad Gateway", "<html>").health().await.unwrap_err();
    assert!(matches!(error, ClientError::NotUnderstood { status: 502, .. }), "{error:?}");
    let error = answering("200 OK", "<html>").health().await.unwrap_err();
    assert!(matches!(error, ClientError::NotUnderstood { status: 200, .. }), "{error:?}");
}
