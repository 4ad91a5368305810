//! `dapei train`

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use crate::shell::{Shell, orders, stderr, stdout};

#[test]
fn training_tells_what_it_read_and_publishes() {
    let shell = Shell::new();
    shell.write("orders.csv", &(orders() + "101,,\n"));
    let trained = shell.dapei("train --orders orders.csv --model model").success();
    let said = stdout(&trained);
    let words: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(words.len(), 4, "{said}");
    assert_eq!((words[0], words[1]), ("snapshot", "1"));
    assert_eq!(words[2].len(), 16);
    assert_eq!(words[3], "model/snapshot-000001.dapei");
    let told = stderr(&trained);
    assert!(told.contains("151 rows = 150 taken + 0 not counted + 1 refused"), "{told}");
    assert!(
        told.contains("orders: 150 rows = 150 kept + 0 summed + 0 returns + 0 taken back"),
        "{told}"
    );
    assert!(told.contains("memory for counting: at most"), "{told}");
    assert!(told.contains("count pairs"), "{told}");
}

#[test]
fn the_same_rows_make_the_same_snapshot_whatever_the_threads_and_names() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("other.tsv", &orders().replace(',', "\t").replace("item_id", "StockCode"));
    shell.dapei("train --orders orders.csv --model a --threads 1").success();
    shell
        .dapei("train --orders other.tsv --columns item_id=StockCode --model b --threads 2")
        .success();
    let bytes = |name: &str| fs::read(shell.path(name).join("snapshot-000001.dapei")).unwrap();
    assert!(bytes("a") == bytes("b"));
}

/// Once every currency had the two decimals of most.
#[test]
fn a_pattern_names_all_its_files_and_a_file_named_twice_is_wrong_usage() {
    let shell = Shell::new();
    let rows = orders();
    let (header, rows) = rows.split_once('\n').unwrap();
    for (part, rows) in rows.lines().collect::<Vec<_>>().chunks(40).enumerate() {
        shell.write(&format!("part-{part}.csv"), &format!("{header}\n{}\n", rows.join("\n")));
    }
    shell.write("orders.csv", &orders());
    shell.dapei("train --orders part-*.csv --model parts").success();
    shell.dapei("train --orders orders.csv --model whole").success();
    let bytes =
        |model: &str| fs::read(shell.path(&format!("{model}/snapshot-000001.dapei"))).unwrap();
    assert!(bytes("parts") == bytes("whole"));
    let twice = shell.dapei("train --orders part-0.csv part-*.csv --model twice").code(2);
    assert!(stderr(&twice).contains("is named twice"), "{}", stderr(&twice));
    assert!(!shell.path("twice/snapshot-000001.dapei").exists());
}

#[test]
fn prices_have_the_decimals_of_their_currency() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    for (currency, price, minor) in [("JPY", "450", 450), ("KWD", "4.5", 4500), ("EUR", "4.5", 450)]
    {
        shell.write("items.csv", &format!("item_id,price\ntea,{price}\n"));
        let words = "train --orders orders.csv --items items.csv --model model --currency";
        shell.dapei(&format!("{words} {currency}")).success();
        let item = stdout(&shell.dapei("inspect --model model tea").success());
        assert!(item.contains(&format!("price: {minor} (minor units of {currency})")), "{item}");
    }
}

