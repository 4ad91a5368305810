//! `GET /v1/customers/{customer_id}/reorder`, and customers of `POST /v1/suggestions`

use serde_json::json;

use crate::shop::customers_snapshot;
use crate::test_server::TestServer;

#[test]
fn what_a_customer_bought_is_in_a_list_of_its_own_and_not_suggested() {
    let server = TestServer::serving(&customers_snapshot());
    let answer = server.get("/v1/customers/%E9%98%BF%E8%8A%B1%2F1/reorder");
    assert_eq!(answer.ids("reorder"), ["honey", "lantern"]);
    let body = answer.json();
    assert_eq!(body["customer_id"], "阿花/1");
    assert_eq!(body["reorder"][0]["orders"], 2);
    assert_eq!(body["reorder"][0]["title"], "Honey");
    assert_eq!(body["reorder"][0]["days_ago"], json!(null));
    let suggested = |customer: &str| {
        let query = json!({"cart": ["tea"], "customer_id": customer, "limit": 100});
        server.suggestions(&query).ids("suggestions")
    };
    assert!(!suggested("阿花/1").iter().any(|id| id == "honey" || id == "lantern"));
    assert!(suggested("nobody").contains(&"honey".to_owned()));
}

#[test]
fn an_unknown_customer_and_a_wrong_limit_are_told() {
    let server = TestServer::serving(&customers_snapshot());
    let problem = |path: &str| server.get(path).problem();
    insta::assert_snapshot!(problem("/v1/customers/nobody/reorder"), @"404 customer_not_found: the snapshot being served has no purchases of customer `nobody`");
    insta::assert_snapshot!(problem("/v1/customers/%E9%98%BF%E8%8A%B1%2F1/reorder?limit=x"), @"422 query_invalid: `limit`: `x`, expected 1 to 100");
    let one = server.get("/v1/customers/%E9%98%BF%E8%8A%B1%2F1/reorder?limit=1");
    assert_eq!(one.ids("reorder"), ["honey"]);
}
