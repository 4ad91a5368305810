//! A running service, and the shop that it serves.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemView, Money, OrderLine};
use server::keys::{KeyFile, Scope};
use server::model_dir::ModelDir;
use server::service::Service;
use server::shop::{Shop, Shops};

/// An id that must be encoded in an address.
pub(crate) const ODD_ID: &str = "茶/1 50%+?#";

/// A running service; it ends when it is dropped.
pub(crate) struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _dir: tempfile::TempDir,
}

impl Running {
    /// A service that anybody may ask.
    pub(crate) fn start() -> Self {
        Self::with_keys([]).0
    }

    /// A service that has a key of each scope.
    pub(crate) fn with_keys<const N: usize>(scopes: [Scope; N]) -> (Self, [String; N]) {
        let dir = tempfile::tempdir().unwrap();
        let model = ModelDir::create(dir.path()).unwrap();
        model.publish(&snapshot()).unwrap();
        let file = KeyFile::of(dir.path());
        let keys = scopes
            .map(|scope| file.create("test", scope, "2026-01-01T00:00:00Z").unwrap().0.to_string());
        let shops = Shops::one(Shop::open(model).unwrap()).unwrap();
        let (tell, told) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                let service = Service::bind(shops, "127.0.0.1:0").unwrap();
                tell.send((service.addresses()[0], service.handle())).unwrap();
                service.run().await.unwrap();
            });
        });
        let (address, handle) = told.recv().unwrap();
        (Self { address, handle, thread: Some(thread), _dir: dir }, keys)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        self.thread.take().map(JoinHandle::join);
    }
}

/// Tea and cup in forty orders, an odd id with honey in twenty, a lantern alone in a hundred; one customer.
fn snapshot() -> Vec<u8> {
    let mut intake = Intake::new();
    intake.set_currency("GBP");
    let mut number = 0;
    let baskets: [(&[&str], usize); 3] =
        [(&["tea", "cup"], 40), (&[ODD_ID, "honey"], 20), (&["lantern"], 100)];
    for (items, times) in baskets {
        for _ in 0..times {
            number += 1;
            let order = number.to_string();
            for item in items {
                intake.push_line(&line(&order, item)).unwrap();
            }
        }
    }
    let customer = Some(Id::parse("阿花/1").unwrap());
    intake.push_line(&OrderLine { customer, ..line("by a customer", "honey") }).unwrap();
    let known = ItemView {
        title: Some("White cup"),
        category: Some("Kitchen > Cups"),
        price: Some(Money(450)),
        ..ItemView::default()
    };
    let facts = ItemFacts { known, attributes: &[("colour", "white")] };
    intake.push_item(Id::parse("cup").unwrap(), &facts).unwrap();
    let known = ItemView { price: Some(Money(400)), ..ItemView::default() };
    let facts = ItemFacts { known, attributes: &[] };
    intake.push_item(Id::parse("tea").unwrap(), &facts).unwrap();
    let (history, params) = (intake.finish().unwrap(), TrainParams::default().check().unwrap());
    train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
}

fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
}
