//! What the columns of the known exports are in the contract's words.

use crate::options::Preset;

/// The contract's column that `column` of an export is read as, or part of it.
pub(super) fn meaning(preset: Preset, column: &str) -> Option<&'static str> {
    let meanings: &[(&str, &str)] = match preset {
        Preset::OnlineRetail => &[
            ("InvoiceNo", "order_id"),
            ("StockCode", "item_id"),
            ("Description", "title"),
            ("Quantity", "quantity"),
            ("InvoiceDate", "timestamp"),
            ("UnitPrice", "unit_price"),
            ("CustomerID", "customer_id"),
        ],
        Preset::Tafeng => &[
            ("TRANSACTION_DT", "order_id with CUSTOMER_ID, timestamp"),
            ("CUSTOMER_ID", "customer_id"),
            ("PRODUCT_SUBCLASS", "category"),
            ("PRODUCT_ID", "item_id"),
            ("AMOUNT", "quantity"),
            ("ASSET", "cost, divided by AMOUNT"),
            ("SALES_PRICE", "unit_price, divided by AMOUNT"),
        ],
        Preset::Instacart => &[
            ("order_id", "order_id"),
            ("user_id", "customer_id"),
            ("product_id", "item_id"),
            ("product_name", "title"),
            ("department_id", "category, its first level"),
            ("aisle_id", "category, its second level"),
            ("department", "name of the level"),
            ("aisle", "name of the level"),
        ],
    };
    meanings.iter().find(|(known, _)| *known == column).map(|&(_, meaning)| meaning)
}
