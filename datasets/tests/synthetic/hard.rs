//! Words and counts alone do not tell the functions apart.

use std::collections::{HashMap, HashSet};

use datasets::synthetic::{Cause, ShopParams};

use crate::shop::{Pair, Shop, seeds};

const FUNCTIONS: [&str; 4] = ["substitute", "extension", "complementary", "none"];
/// One, overlap, lift; and their squares and product.
type Features = [f64; 6];
/// Of each function, what each feature counts.
type Weights = [[f64; 6]; 4];

/// A pair with what the baseline knows of it.
struct Example {
    features: Features,
    function: usize,
    is_for_test: bool,
}

/// What the baseline is to reach at least, lest it be below the ceiling because it learns nothing. To say
/// the commonest function of every pair gives about 0.15.
const FLOOR: f64 = 0.40;
/// What the baseline is to stay below.
const CEILING: f64 = 0.75;
/// How far a step of its training goes, where features are orthogonal: one by the curvature, which is a
/// half at most.
const STEP: f64 = 2.0;
/// Steps of its training, and how many at the end are to change little.
const N_STEPS: usize = 1_500;
const N_LAST_STEPS: usize = 100;
/// What these may change of the mean loss. Unit: nats a pair.
const LAST_CHANGE: f64 = 1e-4;

#[test]
fn a_logistic_regression_on_word_overlap_and_lift_stays_below_three_quarters() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(100_000, seed));
        let examples = examples(&shop);
        let [plain, squared] = [3, 6].map(|n_features| baseline(&examples, n_features));
        println!(
            "seed {seed}: macro-F1 {:.3} on word overlap and lift, {:.3} with their squares and \
             product; expected below {CEILING}",
            plain.macro_f1, squared.macro_f1
        );
        for Baseline { macro_f1, last_change } in [plain, squared] {
            assert!((FLOOR..CEILING).contains(&macro_f1), "macro-F1 {macro_f1}");
            let changed =
                format!("the last {N_LAST_STEPS} steps changed the loss by {last_change}");
            assert!(last_change < LAST_CHANGE, "{changed}");
        }
    }
}

#[test]
fn titles_of_unrelated_items_share_words_too() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(100_000, seed));
        let titles = titles(&shop);
        let mean = |overlaps: Vec<f64>| overlaps.iter().sum::<f64>() / overlaps.len() as f64;
        let of_pairs = |is_meant: &dyn Fn(&Pair) -> bool| {
            let pairs = shop.pairs();
            let meant = pairs.iter().filter(|pair| is_meant(pair));
            mean(meant.map(|pair| overlap(&titles[&pair.a], &titles[&pair.b])).collect())
        };
        let of = |function: &str| {
            of_pairs(&|pair| pair.function == function && pair.stratum != "same-leaf")
        };
        let [substitute, extension, complementary, unrelated] = FUNCTIONS.map(of);
        let same_leaf = of_pairs(&|pair| pair.stratum == "same-leaf");
        // Items are numbered at random: neighbours are any two.
        let neighbours = shop.rows("items.csv");
        let neighbours =
            neighbours.windows(2).map(|two| overlap(&titles[&two[0][0]], &titles[&two[1][0]]));
        let any_two = mean(neighbours.collect());
        println!(
            "seed {seed}: mean word overlap {substitute:.3} of substitutes, {extension:.3} of \
             extensions, {complementary:.3} of complements, {unrelated:.3} of unrelated items, \
             {same_leaf:.3} of unrelated ones of one leaf, {any_two:.3} of any two"
        );
        // Unrelated items of one leaf are as alike as extensions at least, others as complements.
        assert!(same_leaf > extension && unrelated > complementary);
        assert!(substitute > same_leaf && any_two > 0.01);
    }
}