#[test]
fn the_format_of_the_orders_changes_no_byte_of_the_snapshot() {
    let shell = Shell::new();
    let text = orders();
    shell.write("orders.csv", &text);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    fs::write(shell.path("orders.csv.gz"), gz.finish().unwrap()).unwrap();
    fs::write(shell.path("orders.csv.zst"), zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
    write_parquet(&shell.path("orders.parquet"), &text);
    let formats = ["orders.csv", "orders.csv.gz", "orders.csv.zst", "orders.parquet"];
    let snapshots = formats.iter().flat_map(|format| [1, 2].map(|threads| (format, threads))).map(
        |(format, threads)| {
            let model = format!("{format}-{threads}");
            let words = format!("train --orders {format} --threads {threads} --model {model}");
            shell.dapei(&words).success();
            (model.clone(), fs::read(shell.path(&model).join("snapshot-000001.dapei")).unwrap())
        },
    );
    let snapshots: Vec<_> = snapshots.collect();
    for (model, bytes) in &snapshots {
        assert!(*bytes == snapshots[0].1, "{model} differs from {}", snapshots[0].0);
    }
}

/// The rows of `csv`, whose cells hold no commas, as columns of text.
fn write_parquet(path: &Path, csv: &str) {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let rows: Vec<_> = lines.collect();
    let columns = names.iter().enumerate().map(|(place, &name)| {
        let cells: StringArray = rows.iter().map(|row| Some(row[place])).collect();
        (name, Arc::new(cells) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let file = fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[test]
fn the_newest_snapshots_are_kept() {
    let shell = Shell::with_model();
    for _ in 0..3 {
        shell.dapei("train --orders orders.csv --model model --keep 2").success();
    }
    let mut names: Vec<String> = fs::read_dir(shell.path("model"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    assert_eq!(names, ["snapshot-000003.dapei", "snapshot-000004.dapei"]);
}

#[test]
fn a_chosen_snapshot_stays_active_and_is_said_to() {
    let shell = Shell::with_model();
    shell.write("model/active", "1");
    let trained = shell.dapei("train --orders orders.csv --model model --keep 1").success();
    assert!(stderr(&trained).contains("snapshot 1 stays active"));
    assert!(shell.path("model/snapshot-000001.dapei").exists());
}

#[test]
fn bad_rows_fail_where_that_is_asked_for_and_nothing_is_published() {
    let shell = Shell::new();
    shell.write("orders.csv", &(orders() + "101,,\n"));
    let failed = shell.dapei("train --orders orders.csv --bad-rows fail --model model").code(1);
    let last = stderr(&failed);
    assert!(last.contains("orders.csv") && last.contains("item_id"), "{last}");
    assert!(!shell.path("model/snapshot-000001.dapei").exists());
}

#[test]
fn facts_about_items_go_before_those_of_orders() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("items.csv", "item_id,title,price\ntea,Green tea,4.50\n");
    shell
        .dapei("train --orders orders.csv --items items.csv --currency GBP --model model")
        .success();
    let item = stdout(&shell.dapei("inspect --model model tea").success());
    assert!(item.starts_with("tea  Green tea\n"), "{item}");
    assert!(item.contains("price: 450 (minor units of GBP)"), "{item}");
}

/// Nine views of the shop's items, two of them repeated, and the last of nobody.
const VIEWS: &str = "session_id,customer_id,item_id,timestamp,event\n\
    s1,ann,tea,2026-01-01,view\n\
    s1,ann,tea,2026-01-01,cart\n\
    s1,ann,cup,2026-01-01,view\n\
    s2,,tea,2026-01-02,view\n\
    s2,,tea,2026-01-02,view\n\
    s2,,vase,2026-01-02,favorite\n\
    ,bo,cup,2026-01-02,view\n\
    ,bo,tea,2026-01-03,view\n\
    ,,tea,2026-01-03,view\n";

#[test]
fn views_are_read_counted_and_told() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("views.csv", VIEWS);
    let words = "train --orders orders.csv --views views.csv --rejects bad.csv --model model";
    let told = stderr(&shell.dapei(words).success());
    let (_, views) = told.split_once("views: ").unwrap();
    let block: Vec<&str> = views.lines().take_while(|line| !line.contains("netted")).collect();
    insta::assert_snapshot!(block.join("\n"), @"
    8 rows = 6 kept + 2 repeated
      4 visits of 2 customers to 3 items
              1  items were only seen: no order holds them
              1  visits name no customer
    ");
    let rejects = fs::read_to_string(shell.path("bad.views.csv")).unwrap();
    insta::assert_snapshot!(rejects, @r#"
    file,row,line,column,reason,value,raw_row
    views.csv,9,10,session_id,"empty, expected the id of a session or of a customer in every row",,",,tea,2026-01-03,view"
    "#);
    assert!(!shell.path("bad.csv").exists());
    let inspect = |item: &str| {
        let text = stdout(&shell.dapei(&format!("inspect --model model {item}")).success());
        text.lines().take(3).map(|line| format!("{line}\n")).collect::<String>()
    };
    insta::assert_snapshot!(inspect("tea"), @"
    tea  The tea
      in 40 orders, momentum steady
      seen in 3 visits, wanted (cart or favourite) in 1
    ");
    insta::assert_snapshot!(inspect("vase"), @"
    vase  (no title)
      in 0 orders, momentum steady
      seen in 1 visits, wanted (cart or favourite) in 1
    ");
    insta::assert_snapshot!(inspect("lantern"), @"
    lantern  The lantern
      in 60 orders, momentum hot
      seen in 0 visits, wanted (cart or favourite) in 0
    ");
    let model = stdout(&shell.dapei("inspect --model model").success());
    assert!(model.contains("  and 6 views in 4 visits\n"), "{model}");
}

#[test]
fn without_views_nothing_is_said_of_visits() {
    let shell = Shell::with_model();
    let text = stdout(&shell.dapei("inspect --model model tea").success());
    assert!(!text.contains("visits"), "{text}");
    let model = stdout(&shell.dapei("inspect --model model").success());
    assert!(model.contains("without views: how often an item is seen is not known"), "{model}");
}

#[test]
fn views_take_a_mapping_of_their_own_and_any_sequence_gives_the_same_snapshot() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    let (header, rows) = VIEWS.split_once('\n').unwrap();
    let mut lines: Vec<&str> = rows.lines().collect();
    shell.write("views.csv", VIEWS);
    lines.reverse();
    let (one, two) = lines.split_at(4);
    let file = |header: &str, rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let foreign = header.replace("session_id", "Visit").replace("item_id", "Sku");
    shell.write("one.csv", &file(&foreign, one));
    shell.write("two.csv", &file(&foreign, two));
    shell.dapei("train --orders orders.csv --views views.csv --model a").success();
    let columns = "--view-columns session_id=Visit,item_id=Sku";
    let words = format!("train --orders orders.csv --views one.csv two.csv {columns} --model b");
    shell.dapei(&words).success();
    let bytes = |name: &str| fs::read(shell.path(name).join("snapshot-000001.dapei")).unwrap();
    assert!(bytes("a") == bytes("b"));
    shell.dapei(&format!("train --orders orders.csv {columns} --model c")).code(2);
}

#[test]
fn a_bad_view_fails_where_that_is_asked_for_and_nothing_is_published() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("views.csv", VIEWS);
    let words = "train --orders orders.csv --views views.csv --bad-rows fail --model model";
    let told = stderr(&shell.dapei(words).code(1));
    insta::assert_snapshot!(told.lines().last().unwrap(), @"dapei: cannot read the views: views.csv: row 9 (line 10), column `session_id`: empty, expected the id of a session or of a customer in every row");
    assert!(!shell.path("model/snapshot-000001.dapei").exists());
}

#[test]
fn a_mapping_that_no_file_has_and_items_that_never_sold_are_told() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("items.csv", "item_id,Name\nTEA,Tea\nCUP,Cup\n");
    let words =
        "train --orders orders.csv --items items.csv --fit-budget 0 --model model --columns";
    let told = stderr(&shell.dapei(&format!("{words} title=Nmae")).success());
    let mapped = "--columns names columns that no file has, and nothing was read so: title=Nmae";
    assert!(told.contains(mapped), "{told}");
    let sold = "2  items of the files about items, and none of them sold: are their ids those of the orders?";
    assert!(told.contains(sold), "{told}");
    let told = stderr(&shell.dapei(&format!("{words} title=Name")).success());
    assert!(!told.contains("no file has"), "{told}");
}

#[test]
fn labels_are_read_told_and_never_two_for_one_pair() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    let train = |labels: &str| {
        shell.write("labels.csv", &format!("item_a,item_b,function\n{labels}"));
        shell.dapei("train --orders orders.csv --labels labels.csv --fit-budget 0 --model model")
    };
    let told = stderr(&train("tea,cup,extension\ntea,ink,none\n").success());
    assert!(told.contains("labels: 2 pairs"), "{told}");
    assert!(told.contains("1  name an unknown item and say nothing"), "{told}");
    assert!(told.contains("labels 1: "), "{told}");
    assert!(told.contains("none can be judged by labels of other items"), "{told}");
    let told = stderr(&train("tea,cup,extension\ntea,honey,none\n").success());
    assert!(told.contains("none can be judged by labels of other items"), "{told}");
    let told = stderr(&train("tea,cup,extension\ncup,tea,Extension\nink,nib,none\n").success());
    assert!(told.contains("labels: 2 pairs"), "{told}");
    assert!(told.contains("1  rows say again what is said of a pair"), "{told}");
    let told = stderr(&train("ink,nib,none\n").success());
    assert!(told.contains("none names two items of the shop: the table serves"), "{told}");
    let refused = |labels: &str| stderr(&train(labels).code(1));
    insta::assert_snapshot!(
        refused("tea,cup,extension\ncup,tea,none\n"),
        @"dapei: labels.csv: row 2 (line 3), column `function`: another function than in an earlier row of the pair, expected one a pair, found `none`"
    );
    insta::assert_snapshot!(
        refused("tea,cup,friend\n"),
        @"dapei: labels.csv: row 1 (line 2), column `function`: not a function, expected substitute, extension, complementary or none, found `friend`"
    );
    insta::assert_snapshot!(
        refused("tea,tea,substitute\n"),
        @"dapei: labels.csv: row 1 (line 2), column `item_b`: the same item as in `item_a`, expected another, found `tea`"
    );
}
