//! Under which names shop platforms export the contract's columns, and which column is meant.

use crate::options::ColumnMap;

use super::binding::WantedColumn;

/// Names of each column, letters and digits only, the likeliest first. Of names in two lists the
/// column that is looked for first has it: orders before items before customers.
const KNOWN_AS: [(&str, &[&str]); 16] = [
    (
        "order_id",
        &[
            "orderid",
            "ordernumber",
            "orderno",
            "ordernr",
            "order",
            "incrementid",
            "invoiceno",
            "invoice",
            "invoiceid",
            "invoicenumber",
            "transactionid",
            "transaction",
            "amazonorderid",
            "受注番号",
            "注文番号",
            "注文id",
            "basketid",
            "basket",
            "receiptid",
            "receiptno",
            "tid",
            "主订单编号",
            "订单编号",
            "订单号",
            ONLY_BESIDE_LINES,
        ],
    ),
    (
        "item_id",
        &[
            "itemid",
            "itemno",
            "sku",
            "skuid",
            "itemsku",
            "productsku",
            "lineitemsku",
            "variantsku",
            "productid",
            "productcode",
            "variantid",
            "stockcode",
            "articleid",
            "article",
            "articleno",
            "objectid",
            "ean",
            "asin",
            "item",
            "product",
            "商家编码",
            "商家编码规格维度",
            "外部系统编号",
            "商品编码",
            "商品编号",
            "商品id",
            "商品番号",
            "商品コード",
            "品番",
            "宝贝id",
            ONLY_WHERE_ROWS_ARE_ITEMS,
        ],
    ),
    (
        "customer_id",
        &[
            "customerid",
            "customer",
            "userid",
            "user",
            "usertoken",
            "memberid",
            "buyerid",
            "clientid",
            "customeremail",
            "billingemail",
            "buyeremail",
            "emailbilling",
            "email",
            "买家会员名",
            "买家会员",
            "买家昵称",
            "客户账号",
            "下单帐号",
            "下单账号",
            "用户id",
            "会员名",
            "会員id",
            "会員番号",
            "顧客id",
            "顧客番号",
            "userpseudoid",
        ],
    ),
    (
        "timestamp",
        &[
            "paidat",
            "orderdate",
            "createdat",
            "datecreated",
            "datecreatedgmt",
            "invoicedate",
            "purchasedate",
            "transactiondate",
            "transactiondt",
            "time",
            "date",
            "datetime",
            "eventtime",
            "createtime",
            "订单付款时间",
            "付款时间",
            "支付时间",
            "付款确认时间",
            "订单创建时间",
            "下单时间",
            "注文日時",
            "受注日時",
            "購入日時",
            "注文日",
            "受注日",
        ],
    ),
    (
        "quantity",
        &[
            "lineitemquantity",
            "qtyordered",
            "productqty",
            "qty",
            "itemquantity",
            "quantitypurchased",
            "units",
            "购买数量",
            "宝贝总数量",
            "订购数量",
            "商品数量",
            "商品数量件",
            "個数",
            "quantityrefund",
            "数量",
        ],
    ),
    (
        "unit_price",
        &[
            "lineitemprice",
            OF_A_PIECE_BUT_ON_AMAZON,
            "productprice",
            "itemcost",
            "price",
            "价格",
            "商品价格",
            "单价",
            "京东价",
            "単価",
            "価格",
            "販売価格",
        ],
    ),
    ("status", &["financialstatus", "orderstatus", "paymentstatus", "订单状态"]),
    (
        "title",
        &[
            "lineitemname",
            "itemname",
            "productname",
            "producttitle",
            "description",
            "name",
            "宝贝标题",
            "商品标题",
            "商品名称",
            "标题",
            "商品名",
            "商品",
        ],
    ),
    (
        "category",
        &[
            "productcategory",
            "categories",
            "categorypath",
            "categoryname",
            "producttype",
            "type",
            "类目",
            "商品类目",
            "商品分类",
            "宝贝类目",
            "カテゴリ",
            "カテゴリー",
            "商品カテゴリ",
        ],
    ),
    ("brand", &["vendor", "manufacturer", "lineitemvendor", "brandname", "品牌"]),
    (
        "price",
        &[
            "variantprice",
            "regularprice",
            "listprice",
            "saleprice",
            "unitprice",
            "价格",
            "価格",
            "販売価格",
            "一口价",
            "京东价",
        ],
    ),
    ("cost", &["costperitem", "unitcost", "costprice", "成本价", "成本"]),
    (
        "stock",
        &[
            "variantinventoryqty",
            "inventoryqty",
            "inventory",
            "stockquantity",
            "qty",
            "库存",
            "库存数量",
        ],
    ),
    ("url", &["link", "producturl", "permalink", "pageurl", "商品链接", "宝贝链接"]),
    ("session_id", &["visitorid", "session", "visitid", "conversationid", "gasessionid", "会话id"]),
    ("event", &["eventtype", "eventname", "feedbacktype", "action", "behavior", "behaviortype"]),
];