#[test]
fn many_lines_are_noise_and_most_pairs_within_an_order_are_not_planted() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(100_000, seed));
        let n_lines: u64 = shop.report.lines_by_cause.iter().sum();
        let noise = shop.report.n_noise() as f64 / n_lines as f64;
        let pairs = shop.pairs();
        let planted: HashSet<[&str; 2]> = pairs
            .iter()
            .filter(|pair| pair.function != "none")
            .flat_map(|pair| [[&*pair.a, &*pair.b], [&*pair.b, &*pair.a]])
            .collect();
        let (mut n_together, mut n_planted) = (0_u64, 0_u64);
        for items in shop.orders().values() {
            n_together += (items.len() * (items.len() - 1)) as u64;
            let with = |&item: &&String| {
                items.iter().filter(|other| planted.contains(&[&**item, &***other])).count() as u64
            };
            n_planted += items.iter().map(|item| with(&item)).sum::<u64>();
        }
        let unplanted = 1.0 - n_planted as f64 / n_together as f64;
        println!(
            "seed {seed}: {noise:.3} of the lines are noise; {unplanted:.3} of the pairs within \
             an order are not planted"
        );
        let share = |cause: Cause| {
            let n = shop.report.lines_by_cause[cause as usize];
            format!("{} {:.3}", cause.name(), n as f64 / n_lines as f64)
        };
        println!("seed {seed}: lines by cause: {}", Cause::ALL.map(share).join(", "));
        assert!((0.08..0.15).contains(&noise) && unplanted > 0.6);
    }
}

/// The words of every title.
fn titles(shop: &Shop) -> HashMap<String, HashSet<String>> {
    shop.rows("items.csv").into_iter().map(|row| (row[0].clone(), words(&row[1]))).collect()
}

/// Words that two titles share, as a share of the words of either (Jaccard).
fn overlap(a: &HashSet<String>, b: &HashSet<String>) -> f64 {
    a.intersection(b).count() as f64 / a.union(b).count() as f64
}

/// Pairs whose items both have even numbers to learn from, both odd to test on: no item in both.
fn examples(shop: &Shop) -> Vec<Example> {
    let titles = titles(shop);
    let orders = shop.orders();
    let pairs = shop.pairs();
    let mut partners: HashMap<&str, Vec<&str>> = HashMap::new();
    for pair in &pairs {
        partners.entry(&pair.a).or_default().push(&pair.b);
    }
    let mut n_with: HashMap<&str, f64> = HashMap::new();
    let mut n_with_both: HashMap<(&str, &str), f64> = HashMap::new();
    for items in orders.values() {
        for item in items {
            *n_with.entry(item).or_default() += 1.0;
            for &other in partners.get(&**item).into_iter().flatten() {
                if items.contains(other) {
                    *n_with_both.entry((item, other)).or_default() += 1.0;
                }
            }
        }
    }
    let number = |id: &str| id[1..].parse::<u32>().unwrap();
    let mut examples: Vec<Example> = pairs
        .iter()
        .filter(|pair| number(&pair.a) % 2 == number(&pair.b) % 2)
        .map(|pair| {
            let overlap = overlap(&titles[&pair.a], &titles[&pair.b]);
            let with = |id: &str| n_with.get(id).copied().unwrap_or(0.0);
            let expected = with(&pair.a) * with(&pair.b) / orders.len() as f64;
            let together = n_with_both.get(&(&*pair.a, &*pair.b)).copied().unwrap_or(0.0);
            let lift = ((together + 0.5) / (expected + 0.5)).ln();
            Example {
                features: [1.0, overlap, lift, overlap * overlap, lift * lift, overlap * lift],
                function: FUNCTIONS.iter().position(|&name| name == pair.function).unwrap(),
                is_for_test: number(&pair.a) % 2 == 1,
            }
        })
        .collect();
    orthogonalise(&mut examples);
    examples
}

