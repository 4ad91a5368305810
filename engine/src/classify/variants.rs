//! Variants: one thing in several colours, sizes or flavours.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::bound;
use super::feature::{Feature, Features, flag};
use crate::graph::Graph;
use crate::relation::plain_title;
use crate::words::{Catalog, ItemIndex};

/// Colours, sizes and flavours.
const WORDS: &str = include_str!("variant_words.txt");
/// Marks a word that counts between spaces only.
const WHOLE: char = '=';
/// Units of an amount, behind its digits.
const UNITS: [&str; 34] = [
    "ml", "cl", "l", "g", "kg", "mg", "oz", "lb", "lbs", "mm", "cm", "m", "inch", "gb", "tb",
    "mah", "w", "v", "pack", "packs", "pk", "pcs", "piece", "pieces", "count", "码", "寸", "升",
    "克", "斤", "毫升", "千克", "公斤", "厘米",
];
/// More things of one folded title are a range, not variants: ten colours in ten sizes are still one thing.
const MOST_VARIANTS: usize = 100;
/// Variants that bear witness for each other, the best sellers: the others are in few orders.
const MOST_WITNESSES: usize = 12;

/// Which items are variants of one thing: titles that are the same once colours, sizes, flavours and amounts
/// are taken out, of one category and one brand.
/// Words and rule are our own.
///
/// Costs 4 bytes an item, and 4 for each variant.
#[derive(Debug)]
pub(super) struct Variants {
    /// Which thing an item is a variant of, if it has others.
    thing_of: Vec<Option<u32>>,
    variants: Vec<Vec<ItemIndex>>,
}

impl Variants {
    /// Costs a pass over the titles.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let folding = Folding::new();
        let n_items = catalog.columns().prices.len();
        let mut things: HashMap<Thing<'_>, Vec<ItemIndex>, FixedState> = HashMap::default();
        for item in (0..n_items as u32).map(ItemIndex) {
            let Some(folded) = folding.folded(catalog.title(item).unwrap_or("")) else { continue };
            let key = (folded, catalog.category_of(item), catalog.item(item).brand);
            things.entry(key).or_default().push(item);
        }
        let are_variants = |items: &Vec<ItemIndex>| (2..=MOST_VARIANTS).contains(&items.len());
        let mut variants: Vec<_> = things.into_values().filter(are_variants).collect();
        variants.sort_unstable();
        let mut thing_of = vec![None; n_items];
        for (thing, items) in (0..).zip(&variants) {
            items.iter().for_each(|item| thing_of[item.position()] = Some(thing));
        }
        Self { thing_of, variants }
    }

    /// Whether both are variants of one thing.
    pub(super) fn are_of_one(&self, a: ItemIndex, b: ItemIndex) -> bool {
        let thing = |item: ItemIndex| self.thing_of[item.position()];
        thing(a).is_some() && thing(a) == thing(b)
    }

    /// Whether both, which are `together` so surely, are of one thing, and what all variants of either say of
    /// both, into `features`.
    pub(super) fn read(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        graph: &Graph,
        together: f32,
        features: &mut Features,
    ) {
        features[Feature::Variants as usize] = flag(self.are_of_one(a, b));
        features[Feature::VariantsTogether as usize] = self.together(a, b, graph, together);
    }

    /// How surely any variants of the two are together, but not less than `together`, how surely the two
    /// themselves are; that, where they have no others or are variants of one thing.
    ///
    /// A buyer of several variants at once is a witness of each two: all witnesses count by the larger
    /// number of variants the less. Costs a walk through the rows of the thing with fewer variants.
    fn together(&self, a: ItemIndex, b: ItemIndex, graph: &Graph, together: f32) -> f32 {
        let (of_a, of_b) = (self.of(a), self.of(b));
        if (of_a.is_none() && of_b.is_none()) || self.are_of_one(a, b) {
            return together;
        }
        let alone = [[a], [b]];
        let mut things = [of_a.unwrap_or(&alone[0]), of_b.unwrap_or(&alone[1])];
        // The same from either side.
        things.sort_unstable_by_key(|thing| (thing.len(), thing[0]));
        let [walked, other] = things.map(|thing| &thing[..thing.len().min(MOST_WITNESSES)]);
        let sold = |item: ItemIndex| f64::from(graph.n_orders_with(item));
        let all_sold = |thing: &[ItemIndex]| thing.iter().map(|&one| sold(one)).sum::<f64>();
        // What chance gives of pairs that are not kept follows from how often their items sold.
        let mut of_others = all_sold(walked) * all_sold(other);
        let (mut witnessed, mut expected) = (0.0, 0.0);
        for edge in walked.iter().flat_map(|&one| graph.row(one).iter()) {
            if other.contains(&edge.item()) {
                let evidence = edge.evidence();
                witnessed += evidence.witnessed();
                expected += evidence.expected();
                of_others -= sold(edge.anchor()) * sold(edge.item());
            }
        }
        let even_orders = graph.columns().chance.even_orders().unwrap_or(f64::INFINITY);
        expected += of_others.max(0.0) / even_orders;
        let n = other.len() as f64;
        bound(witnessed / n, expected / n).max(together)
    }

    /// The variants of a thing, among them `item`; nothing where it has no others.
    pub(super) fn of(&self, item: ItemIndex) -> Option<&[ItemIndex]> {
        self.thing_of[item.position()].map(|thing| &*self.variants[thing as usize])
    }
}