/// `Name` is the order's number where the other columns are those of a line, as Shopify writes it,
/// and anybody's name elsewhere.
const ONLY_BESIDE_LINES: &str = "name";
const START_OF_LINES: &str = "lineitem";
/// `ID` is the item's where a row is one, and who knows whose elsewhere.
const ONLY_WHERE_ROWS_ARE_ITEMS: &str = "id";
/// WooCommerce gives every product an `ID`, by which its orders name it, and an `SKU` to some of them.
const OF_WOOCOMMERCE_PRODUCTS: &str = "visibilityincatalog";
/// `item-price` is that of all pieces of a line in Amazon's reports.
const OF_A_PIECE_BUT_ON_AMAZON: &str = "itemprice";
const OF_AMAZON: [&str; 3] = ["amazonorderid", "orderitemid", "asin"];

/// A column that seems to be meant though it has another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Guess {
    /// The contract's column.
    pub(crate) column: &'static str,
    /// The file's column, as its header has it.
    pub(crate) source: String,
}

impl Guess {
    /// The contract's own `column`, whose cells are still to be looked at.
    pub(crate) fn own(column: &'static str) -> Self {
        Self { column, source: column.to_owned() }
    }

    /// Whether the file's column bears the contract's name.
    pub(crate) fn is_own(&self) -> bool {
        self.source == self.column
    }

    /// Whether the name alone says little: the cells may hold words that nobody knows.
    pub(crate) fn needs_known_words(&self) -> bool {
        matches!(self.column, "status" | "event")
    }
}

/// For each of `wanted` that is neither mapped nor in `header` under its own name, the column of
/// `header` that is meant, where one is. None is meant twice, and none of `not_meant` is.
pub(crate) fn guess(
    wanted: &[WantedColumn],
    header: &[String],
    map: &ColumnMap,
    not_meant: &[String],
) -> Vec<Guess> {
    let plain: Vec<String> = header.iter().map(|name| letters(name)).collect();
    let has_lines = plain.iter().any(|name| name.starts_with(START_OF_LINES));
    let is_of_items = wanted.iter().any(|column| column.name == "stock");
    let is_there = |name: &str| plain.iter().any(|other| other == name);
    let is_of_woocommerce = is_of_items && is_there(OF_WOOCOMMERCE_PRODUCTS) && is_there("id");
    let is_of_amazon = OF_AMAZON.into_iter().any(is_there);
    let is_own = |name: &str| wanted.iter().any(|column| column.name == name);
    let is_mapped = |name: &str| map.pairs().any(|(_, source)| source == name);
    // A comma would end the mapping, and of two columns of one name neither is meant.
    let is_free = |name: &String| {
        !name.contains(',')
            && !is_own(name)
            && !is_mapped(name)
            && !not_meant.contains(name)
            && header.iter().filter(|other| *other == name).count() == 1
    };
    let mut free: Vec<bool> = header.iter().map(is_free).collect();
    let mut guesses = Vec::new();
    for column in wanted {
        let column = column.name;
        if map.source_of(column).is_some() || header.iter().any(|name| name == column) {
            continue;
        }
        let is_known = |name: &&str| match (column, *name) {
            ("order_id", ONLY_BESIDE_LINES) => has_lines,
            ("item_id", ONLY_WHERE_ROWS_ARE_ITEMS) => is_of_items,
            ("item_id", _) => !is_of_woocommerce,
            ("unit_price", OF_A_PIECE_BUT_ON_AMAZON) => !is_of_amazon,
            _ => true,
        };
        let own = letters(column);
        let names = [own.as_str()].into_iter().chain(names_of(column).iter().copied());
        let place = names
            .filter(is_known)
            .find_map(|name| (0..header.len()).find(|&place| free[place] && plain[place] == name));
        if let Some(place) = place {
            free[place] = false;
            guesses.push(Guess { column, source: header[place].clone() });
        }
    }
    guesses
}

