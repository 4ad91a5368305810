//! What a plot says, in the languages of the service.

use engine::suggest::Language;

/// The words of one language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub(super) Language);

/// What a sign of the plot means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The highest point.
    Best,
    /// A discount without a point.
    Gap,
    /// The discounts that were asked for.
    Asked,
}

impl Words {
    /// The language as pages name it.
    pub(super) fn tag(self) -> &'static str {
        self.of("en", "zh-Hans")
    }

    pub(super) fn title(self) -> &'static str {
        self.of("Expected incremental margin by discount", "各优惠幅度的预期增量毛利")
    }

    /// The name of the axis of money.
    pub(super) fn up(self, unit: &str) -> String {
        let name = self.of("expected incremental margin", "预期增量毛利");
        if unit.is_empty() { format!("{name} ↑") } else { format!("{name}, {unit} ↑") }
    }

    /// The name of the axis of discounts.
    pub(super) fn across(self) -> &'static str {
        self.of("discount →", "优惠 →")
    }

    /// What is earned at a discount.
    pub(super) fn point(self, percent: &str, money: &str) -> String {
        match self.0 {
            Language::En => format!("{money} at {percent}"),
            Language::Zh => format!("优惠 {percent}：{money}"),
        }
    }

    /// That nothing is offered at a discount.
    pub(super) fn gap(self, percent: &str) -> String {
        match self.0 {
            Language::En => format!("no bundle keeps the limits at {percent}"),
            Language::Zh => format!("优惠 {percent}：没有符合限制的套餐"),
        }
    }

    /// Before what is said of each discount.
    pub(super) fn best(self, point: &str) -> String {
        match self.0 {
            Language::En => format!("The most is {point}. "),
            Language::Zh => format!("最高为{point}。"),
        }
    }

    pub(super) fn entry(self, entry: &Entry) -> &'static str {
        match entry {
            Entry::Best => self.of("earns most", "毛利最高"),
            Entry::Gap => self.of("no bundle keeps the limits", "没有符合限制的套餐"),
            Entry::Asked => self.of("the discounts that were asked for", "所求的优惠"),
        }
    }

    /// Between what is said of one discount and of the next.
    pub(super) fn and(self) -> &'static str {
        self.of("; ", "；")
    }

    fn of(self, en: &'static str, zh: &'static str) -> &'static str {
        match self.0 {
            Language::En => en,
            Language::Zh => zh,
        }
    }
}
