//! `dapei inspect`

use crate::shell::{Shell, orders, stderr, stdout};

fn inspect(shell: &Shell, items: &str) -> String {
    stdout(&shell.dapei(&format!("inspect --model model {items}")).success())
}

#[test]
fn a_snapshot_tells_where_it_came_from_and_what_sells() {
    let shell = Shell::with_model();
    let text = inspect(&shell, "");
    assert!(text.contains("learnt from 100 orders with 150 lines"), "{text}");
    assert!(text.contains("vocabulary"), "{text}");
    assert!(text.contains("half_life_days"), "{text}");
    assert!(text.trim_end().ends_with("The honey"), "{text}");
}

#[test]
fn an_item_shows_its_relations_with_evidence() {
    let shell = Shell::with_model();
    let text = inspect(&shell, "tea");
    insta::with_settings!({filters => vec![(r"  0\.\d{4}", "  [sco.]")]}, {
        insta::assert_snapshot!(text, @r"
        tea  The tea
          in 40 orders, momentum steady

        2 relations, the strongest first
           score  relation       momentum  grade  together  expected  times  at least  buyers  age  item   title
          [sco.]  complementary  steady    A            40      17.6    2.1       1.6      40    –  cup    The cup
          [sco.]  none           steady    B            10       4.5    1.8       1.1      10    –  honey  The honey
          together, expected, buyers: orders and customers; times, at least: more than chance; age: since the newest order with both; grade: by how many customers, A to C
        ");
    });
}

#[test]
fn a_pair_shows_all_that_was_counted_and_what_is_claimed() {
    let shell = Shell::with_model();
    let text = inspect(&shell, "tea honey");
    insta::with_settings!({filters => vec![(r"strength \d\.\d+", "strength [score]")]}, {
        insta::assert_snapshot!(text, @r"
        tea  The tea
          in 40 orders, momentum steady

        honey  The honey
          in 10 orders, momentum steady

        to each other: substitute 0.042, extension 0.176, complementary 0.372, none 0.410
          evidence          number  substitute  extension  complementary
          Always             1.000       -1.45      -1.00          -1.39
          PriceDistance      0.700       -1.03      -0.22          +0.15
          HasTitles          1.000       -0.29      +0.01          +0.61
          SharedPartners     0.060       +0.41      +0.01          +0.08
          VariantsTogether   0.223       +0.07      +0.19          +0.26
          Together           0.223       -0.01      +0.17          +0.24
          SharedTheme        0.013       +0.02      -0.04          -0.02
          ThemeWords         0.008       +0.01      +0.02          -0.04
          all others (1)                 -0.01      +0.00          +0.01

        counted
          100  orders in all
           40  orders with tea
           10  orders with honey
           10  orders with both
          4.5  orders with both by chance alone
           10  buyers of both in one order
            0  customers who bought tea first and honey on a later day
            0  customers who bought honey first and tea on a later day
            –  since the newest order with both

        measures
                           a → b      b → a  what it says
          support       10.000 %   10.000 %  of all orders hold both
          confidence    25.000 %  100.000 %  of the orders with the first hold the second
          lift            2.5000     2.5000  times chance, raw
          leverage       6.000 %    6.000 %  of all orders, above chance
          G²               20.03      20.03  nats, doubled: how surprising
          Jaccard         0.2500     0.2500  both of either, 0 to 1
          cosine          0.5000     0.5000  likeness of buyers, 0 to 1
          shrunk ratio      1.84       1.84  times chance, the best estimate
          at least          1.06       1.06  times chance, 95 % sure
          at most           2.79       2.79  times chance, 95 % sure
          certainty     96.490 %   96.490 %  that it is more than chance
          a: tea, b: honey

        no claim: 10 orders with both are more than chance, 4.5, but not surely
          tea → honey: none, grade B, strength [score], place 2 of 2
          honey → tea: none, grade B, strength [score], place 2 of 2
        ");
    });
}

#[test]
fn a_cart_shows_what_is_likely_and_what_its_score_is_made_of() {
    let shell = Shell::with_model();
    let text = inspect(&shell, "--cart tea");
    assert!(text.starts_with("beside tea, the most likely first"), "{text}");
    let text = inspect(&shell, "--cart tea cup");
    let said = |name: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        line.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    // The defaults: too few orders were held back to fit anything.
    // Without views their hundredth is everybody's.
    assert_eq!(said("category ")[1..], ["0.3030", "0.00000", "0.000000"]);
    assert_eq!(said("visits ")[1], "0.0000");
    assert_eq!(said("chance ")[1], "0.0303");
    assert_eq!(said("week_trend")[1], "+0.500");
    let numbers = |name: &str| -> Vec<f64> {
        said(name)[1..].iter().map(|number| number.parse().unwrap()).collect()
    };
    let pairs = numbers("pairs");
    assert!((pairs[0] * pairs[1] - pairs[2]).abs() < 1e-4, "{text}");
    assert!(inspect(&shell, "--cart tea,cup cup").contains("it is of the cart"));
    assert!(!text.contains("taste_category"), "{text}");
}

#[test]
fn a_known_customer_has_terms_of_taste_and_an_unknown_one_is_told() {
    let shell = Shell::new();
    let rows = "o1,tea,ann\no1,cup,ann\no2,tea,bo\no2,cup,bo\no2,honey,bo\no3,lantern,cy\n";
    shell.write("orders.csv", &format!("order_id,item_id,customer_id\n{rows}"));
    shell.dapei("train --orders orders.csv --model model").success();
    let text = inspect(&shell, "--cart tea --customer cy cup");
    let taste = text.lines().find(|line| line.trim_start().starts_with("taste_category")).unwrap();
    // No item has a category, and so no taste says anything.
    assert!(taste.ends_with("+0.000  1.000"), "{text}");
    let text = inspect(&shell, "--cart tea --customer ann cup");
    assert!(text.contains("no candidate beside tea: the customer bought it before"), "{text}");
    assert!(inspect(&shell, "--cart tea --customer ann").contains("honey"));
    let told = stderr(&shell.dapei("inspect --model model --cart tea --customer dee").failure());
    assert!(told.contains("knows nothing that customer \"dee\" bought"), "{told}");
    shell.dapei("inspect --model model --customer ann").failure();
}

#[test]
fn a_pair_that_was_never_bought_together_is_said_to_be_apart() {
    let shell = Shell::with_model();
    let text = inspect(&shell, "tea lantern");
    assert!(text.contains("   0  orders with both\n"), "{text}");
    assert!(text.contains("25.8  orders with both by chance alone"), "{text}");
    assert!(text.contains("claim: bought together less than chance, at most"), "{text}");
}

#[test]
fn a_pair_across_the_parts_of_a_cut_order_was_not_counted() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.dapei("train --orders orders.csv --max-basket 2 --model model").success();
    let text = inspect(&shell, "tea lantern");
    assert!(!text.contains("0  orders with both"), "{text}");
    assert!(text.contains("or not counted: 10 orders were cut for their size"), "{text}");
}

#[test]
fn a_pair_of_which_nothing_was_kept_claims_nothing() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.dapei("train --orders orders.csv --neighbours 1 --model model").success();
    // The one relation of tea is cup, that of honey too.
    let text = inspect(&shell, "tea honey");
    assert!(text.contains("no claim: the pair is not among the relations kept"), "{text}");
    assert!(text.contains("by chance alone 4.5 orders would hold both"), "{text}");
}

#[test]
fn an_unknown_item_is_an_error_that_names_what_may_be_meant() {
    let shell = Shell::with_model();
    let failed =
        |item: &str| stderr(&shell.dapei(&format!("inspect --model model {item}")).code(1));
    insta::assert_snapshot!(failed("TEA"), @"dapei: no item `TEA` in the snapshot; close: tea (The tea)");
    insta::assert_snapshot!(failed("hony"), @"dapei: no item `hony` in the snapshot; close: honey (The honey)");
    insta::assert_snapshot!(failed("submarine"), @"dapei: no item `submarine` in the snapshot, and none like it");
}