fn names_of(column: &str) -> &'static [&'static str] {
    let known = KNOWN_AS.iter().find(|(known, _)| *known == column);
    known.map_or(&[], |(_, names)| names)
}

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{ITEM_COLUMNS, ORDER_COLUMNS};
    use super::*;

    fn guessed(wanted: &[WantedColumn], header: &str, map: &str) -> String {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let guesses = guess(wanted, &header, &map.parse().unwrap(), &[]);
        let shown: Vec<String> =
            guesses.iter().map(|guess| format!("{}={}", guess.column, guess.source)).collect();
        shown.join(",")
    }

    #[test]
    fn every_name_is_written_as_it_is_looked_for_and_stands_once_a_column() {
        for (column, names) in KNOWN_AS {
            for (place, name) in names.iter().enumerate() {
                assert_eq!(letters(name), *name, "{column}");
                assert!(!names[..place].contains(name), "{column} {name}");
            }
        }
    }

    #[test]
    fn the_headers_of_known_platforms_are_understood() {
        let shopify = "Name,Email,Financial Status,Paid at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Vendor";
        insta::assert_snapshot!(guessed(&ORDER_COLUMNS, shopify, ""), @"order_id=Name,item_id=Lineitem sku,customer_id=Email,timestamp=Paid at,quantity=Lineitem quantity,unit_price=Lineitem price,status=Financial Status,title=Lineitem name");
        let taobao = "订单编号,标题,价格,购买数量,商家编码,买家会员名,订单付款时间,订单状态";
        insta::assert_snapshot!(guessed(&ORDER_COLUMNS, taobao, ""), @"order_id=订单编号,item_id=商家编码,customer_id=买家会员名,timestamp=订单付款时间,quantity=购买数量,unit_price=价格,status=订单状态,title=标题");
        let amazon = "order-id,order-item-id,purchase-date,buyer-email,sku,product-name,quantity-purchased,currency,item-price,item-tax";
        insta::assert_snapshot!(guessed(&ORDER_COLUMNS, amazon, ""), @"order_id=order-id,item_id=sku,customer_id=buyer-email,timestamp=purchase-date,quantity=quantity-purchased,title=product-name");
        let rakuten = "注文番号,注文日時,会員ID,商品番号,商品名,個数,単価";
        insta::assert_snapshot!(guessed(&ORDER_COLUMNS, rakuten, ""), @"order_id=注文番号,item_id=商品番号,customer_id=会員ID,timestamp=注文日時,quantity=個数,unit_price=単価,title=商品名");
        let woocommerce =
            "ID,Type,SKU,Name,Published,Visibility in catalog,Stock,Regular price,Categories";
        insta::assert_snapshot!(guessed(&ITEM_COLUMNS, woocommerce, ""), @"item_id=ID,title=Name,category=Categories,price=Regular price,stock=Stock");
    }

    #[test]
    fn what_is_mapped_or_there_under_its_own_name_is_not_guessed() {
        insta::assert_snapshot!(guessed(&ORDER_COLUMNS, "order_id,sku,ProductID,qty", "item_id=ProductID"), @"quantity=qty");
        insta::assert_snapshot!(guessed(&ITEM_COLUMNS, "name,item_id,price", ""), @"title=name");
    }

    #[test]
    fn two_columns_of_one_name_and_one_with_a_comma_are_not_meant() {
        assert_eq!(guessed(&ORDER_COLUMNS, "sku,sku,qty", ""), "quantity=qty");
        let header = vec!["order, id".to_owned()];
        assert_eq!(guess(&ORDER_COLUMNS, &header, &ColumnMap::default(), &[]), []);
    }
}
