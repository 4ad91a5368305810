//! Rules against a slow reference: the list without rules, moved, hidden and placed item by item.

use engine::relation::{KindSet, RelationKind};
use engine::suggest::{
    Action, Answer, Condition, Filter, Hiding, MAX_LIMIT, NoneBecause, Query, ReadyLists, Rule,
    Rules, Scratch, Selector, Shelf, Standing, related, suggest,
};
use engine::words::{Changes, ItemIndex};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};

use crate::shop::{
    BRANDS, CATEGORIES, Facts, NAMES, Shop, VALUES, facts, filter, kinds, snapshot, to_blame, told,
    unmet,
};

/// A selector whose items are still to be picked.
type Wish = (Option<Vec<Index>>, Vec<&'static str>, Vec<&'static str>, Option<(usize, usize)>);

fn wish() -> impl Strategy<Value = Wish> {
    let items = option::weighted(0.4, vec(any::<Index>(), 0..4));
    let some_of = |texts: &'static [&'static str]| subsequence(texts.to_vec(), 0..=1);
    let attribute = option::weighted(0.3, (0_usize..2, 0_usize..2));
    (items, some_of(&CATEGORIES), some_of(&BRANDS), attribute)
}

fn selector((items, categories, brands, attribute): &Wish, n_items: usize) -> Selector {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let index = |at: &Index| ItemIndex(at.index(n_items) as u32);
    let attribute =
        attribute.map(|(name, value)| (NAMES[name].to_owned(), vec![VALUES[value].to_owned()]));
    Selector {
        items: items.as_ref().map(|items| items.iter().map(index).collect()),
        categories: texts(categories),
        brands: texts(brands),
        attributes: attribute.into_iter().collect(),
    }
}

/// Factors are powers of two, so that no sequence of multiplications rounds.
fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        select(vec![8.0, 2.0, 0.5, 0.125]).prop_map(Action::Scale),
        Just(Action::Hide),
        (1_usize..6).prop_map(Action::Pin),
        Just(Action::Force),
    ]
}

/// What is asked, in the words of the shop.
struct Asked<'a> {
    shop: &'a Shop,
    rules: &'a [Rule],
    cart: &'a [ItemIndex],
    filter: &'a Filter,
    kinds: KindSet,
    limit: usize,
}

/// One item of the list without rules.
#[derive(Clone, Copy)]
struct Entry {
    item: ItemIndex,
    score: f32,
    is_ranked: bool,
    kind: RelationKind,
}