/// Words without case; runs of ideographs as overlapping pairs.
fn words(title: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    for word in title.split_whitespace() {
        let characters: Vec<char> = word.to_lowercase().chars().collect();
        if characters.len() > 1 && characters.iter().any(|&c| c > '\u{3400}') {
            words.extend(characters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.insert(characters.into_iter().collect());
        }
    }
    words
}

/// Makes the features orthogonal, each of mean square 1 over the pairs to learn from; the first n span
/// what they spanned before. [`STEP`] then fits every direction.
///
/// Source: Böhning, *Multinomial Logistic Regression Algorithm*, Annals of the Institute of Statistical
/// Mathematics 44(1), 1992, pages 197-200: the curvature is at most half that of the features.
fn orthogonalise(examples: &mut [Example]) {
    let mean_product = |examples: &[Example], one: usize, other: usize| {
        let learned = examples.iter().filter(|example| !example.is_for_test);
        let product = |example: &Example| example.features[one] * example.features[other];
        learned.clone().map(product).sum::<f64>() / learned.count() as f64
    };
    for feature in 1..6 {
        for earlier in 0..feature {
            let shared = mean_product(examples, feature, earlier);
            for Example { features, .. } in examples.iter_mut() {
                features[feature] -= shared * features[earlier];
            }
        }
        let size = mean_product(examples, feature, feature).sqrt();
        examples.iter_mut().for_each(|example| example.features[feature] /= size);
    }
}

/// A baseline that was learned and tested.
struct Baseline {
    macro_f1: f64,
    /// By how much the last steps changed the mean loss. Unit: nats a pair.
    last_change: f64,
}

/// Learns a multinomial logistic regression on the first `n_features` and tests it.
///
/// Source: Nesterov, *A Method of Solving a Convex Programming Problem with Convergence Rate O(1/k²)*,
/// Soviet Mathematics Doklady 27(2), 1983, pages 372-376.
fn baseline(examples: &[Example], n_features: usize) -> Baseline {
    let learned: Vec<&Example> = examples.iter().filter(|example| !example.is_for_test).collect();
    let loss = |weights: &Weights| {
        let of = |example: &&Example| {
            -chances(weights, &example.features, n_features)[example.function].ln()
        };
        learned.iter().map(of).sum::<f64>() / learned.len() as f64
    };
    let (mut weights, mut before) = ([[0.0; 6]; 4], [[0.0; 6]; 4]);
    let mut loss_before = f64::INFINITY;
    for step in 0..N_STEPS {
        if step == N_STEPS - N_LAST_STEPS {
            loss_before = loss(&weights);
        }
        // On by nearly as much as the last step went, and from there down the slope.
        let onward = step as f64 / (step as f64 + 3.0);
        let mut ahead: Weights = weights;
        for (weight, before) in ahead.as_flattened_mut().iter_mut().zip(before.as_flattened()) {
            *weight += onward * (*weight - before);
        }
        before = weights;
        weights = ahead;
        for example in &learned {
            let chances = chances(&ahead, &example.features, n_features);
            for (function, row) in weights.iter_mut().enumerate() {
                let error = chances[function] - f64::from(function == example.function);
                for (weight, feature) in row.iter_mut().zip(&example.features[..n_features]) {
                    *weight -= STEP / learned.len() as f64 * error * feature;
                }
            }
        }
    }
    let last_change = (loss_before - loss(&weights)).abs();
    let mut table = [[0.0_f64; 4]; 4];
    for example in examples.iter().filter(|example| example.is_for_test) {
        let chances = chances(&weights, &example.features, n_features);
        let likeliest = (0..4).max_by(|&a, &b| chances[a].total_cmp(&chances[b])).unwrap();
        table[example.function][likeliest] += 1.0;
    }
    let f1 = |function: usize| {
        let is: f64 = table[function].iter().sum();
        let said: f64 = table.iter().map(|row| row[function]).sum();
        2.0 * table[function][function] / (is + said)
    };
    Baseline { macro_f1: (0..4).map(f1).sum::<f64>() / 4.0, last_change }
}

fn chances(weights: &Weights, features: &Features, n_features: usize) -> [f64; 4] {
    let dot = |row: &[f64; 6]| (0..n_features).map(|at| row[at] * features[at]).sum::<f64>();
    let odds = weights.map(|row| dot(&row).exp());
    let sum: f64 = odds.iter().sum();
    odds.map(|odds| odds / sum)
}
