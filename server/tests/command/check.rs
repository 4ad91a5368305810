//! `dapei check`

use crate::shell::{Shell, orders, stderr, stdout};

#[test]
fn a_checked_file_tells_its_columns_what_is_missing_and_what_is_refused() {
    let shell = Shell::new();
    let rows = "Invoice No,sku,qty,date,colour\n1,tea,2,05/01/2026,red\n1,cup,many,05/01/2026,\n2,,1,05/01/2026,\n";
    shell.write("sales.csv", rows);
    let checked = shell.dapei("check sales.csv --columns item_id=sku").code(0);
    assert_eq!(stderr(&checked), "");
    insta::assert_snapshot!(stdout(&checked), @r"
    sales.csv: orders, CSV
      columns
        Invoice No  → order_id  (guessed)
        sku         → item_id
      columns not read: qty, date, colour
      not taken for what the name says, unless they are mapped
        date → timestamp: not a time, expected RFC 3339, YYYY-MM-DD or Unix seconds (line 2: `05/01/2026`)
        qty → quantity: not a number (line 3: `many`)
      missing
        customer_id  returns cannot be settled across orders, and every order counts as that of a new buyer
        timestamp    orders do not age, nothing is rising (`latent`), and nothing is known to be bought first
        quantity     every row counts as one piece, and none as a return
        unit_price   items have no price unless a file about items gives it
        status       every row counts as paid: export paid orders only
        title        items are shown by their id unless a file about items gives titles
        category     no item has a family unless a file about items gives categories
      to read it so: --columns 'item_id=sku,order_id=Invoice No'
      rows
                3  read
                2  taken
                1  refused: column `sku`: empty, expected an id (line 4)

    to train:
      dapei train --orders sales.csv --columns 'item_id=sku,order_id=Invoice No' --model model
    ");
}

#[test]
fn a_header_that_does_not_print_is_shown_escaped_and_a_long_one_is_cut() {
    let shell = Shell::new();
    let wide: Vec<String> = (0..50).map(|column| format!("c{column}")).collect();
    let header = format!("order_id,item_id,\u{1b}[31mred,\"two\nlines\",{}", wide.join(","));
    shell.write("o.csv", &format!("{header}\n1,tea{}\n", ",".repeat(52)));
    let told = stdout(&shell.dapei("check o.csv").success());
    let line = told.lines().find(|line| line.starts_with("  columns not read")).unwrap();
    assert!(line.contains(r"\u{1b}[31mred, two\nlines, c0, "), "{line}");
    assert!(line.ends_with("c37 and 12 more"), "{line}");
}

#[test]
fn the_line_that_is_proposed_trains_and_reads_the_same() {
    let shell = Shell::new();
    shell.write("my orders.csv", &orders().replace("order_id,item_id", "Order No,SKU"));
    shell.write("items.csv", "Variant SKU,Title,colour\ntea,Green tea,green\n");
    shell.write("q.csv", "query_id,item_id\n1,tea\n");
    let text = stdout(&shell.dapei("check *.csv").success());
    let proposed = text.lines().find(|line| line.contains("dapei train")).unwrap().trim();
    insta::assert_snapshot!(proposed, @"dapei train --orders 'my orders.csv' --items items.csv --columns 'order_id=Order No,item_id=SKU' --item-columns 'item_id=Variant SKU,title=Title' --model model");
    let trained = shell.shell(proposed).success();
    let told = stderr(&trained);
    assert!(told.contains("150 rows = 150 taken + 0 not counted + 0 refused"), "{told}");
    assert!(text.contains("dapei recommend --model model --queries q.csv --k 20"), "{text}");
}

#[test]
fn checked_views_tell_what_is_refused_and_train_beside_orders() {
    let shell = Shell::new();
    shell.write("orders.csv", &orders());
    shell.write("views.csv", "user,item_id,action,when\n7,tea,view,x\n7,cup,cart,x\n,cup,cart,x\n");
    let text = stdout(&shell.dapei("check views.csv").success());
    insta::assert_snapshot!(text, @"
    views.csv: views, CSV
      columns
        item_id  → item_id
        user     → customer_id  (guessed)
        action   → event        (guessed)
      columns not read: when
      missing
        session_id  what a customer views on one day counts as one visit
        timestamp   visits have no time, and those of a customer without a session count as one
      to read it so: --columns customer_id=user,event=action
      rows
                3  read
                2  taken
                1  refused: column `user`: empty, expected the id of a session or of a customer in every row (line 4)

    to train, with files of orders in place of ORDERS:
      dapei train --orders ORDERS --views views.csv --view-columns customer_id=user,event=action --model model
    ");
    let text = stdout(&shell.dapei("check orders.csv views.csv").success());
    let proposed = text.lines().find(|line| line.contains("dapei train")).unwrap().trim();
    insta::assert_snapshot!(proposed, @"dapei train --orders orders.csv --views views.csv --view-columns customer_id=user,event=action --model model");
    let told = stderr(&shell.shell(proposed).success());
    assert!(told.contains("views: 2 rows = 2 kept + 0 repeated"), "{told}");
}

#[test]
fn what_would_not_be_read_is_1_with_one_line_and_the_rest_is_told() {
    let shell = Shell::new();
    shell.write("a.csv", "a,b\n1,2\n");
    shell.write("empty.csv", "");
    shell.write("orders.csv", &orders());
    shell.write("views.csv", "session_id,item_id\n1,\n");
    let failed = |words: &str| stderr(&shell.dapei(&format!("check {words}")).code(1));
    insta::assert_snapshot!(failed("a.csv"), @"dapei: a.csv: neither orders nor items nor views, by its name and its columns; found `a`, `b`; say what it is and which column is which, such as `--as orders --columns order_id=…,item_id=…`");
    insta::assert_snapshot!(failed("none.csv"), @"dapei: none.csv: cannot be opened: No such file or directory (os error 2)");
    insta::assert_snapshot!(failed("a.csv empty.csv"), @"dapei: nothing would be read of 2 files, for the reasons above");
    insta::assert_snapshot!(failed("views.csv"), @"dapei: views.csv: none of its 1 rows can be used; 1 refused: column `item_id`: empty, expected an id (line 2)");
    let some = shell.dapei("check orders.csv empty.csv").code(1);
    insta::assert_snapshot!(stderr(&some), @"dapei: 1 of 2 files would not be read, for the reasons above");
    let told = stdout(&some);
    assert!(
        told.contains("would not be read: empty.csv: empty, expected a header and rows"),
        "{told}"
    );
    assert!(told.contains("dapei train --orders orders.csv --model model"), "{told}");
    shell.dapei("check").code(2);
    shell.dapei("check --as order orders.csv").code(2);
}

#[test]
fn an_export_in_several_files_is_proposed_with_its_preset() {
    let shell = Shell::new();
    shell.write("orders.csv", "order_id,user_id,eval_set,order_number\n1,9,prior,1\n2,9,test,2\n");
    shell.write("lines.csv", "order_id,product_id,add_to_cart_order,reordered\n1,5,1,0\n1,6,2,0\n");
    shell.write("products.csv", "product_id,product_name,aisle_id,department_id\n5,Soda,77,7\n");
    let text = stdout(&shell.dapei("check products.csv lines.csv orders.csv").success());
    insta::assert_snapshot!(text, @r"
    products.csv: items of the known export instacart, CSV
      columns
        product_id     → item_id
        product_name   → title
        aisle_id       → category, its second level
        department_id  → category, its first level
      rows
                1  read
                1  taken
      notes
                1  products filed under the number of their aisle or department, whose name no file gives

    lines.csv: orders of the known export instacart, CSV
      columns
        order_id    → order_id
        product_id  → item_id
      columns not read: add_to_cart_order, reordered
      missing
        timestamp   orders do not age, nothing is rising (`latent`), and nothing is known to be bought first
        quantity    every row counts as one piece, and none as a return
        unit_price  items have no price unless a file about items gives it
      rows
                2  read
                2  taken
      notes
                2  header rows of orders, 1 of them with lines: each gives its lines their customer
                1  header rows without lines: no orders

    orders.csv: orders of the known export instacart, CSV
      columns
        order_id  → order_id
        user_id   → customer_id
      columns not read: eval_set, order_number
      rows
                2  read
                2  taken

    to train:
      dapei train --orders lines.csv orders.csv --items products.csv --preset instacart --model model
    ");
    let proposed = text.lines().find(|line| line.contains("dapei train")).unwrap().trim();
    shell.shell(proposed).success();
}

#[test]
fn what_can_be_read_only_once_is_not_looked_at() {
    let shell = Shell::new();
    let told = stderr(
        &shell.shell("ln -s /dev/stdin orders.csv; echo tea | dapei check orders.csv").code(1),
    );
    let refused =
        "orders.csv: can be read only once, expected a file that stays: save it, and check that";
    assert!(told.contains(refused), "{told}");
}
