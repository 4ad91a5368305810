//! Stock that was set while the service ran, after SIGKILL.
//!
//! A service whose description has no operation that sets it fails the trial.

use std::error::Error;

use dapei_benches::Connection;
use dapei_benches::trial::{House, ServiceProcess, Verdict, get};
use serde_json::Value;

/// The operation that sets stock.
const OPERATION: &str = "/paths/~1v1~1items~1{item_id}/put";
/// Items whose stock is set.
const N_ITEMS: usize = 50;

/// Sets the stock of items to 0, kills the service after the last answer, and asks for them again after a start.
pub(crate) fn try_live_stock(
    house: &House,
    snapshot: &[u8],
    verdict: &mut Verdict,
) -> Result<(), Box<dyn Error>> {
    let model = house.model("stock", snapshot)?;
    let mut service = ServiceProcess::start(house.dapei(), model.path())?;
    let mut open = Connection::open(service.address())?;
    let description: Value = json(&mut open, "/openapi.json")?;
    if description.pointer(OPERATION).is_none() {
        return Err("this service has no `PUT /v1/items/{item_id}`".into());
    }
    let anchors = House::item_ids(snapshot, N_ITEMS)?;
    let mut gone = Vec::new();
    for anchor in &anchors {
        let first = json(&mut open, &related(anchor))?["related"][0]["item_id"].clone();
        if let Some(id) =
            first.as_str().filter(|id| id.chars().all(|letter| letter.is_ascii_alphanumeric()))
        {
            gone.push((anchor.clone(), id.to_owned()));
        }
    }
    let body = r#"{"stock":0}"#;
    for (_, id) in &gone {
        let length = body.len();
        let request = format!(
            "PUT /v1/items/{id} HTTP/1.1\r\nhost: dapei\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        open.send(request.as_bytes())?;
        let answer = open.answer()?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("setting stock is answered {}", answer.head).into());
        }
    }
    let listed_before = n_listed(&mut open, &gone)?;
    service.kill()?;
    let service = ServiceProcess::start(house.dapei(), model.path())?;
    let listed_after = n_listed(&mut Connection::open(service.address())?, &gone)?;
    verdict.at_least("SIGKILL: items whose stock was set", gone.len() as f64, N_ITEMS as f64, "");
    verdict.at_most("SIGKILL: of them listed before it", listed_before as f64, 0.0, "");
    verdict.at_most("SIGKILL: of them listed after the start", listed_after as f64, 0.0, "");
    Ok(())
}

/// How many of the items are listed beside their anchors.
fn n_listed(open: &mut Connection, gone: &[(String, String)]) -> Result<usize, Box<dyn Error>> {
    let mut n_listed = 0;
    for (anchor, id) in gone {
        let answer = json(open, &related(anchor))?;
        let listed = answer["related"].as_array().ok_or("no list")?;
        n_listed += usize::from(listed.iter().any(|item| item["item_id"] == id.as_str()));
    }
    Ok(n_listed)
}

fn related(anchor: &str) -> String {
    format!("/v1/items/{anchor}/related?limit=100")
}

fn json(open: &mut Connection, path: &str) -> Result<Value, Box<dyn Error>> {
    open.send(&get(path))?;
    Ok(serde_json::from_slice(open.receive()?)?)
}
