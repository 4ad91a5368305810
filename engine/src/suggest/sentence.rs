//! Reasons as sentences, in the language of whoever reads them.

use std::fmt;

use super::answer::Reason;

/// A language that sentences are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// Its name over HTTP: ISO 639.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

/// A reason as one sentence that states counts only.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// What is said.
    pub reason: Reason,
    /// How.
    pub language: Language,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.language {
            Language::En => english(self.reason, f),
            Language::Zh => chinese(self.reason, f),
        }
    }
}

/// In English.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        english(*self, f)
    }
}

fn english(reason: Reason, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match reason {
        Reason::Together { orders, at_least } => write!(
            f,
            "Bought together in {orders} orders, at least {} times more than chance.",
            OneDecimalBelow(at_least)
        ),
        Reason::Seen { orders, sold } => write!(
            f,
            "Sold in {}; seen together in {}, not certain to be more than chance.",
            OrdersInWords(sold),
            OrdersInWords(orders)
        ),
        Reason::Instead { orders, expected } => write!(
            f,
            "One for the other, seldom bought together: in {orders} orders, where chance \
                 would give {expected:.0}."
        ),
        Reason::Seldom { orders, sold } => write!(
            f,
            "Sold in {}; together in {orders}, which is less than chance would give.",
            OrdersInWords(sold)
        ),
        Reason::BothHot { sold } => {
            write!(f, "A best-seller beside a best-seller: sold in {}.", OrdersInWords(sold))
        }
        Reason::Rising { sold } => {
            write!(f, "Its sales are rising: sold in {} so far.", OrdersInWords(sold))
        }
        Reason::CategorySeller { sold } => {
            write!(f, "Sells well in the same category: sold in {}.", OrdersInWords(sold))
        }
        Reason::Compared { sold } => {
            write!(f, "Seen in the same visits, more than chance; sold in {}.", OrdersInWords(sold))
        }
        Reason::Inferred { sold: 0 } => {
            f.write_str("Inferred from what the two are; not sold yet.")
        }
        Reason::Inferred { sold } => {
            write!(f, "Inferred from what the two are; sold in {}.", OrdersInWords(sold))
        }
        Reason::Unpaired { sold: 0 } => f.write_str("Not sold yet."),
        Reason::Unpaired { sold } => write!(f, "Sold in {}.", OrdersInWords(sold)),
        Reason::ShopSeller { sold } => {
            write!(f, "Sells well in this shop: sold in {}.", OrdersInWords(sold))
        }
    }
}

fn chinese(reason: Reason, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match reason {
        Reason::Together { orders, at_least } => {
            write!(f, "{orders} 笔订单里一起购买，至少是偶然的 {} 倍。", OneDecimalBelow(at_least))
        }
        Reason::Seen { orders, sold } => {
            write!(f, "售出 {sold} 笔；其中 {orders} 笔一起购买，不能确定多于偶然。")
        }
        Reason::Instead { orders, expected } => {
            write!(f, "二者择一，很少一起购买：{orders} 笔订单，偶然会有 {expected:.0} 笔。")
        }
        Reason::Seldom { orders, sold } => {
            write!(f, "售出 {sold} 笔；其中 {orders} 笔一起购买，少于偶然。")
        }
        Reason::BothHot { sold } => write!(f, "热卖配热卖：售出 {sold} 笔。"),
        Reason::Rising { sold } => write!(f, "销量正在上升：至今售出 {sold} 笔。"),
        Reason::CategorySeller { sold } => write!(f, "同类目里卖得好：售出 {sold} 笔。"),
        Reason::Compared { sold } => {
            write!(f, "在同一次浏览里被看过，多于偶然；售出 {sold} 笔。")
        }
        Reason::Inferred { sold: 0 } => f.write_str("由两件商品本身推断；尚未售出。"),
        Reason::Inferred { sold } => write!(f, "由两件商品本身推断；售出 {sold} 笔。"),
        Reason::Unpaired { sold: 0 } => f.write_str("尚未售出。"),
        Reason::Unpaired { sold } => write!(f, "售出 {sold} 笔。"),
        Reason::ShopSeller { sold } => write!(f, "本店卖得好：售出 {sold} 笔。"),
    }
}

/// `1 order`, or `2 orders`.
struct OrdersInWords(u32);

impl fmt::Display for OrdersInWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} order{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

/// Rounded down to one decimal, so that "at least" stays true. For ratios of orders only: above
/// zero, and far below the 19 digits that it can write.
struct OneDecimalBelow(f64);

impl fmt::Display for OneDecimalBelow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Whole numbers are written several times faster than fractions.
        let tenths = (self.0 * 10.0) as u64;
        write!(f, "{}.{}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_in_chinese_is_rounded_down_too() {
        let reason = Reason::Together { orders: 214, at_least: 4.89 };
        let sentence = Sentence { reason, language: Language::Zh };
        assert_eq!(sentence.to_string(), "214 笔订单里一起购买，至少是偶然的 4.8 倍。");
        let seldom =
            Sentence { reason: Reason::Seldom { orders: 2, sold: 40 }, language: Language::Zh };
        assert_eq!(seldom.to_string(), "售出 40 笔；其中 2 笔一起购买，少于偶然。");
    }

    #[test]
    fn a_claim_is_rounded_down() {
        let reason = Reason::Together { orders: 214, at_least: 4.89 };
        assert_eq!(
            reason.to_string(),
            "Bought together in 214 orders, at least 4.8 times more than chance."
        );
    }

    #[test]
    fn one_order_is_no_claim() {
        let reason = Reason::Seen { orders: 1, sold: 40 };
        assert_eq!(
            reason.to_string(),
            "Sold in 40 orders; seen together in 1 order, not certain to be more than chance."
        );
        assert_eq!(
            Reason::ShopSeller { sold: 1 }.to_string(),
            "Sells well in this shop: sold in 1 order."
        );
    }
}
