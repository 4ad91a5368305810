//! The catalogue and the truth about it, as files.

use std::path::Path;

use super::catalogue::Role;
use super::choices::Taste;
use super::error::ShopError;
use super::lexicon::{COLOURS, FAMILIES};
use super::relations::Tie;
use super::report::ShopReport;
use super::rows::Rows;
use super::shop::Shop;
use super::unrelated::Trap;

/// Writes `items.csv`.
pub(super) fn write_items(folder: &Path, shop: &Shop, titles: &[String]) -> Result<(), ShopError> {
    let (catalogue, ids) = (&shop.catalogue, &shop.ids);
    let header = "item_id,title,category,brand,price,cost,stock,colour,size";
    let mut rows = Rows::create(folder, "items.csv", header)?;
    for (number, item) in catalogue.items.iter().enumerate() {
        let of = catalogue.leaves[item.leaf as usize];
        let brand = &catalogue.brands[item.brand as usize];
        rows.text(&ids[number]).comma().text(titles[number].as_bytes()).comma();
        rows.text(of.family().path.as_bytes()).text(b" > ").text(of.leaf.name.as_bytes()).comma();
        rows.text(brand.name.as_bytes()).comma().money(item.price).comma().money(item.cost);
        rows.comma().number(u64::from(item.stock)).comma();
        rows.text(COLOURS[item.colour][brand.language].as_bytes()).comma();
        rows.text(of.leaf.sizes[item.size].as_bytes());
        rows.end()?;
    }
    rows.finish().map(|_| ())
}

/// Writes `truth_items.csv`.
pub(super) fn write_item_truth(folder: &Path, shop: &Shop) -> Result<(), ShopError> {
    let header = "item_id,momentum,is_threshold_filler,is_free_gift,season,price_tier";
    let mut rows = Rows::create(folder, "truth_items.csv", header)?;
    for (number, (item, id)) in (0..).zip(shop.catalogue.items.iter().zip(&shop.ids)) {
        let (is_filler, is_gift) = (item.role == Role::Filler, item.role == Role::Gift);
        // What is added, given away or carried along says nothing of demand.
        let is_open = is_filler || is_gift || shop.demand.is_carried(&shop.catalogue, number);
        let momentum = if is_open { "" } else { item.momentum.name() };
        let season = match item.role {
            Role::Seasonal(season) => season.name(),
            Role::Wanted | Role::Slow | Role::Filler | Role::Gift => "",
        };
        rows.text(id).comma().text(momentum.as_bytes()).comma();
        rows.text(truth(is_filler)).comma().text(truth(is_gift)).comma().text(season.as_bytes());
        rows.comma().text(item.tier.name().as_bytes()).end()?;
    }
    rows.finish().map(|_| ())
}

/// Writes `truth_customers.csv`: a row of every customer, whether they ever come or not.
pub(super) fn write_customers(folder: &Path, shop: &Shop) -> Result<(), ShopError> {
    let header = "customer_id,price_tier,favourite_1,favourite_2,favourite_3";
    let mut rows = Rows::create(folder, "truth_customers.csv", header)?;
    for customer in 0..shop.n_customers {
        let taste = Taste::of(customer, shop.seed);
        rows.text(b"C").number(customer + 1).comma().text(taste.tier.name().as_bytes());
        for family in taste.families {
            rows.comma().text(FAMILIES[family].path.as_bytes());
        }
        rows.end()?;
    }
    rows.finish().map(|_| ())
}

/// Writes `truth_relations.csv` and counts its pairs.
pub(super) fn write_relations(
    folder: &Path,
    shop: &Shop,
    unrelated: &[(u32, u32, Trap)],
    report: &mut ShopReport,
) -> Result<(), ShopError> {
    let (catalogue, ids) = (&shop.catalogue, &shop.ids);
    let header = "item_a,item_b,function,stratum";
    let mut rows = Rows::create(folder, "truth_relations.csv", header)?;
    let mut row = |a: u32, b: u32, function: &str, stratum: &str| {
        rows.text(&ids[a as usize]).comma().text(&ids[b as usize]).comma();
        rows.text(function.as_bytes()).comma().text(stratum.as_bytes());
        rows.end()
    };
    for need in &catalogue.needs {
        for (place, &a) in need.members.iter().enumerate() {
            for &b in &need.members[place + 1..] {
                let brands =
                    [a, b].map(|item| &catalogue.brands[catalogue.item(item).brand as usize]);
                let is_one_language = brands[0].language == brands[1].language;
                let stratum = if is_one_language { "one-language" } else { "two-languages" };
                row(a, b, "substitute", stratum)?;
                report.n_substitutes += 1;
            }
        }
    }
    for pair in &shop.relations.pairs {
        let department =
            |item| catalogue.leaves[catalogue.item(item).leaf as usize].family().department;
        let (function, stratum) = match pair.tie {
            Tie::Extension if pair.is_mostly_later() => ("extension", "mostly-later"),
            Tie::Extension => ("extension", "mostly-together"),
            Tie::Complement if department(pair.anchor) == department(pair.item) => {
                ("complementary", "one-department")
            }
            Tie::Complement => ("complementary", "two-departments"),
        };
        row(pair.anchor, pair.item, function, stratum)?;
        match pair.tie {
            Tie::Extension => report.n_extensions += 1,
            Tie::Complement => report.n_complements += 1,
        }
    }
    for &(a, b, trap) in unrelated {
        row(a, b, "none", trap.name())?;
        report.n_unrelated += 1;
    }
    rows.finish().map(|_| ())
}

fn truth(is_so: bool) -> &'static [u8] {
    if is_so { b"true" } else { b"false" }
}