impl Asked<'_> {
    fn id(&self, item: ItemIndex) -> &str {
        self.shop.snapshot.vocabulary().id(item)
    }

    fn selects(&self, selector: &Selector, item: ItemIndex) -> bool {
        let only = Filter {
            categories: selector.categories.clone(),
            brands: selector.brands.clone(),
            attributes: selector.attributes.clone(),
            with_out_of_stock: true,
            ..Filter::default()
        };
        let is_named = selector.items.as_ref().is_none_or(|items| items.contains(&item));
        is_named && unmet(self.shop.facts(item), &only).is_empty()
    }

    fn held(&self) -> Vec<(usize, &Rule)> {
        let holds = |rule: &Rule| {
            let beside =
                |selector: &Selector| self.cart.iter().any(|&item| self.selects(selector, item));
            rule.beside.as_ref().is_none_or(beside)
        };
        self.rules.iter().enumerate().filter(|(_, rule)| holds(rule)).collect()
    }

    /// The numbers of the rules that hold, mean `item` and wish such a thing of it.
    fn wishing(&self, item: ItemIndex, is_such: fn(Action) -> bool) -> Vec<usize> {
        let held = self.held().into_iter();
        held.filter(|(_, rule)| is_such(rule.action) && self.selects(&rule.items, item))
            .map(|(number, _)| number)
            .collect()
    }

    fn unmet(&self, item: ItemIndex) -> Vec<Condition> {
        let mut unmet = self.shop.unmet(item, self.filter);
        if !self.wishing(item, |action| action == Action::Hide).is_empty() {
            unmet.push(Condition::Rules);
        }
        unmet
    }

    /// All that there is to list, in the sequence that factors give.
    fn entries(&self) -> (Vec<Entry>, Answer) {
        let everything = Filter { with_out_of_stock: true, ..Filter::default() };
        let query = Query {
            filter: everything,
            max_alike: 0,
            ..Query::for_cart(self.cart.to_vec(), MAX_LIMIT)
        };
        let all = suggest(&self.shop.snapshot, &query, &mut Scratch::default());
        let entry = |found: &engine::suggest::Suggestion| {
            let mut score = found.score;
            let is_ranked = found.standing == Standing::Ranked;
            let mut all = 1.0_f32;
            for number in self.wishing(found.item, |action| matches!(action, Action::Scale(_))) {
                if let Action::Scale(factor) = self.rules[number].action
                    && is_ranked
                {
                    all *= factor;
                }
            }
            // No further than a single rule may.
            score *= all.clamp(0.001, 1000.0);
            Entry { item: found.item, score, is_ranked, kind: found.relation }
        };
        let mut entries: Vec<Entry> = all.suggestions.iter().map(entry).collect();
        let n_ranked = entries.iter().filter(|entry| entry.is_ranked).count();
        // Costs are unknown, so that of equals the ids decide.
        entries[..n_ranked].sort_by(|a, b| {
            b.score.total_cmp(&a.score).then_with(|| self.id(a.item).cmp(self.id(b.item)))
        });
        (entries, all)
    }

    /// Items, why there are none, and the conditions and the rules that kept something out.
    fn expected(&self) -> (Vec<ItemIndex>, Option<NoneBecause>, Vec<Condition>, Vec<Hiding>) {
        let (entries, _) = self.entries();
        let kind_of = |item: ItemIndex| {
            let entry = entries.iter().find(|entry| entry.item == item);
            entry.map_or(RelationKind::None, |entry| entry.kind)
        };
        let mut placed: Vec<(usize, ItemIndex, Option<usize>)> = Vec::new();
        for (number, rule) in self.held() {
            let at = match rule.action {
                Action::Pin(at) => Some(at),
                Action::Force => None,
                Action::Scale(_) | Action::Hide => continue,
            };
            let ranked = entries.iter().filter(|entry| entry.is_ranked).map(|entry| entry.item);
            let in_turn: Vec<ItemIndex> = match &rule.items.items {
                Some(named) => named.clone(),
                None => ranked.chain(self.shop.snapshot.sellers()).collect(),
            };
            let takes_all = at.is_none() && rule.items.items.is_some();
            for item in in_turn {
                let is_new = placed.iter().all(|&(_, other, _)| other != item);
                let is_wanted = is_new
                    && !self.cart.contains(&item)
                    && self.selects(&rule.items, item)
                    && self.unmet(item).is_empty()
                    && self.kinds.contains(kind_of(item));
                if is_wanted && placed.len() < self.limit {
                    placed.push((number, item, at));
                    if !takes_all {
                        break;
                    }
                }
            }
        }
        let mut list: Vec<ItemIndex> =
            placed.iter().filter(|place| place.2.is_none()).map(|place| place.1).collect();
        let n_free = self.limit - placed.len();
        let (mut n_listed, mut unmets, mut hidden) = (0, Vec::new(), Vec::new());
        let mut was_of_other_kind = false;
        for &Entry { item, kind, .. } in &entries {
            if n_listed == n_free || placed.iter().any(|place| place.1 == item) {
                continue;
            }
            let unmet = self.unmet(item);
            if !self.kinds.contains(kind) {
                was_of_other_kind = true;
            } else if unmet.is_empty() {
                list.push(item);
                n_listed += 1;
            } else {
                if unmet.contains(&Condition::Rules) {
                    hidden.extend(self.wishing(item, |action| action == Action::Hide));
                }
                unmets.push(unmet);
            }
        }
        let mut pins: Vec<(usize, ItemIndex)> =
            placed.iter().filter_map(|&(_, item, at)| Some((at?, item))).collect();
        pins.sort_by_key(|&(at, _)| at);
        let mut taken = 0;
        for (at, item) in pins {
            let place = (at - 1).max(taken).min(list.len());
            list.insert(place, item);
            taken = place + 1;
        }
        let (because, emptied_by) = match (list.is_empty(), unmets.is_empty()) {
            (false, _) => (None, Vec::new()),
            (true, false) => (Some(NoneBecause::Filter), to_blame(&unmets)),
            (true, true) if was_of_other_kind => (Some(NoneBecause::NoRelation), Vec::new()),
            (true, true) => (Some(NoneBecause::NothingElse), Vec::new()),
        };
        let rules = 0..self.rules.len();
        let hiding = rules.filter_map(|rule| {
            let n_items = hidden.iter().filter(|&&number| number == rule).count();
            (n_items > 0).then_some(Hiding { rule, n_items })
        });
        (list, because, emptied_by, hiding.collect())
    }
}