/// What variants share: the folded title, the category, the brand.
type Thing<'c> = (String, Option<u32>, Option<&'c str>);

/// What is taken out of titles.
struct Folding {
    /// Of Latin letters, of katakana, and those marked so.
    whole: HashSet<&'static str, FixedState>,
    /// Of other letters, by the first, the longest first.
    inside: HashMap<char, Vec<&'static str>, FixedState>,
}

impl Folding {
    fn new() -> Self {
        let (mut whole, mut inside) = (HashSet::default(), HashMap::<_, Vec<_>, _>::default());
        let words = WORDS.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        for word in words {
            match word.chars().next() {
                Some(WHOLE) => {
                    whole.insert(&word[WHOLE.len_utf8()..]);
                }
                Some(_) if word.chars().all(|c| is_latin(c) || is_katakana(c)) => {
                    whole.insert(word);
                }
                Some(first) => inside.entry(first).or_default().push(word),
                None => {}
            }
        }
        for words in inside.values_mut() {
            words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        }
        Self { whole, inside }
    }

    /// What is left of a title in small letters; nothing where no letter is.
    fn folded(&self, title: &str) -> Option<String> {
        let title = self.without_inner(&plain_title(title));
        let words: Vec<&str> =
            title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let mut left = String::new();
        let mut at = 0;
        while at < words.len() {
            let next = words.get(at + 1).copied();
            at += match n_words_of_amount(words[at], next) {
                0 if self.whole.contains(words[at]) => 1,
                0 => {
                    left.push_str(words[at]);
                    left.push(' ');
                    1
                }
                n => n,
            };
        }
        left.contains(char::is_alphabetic).then_some(left)
    }

    /// `title` with a space in place of each word of other letters, and one wherever Latin letters and
    /// digits meet others. A decimal point is taken out: `1.5l` is an amount.
    fn without_inner(&self, title: &str) -> String {
        let mut left = String::with_capacity(title.len());
        let mut rest = title;
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let found = self.inside.get(&first);
            let word = found.and_then(|words| words.iter().find(|word| rest.starts_with(**word)));
            let behind = &rest[word.map_or(first.len_utf8(), |word| word.len())..];
            let is_point = first == '.'
                && before.is_ascii_digit()
                && behind.starts_with(|c: char| c.is_ascii_digit());
            if !is_point {
                if is_latin(before) != is_latin(first) {
                    left.push(' ');
                }
                left.push(if word.is_some() { ' ' } else { first });
                before = first;
            }
            rest = behind;
        }
        left
    }
}

/// Latin letters and digits.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || (('\u{c0}'..='\u{24f}').contains(&c) && c.is_alphabetic())
}

