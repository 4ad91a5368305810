//! What is planted can be found.

use std::num::NonZeroUsize;

use datasets::synthetic::ShopParams;
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};

use crate::shop::{Shop, seeds};

/// Fewer orders together are too few to ask for.
const LEAST_TOGETHER: u32 = 30;
const TOP: usize = 20;

#[test]
fn planted_pairs_with_thirty_orders_are_among_the_anchors_top_twenty() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(100_000, seed));
        let params = TrainParams::default().check().unwrap();
        let threads = NonZeroUsize::new(2).unwrap();
        let trained = train(&shop.history(), &params, threads, &|_| {}).unwrap();
        let snapshot = Snapshot::decode(&trained.bytes).unwrap();
        let orders = shop.orders();
        for function in ["extension", "complementary"] {
            let (mut n, mut n_found) = (0, 0);
            for pair in shop.pairs().iter().filter(|pair| pair.function == function) {
                let index = |id| snapshot.vocabulary().index(id);
                let (Some(a), Some(b)) = (index(&pair.a), index(&pair.b)) else { continue };
                let row = snapshot.graph().row(a);
                let place = row.items().iter().position(|&item| item == b.0);
                // A pair that the graph has not kept is counted by hand.
                let together = match place {
                    Some(place) => row.get(place).unwrap().evidence().together,
                    None => {
                        let both = |items: &&std::collections::HashSet<String>| {
                            items.contains(&pair.a) && items.contains(&pair.b)
                        };
                        orders.values().filter(both).count() as u32
                    }
                };
                if together >= LEAST_TOGETHER {
                    n += 1;
                    n_found += u32::from(place.is_some_and(|place| place < TOP));
                }
            }
            println!("seed {seed}: {n_found} of {n} {function} pairs in the top {TOP}");
            assert!(n >= 40, "{n} pairs with {LEAST_TOGETHER} orders are too few to judge by");
            assert!(f64::from(n_found) >= 0.95 * f64::from(n));
        }
    }
}