proptest! {
    // Five hundred sets of rules with their filters a shop: ten thousand in all.
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn rules_move_hide_and_place_as_item_by_item(
        facts in vec(facts(), 8..30),
        orders in vec(vec(0_usize..30, 1..5), 30..60),
        told in vec(told(), 30),
        asked in vec((
            vec((action(), wish(), option::weighted(0.4, wish())), 1..7),
            filter(), kinds(), 1_usize..12, vec(any::<Index>(), 1..4),
        ), 500),
    ) {
        let shop = Shop::new(&facts, &orders, &told);
        let snapshot = &shop.snapshot;
        let n_items = snapshot.vocabulary().len();
        let ready = ReadyLists::new(snapshot);
        let mut scratch = Scratch::default();
        for (wishes, filter, kinds, limit, cart) in asked {
            let rules: Vec<Rule> = wishes
                .iter()
                .map(|(action, items, beside)| Rule {
                    action: *action,
                    items: selector(items, n_items),
                    beside: beside.as_ref().map(|beside| selector(beside, n_items)),
                })
                .collect();
            let cart: Vec<_> = cart.iter().map(|at| ItemIndex(at.index(n_items) as u32)).collect();
            let asked = Asked {
                shop: &shop,
                rules: &rules,
                cart: &cart,
                filter: &filter,
                kinds,
                limit,
            };
            let (items, because, emptied_by, hiding) = asked.expected();
            let in_force = Rules::new(rules.clone(), snapshot.catalog()).unwrap();
            let shelf = shop.shelf(&in_force);
            let kept = ready.related(shelf, cart[0], kinds, &filter, limit, &mut scratch);
            let anew = related(shelf, cart[0], kinds, &filter, limit, &mut scratch);
            prop_assert_eq!(kept, anew);
            let query = Query {
                filter: filter.clone(),
                relations: kinds,
                max_alike: 0,
                ..Query::for_cart(cart.clone(), limit)
            };
            let found = suggest(shelf, &query, &mut scratch);
            let listed: Vec<ItemIndex> = found.suggestions.iter().map(|found| found.item).collect();
            prop_assert_eq!(&listed, &items);
            prop_assert_eq!(found.none_because, because);
            prop_assert_eq!(found.emptied_by.iter().collect::<Vec<_>>(), emptied_by);
            prop_assert_eq!(&found.hiding, &hiding);
            let scores: Vec<f32> = found.suggestions.iter().map(|found| found.score).collect();
            prop_assert!(scores.is_sorted_by(|a, b| a >= b) && scores.iter().all(|&score| score > 0.0));
        }
    }
}

#[test]
fn many_rules_move_a_score_no_further_than_one_may() {
    let facts =
        |_| Facts { category: None, brand: None, price: None, stock: None, attributes: [None; 2] };
    let facts: Vec<Facts> = (0..12).map(facts).collect();
    let orders: Vec<Vec<usize>> = (0..40).map(|order| vec![order % 12, (order + 1) % 12]).collect();
    let snapshot = snapshot(&facts, &orders);
    for factor in [1000.0, 0.001] {
        let rule = Rule { action: Action::Scale(factor), items: Selector::default(), beside: None };
        let rules = Rules::new(vec![rule; 20], snapshot.catalog()).unwrap();
        let shelf = Shelf { snapshot: &snapshot, changes: Changes::NONE, rules: &rules };
        let query = Query::for_cart(vec![ItemIndex(0)], 11);
        let moved = suggest(shelf, &query, &mut Scratch::default());
        let unmoved = suggest(&snapshot, &query, &mut Scratch::default());
        for (moved, unmoved) in moved.suggestions.iter().zip(&unmoved.suggestions) {
            assert_eq!(moved.item, unmoved.item);
            assert!(moved.score > 0.0 && moved.score.is_finite());
            assert!(moved.score <= 1000.0 * unmoved.score.max(f32::MIN_POSITIVE));
        }
    }
}