/// Katakana, in which short words often begin or end longer ones.
fn is_katakana(c: char) -> bool {
    ('\u{30a0}'..='\u{30ff}').contains(&c)
}

/// How many words an amount takes here: `500ml` one, `500 ml` two; 0 where there is none. A number without
/// a unit is no amount: it may count a series.
fn n_words_of_amount(word: &str, next: Option<&str>) -> usize {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    match (unit.len() < word.len(), unit) {
        (true, "") => next.map_or(0, |next| if UNITS.contains(&next) { 2 } else { 0 }),
        (true, unit) if UNITS.contains(&unit) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Id, Intake, ItemFacts, ItemView};

    fn folded(title: &str) -> Option<String> {
        Folding::new().folded(title)
    }

    #[test]
    fn colours_sizes_flavours_and_amounts_are_taken_out() {
        for [one, other] in [
            ["RED STRIPE CERAMIC DRAWER KNOB", "Blue stripe ceramic drawer knob"],
            ["WICKER STAR", "WHITE WICKER STAR"],
            ["Olive oil 500 ml", "Olive oil, 1l"],
            ["T-shirt XL", "T-shirt S"],
            ["红色陶瓷杯", "陶瓷杯（米白色）"],
            ["蛋白粉 香草味 500克", "蛋白粉 原味 1克"],
            ["マグカップ レッド", "マグカップ ブルー"],
            ["マグカップ ﾚｯﾄﾞ", "マグカップ 赤色"],
            ["Tasse, GRU\u{308}N", "Tasse weiß"],
            ["薯片 番茄味", "薯片 烧烤味"],
            ["マグカップ 赤", "マグカップ（青）"],
            ["拖鞋 大 蓝", "拖鞋 小 红"],
            ["Crisps paprika 150g 2-pack", "Crisps salted 150g"],
            ["洗衣液500ml", "洗衣液 1.5l"],
            ["保温杯1.5L", "保温杯2L"],
        ] {
            assert!(folded(one).is_some());
            assert_eq!(folded(one), folded(other), "{one}, {other}");
        }
        for [one, other] in [
            ["METAL DOOR SIGN 0", "METAL DOOR SIGN 3"],
            ["RED MUG", "RED PLATE"],
            ["SET OF 3 MUGS", "SET OF 6 MUGS"],
            ["2 IN 1 shampoo", "3 IN 1 shampoo"],
            ["白菜", "青菜"],
            ["赤ちゃん 帽子", "青ちゃん 帽子"],
            ["有机 茶", "有机 红"],
            ["新鲜 橙", "新鲜 桃"],
            ["大福", "小福"],
            ["ブルーベリー ジャム", "ベリー ジャム"],
        ] {
            assert_ne!(folded(one), folded(other), "{one}, {other}");
        }
        assert_eq!([folded(""), folded("Red XL"), folded("500 ml")], [None, None, None]);
    }

    #[test]
    fn variants_are_of_one_category_and_brand() {
        let mut intake = Intake::new();
        for (id, title, brand, category) in [
            ("1", "Red mug", "Leaf", "Table"),
            ("2", "Blue mug", "Leaf", "Table"),
            ("3", "Blue mug", "Fork", "Table"),
            ("4", "Green mug", "Leaf", "Toys"),
        ] {
            let (title, brand, category) = (Some(title), Some(brand), Some(category));
            let known = ItemView { title, brand, category, ..ItemView::default() };
            let facts = ItemFacts { known, attributes: &[] };
            intake.push_item(Id::parse(id).unwrap(), &facts).unwrap();
        }
        let history = intake.finish().unwrap();
        let variants = Variants::new(&history.catalog);
        let item = |id: &str| history.vocabulary.index(id).unwrap();
        assert!(variants.are_of_one(item("1"), item("2")));
        assert_eq!(variants.of(item("1")).map(<[_]>::len), Some(2));
        assert!(!variants.are_of_one(item("2"), item("3")));
        assert!(!variants.are_of_one(item("1"), item("4")) && variants.of(item("4")).is_none());
    }
}
