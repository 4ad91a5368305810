//! Holds the client's types and questions to the description of the service.

use std::collections::{BTreeMap, BTreeSet};

use dapei_client::{
    Bundle, BundleDiscount, BundleItem, BundleRole, Bundles, COVERED, Condition, DiscountGiven,
    DiscountKind, Evidence, ExplainedItem, ExplainedRules, Filter, Goal, Grade, Health, HidingRule,
    Item, ItemFacts, Items, Language, Momentum, NOT_COVERED, NoBundleBecause, NoneBecause,
    OfferBundles, PaceBy, Problem, Readiness, RelatedItem, RelatedItems, RelationKind, ReorderItem,
    ReorderList, RuleAction, Stage, Standing, Suggest, Suggestion, Suggestions, TouchingRule,
};
use serde::Serialize;
use serde_json::Value;

fn description() -> Value {
    serde_json::from_str(include_str!("../../../../server/openapi.json")).unwrap()
}

/// Names of the fields of a schema and of those that it is made of.
fn fields(description: &Value, schema: &Value) -> BTreeSet<String> {
    if let Some(path) = schema["$ref"].as_str() {
        return fields(description, description.pointer(&path[1..]).unwrap());
    }
    let own =
        schema["properties"].as_object().into_iter().flat_map(|object| object.keys().cloned());
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(|part| fields(description, part))).collect()
}

/// Written whole: a field that is added to a type has to be added here, by the compiler's word.
fn facts() -> ItemFacts {
    ItemFacts {
        item_id: String::new(),
        title: None,
        category: None,
        brand: None,
        price: None,
        currency: None,
        currency_decimals: 2,
        in_stock: None,
        url: None,
        momentum: Momentum::Steady,
        orders: 0,
        visits: None,
        hidden: Some(true),
    }
}

fn related_item() -> RelatedItem {
    RelatedItem {
        item_id: String::new(),
        title: None,
        relation: RelationKind::None,
        momentum: Momentum::Steady,
        score: 0.0,
        confidence: 0.0,
        grade: Grade::C,
        reason: String::new(),
        evidence: evidence(),
        explained: Some(explained()),
    }
}

fn rule() -> TouchingRule {
    TouchingRule { id: String::new(), action: RuleAction::Hide }
}

fn explained() -> ExplainedItem {
    ExplainedItem { standing: Standing::Ranked, rules: vec![rule()] }
}

fn rules() -> ExplainedRules {
    ExplainedRules { version: 1, in_force: 1, hiding: vec![HidingRule { rule: rule(), items: 1 }] }
}

fn evidence() -> Evidence {
    Evidence {
        anchor_item_id: None,
        orders_together: 0,
        orders_with_anchor: 0,
        expected_by_chance: 0.0,
        times_more_than_chance: 0.0,
        at_least: 0.0,
    }
}

fn bundle() -> Bundle {
    Bundle {
        bundle_id: String::new(),
        items: vec![],
        list_price: 0,
        price: 0,
        discount: bundle_discount(),
        currency: None,
        probability: 0.0,
        role: BundleRole::Together,
        role_by: Some(PaceBy::Sales),
        reason: String::new(),
        proven_best: true,
        needs_approval: false,
        overshoot: Some(0),
        margin_before: Some(0),
        margin_after: Some(0),
        expected_incremental_margin: Some(0),
        costs_assumed: Some(false),
        gap: Some(0.0),
    }
}

fn bundle_discount() -> BundleDiscount {
    BundleDiscount { kind: DiscountGiven::None, percent: 0.0, amount: 0, gift_item_id: None }
}

fn filter() -> Filter {
    let some = || vec![String::new()];
    Filter {
        category: some(),
        brand: some(),
        min_price: Some(0),
        max_price: Some(0),
        attributes: BTreeMap::from([(String::new(), some())]),
        include_out_of_stock: true,
    }
}

/// Holds what serde writes of a value to a schema: the same fields, no more and no fewer.
fn holds(schema: &str, value: &impl Serialize) {
    let description = description();
    let expected = fields(&description, &description["components"]["schemas"][schema]);
    assert!(!expected.is_empty(), "no schema {schema}");
    let written = serde_json::to_value(value).unwrap();
    let found: BTreeSet<String> = written.as_object().unwrap().keys().cloned().collect();
    assert_eq!(found, expected, "{schema}");
}

#[test]
fn every_type_has_the_fields_of_its_schema_and_no_other() {
    let text = String::new;
    holds("Items", &Items { snapshot_id: text(), items: vec![], none_because: None });
    holds("ItemFacts", &facts());
    holds("Item", &Item { snapshot_id: text(), facts: facts(), attributes: BTreeMap::new() });
    let related = RelatedItems {
        snapshot_id: text(),
        item_id: text(),
        related: vec![],
        none_because: None,
        emptied_by: vec![],
        rules: Some(rules()),
    };
    holds("Related", &related);
    holds("ExplainedRules", &rules());
    holds("ExplainedItem", &explained());
    holds("TouchingRule", &rule());
    holds("HidingRule", &HidingRule { rule: rule(), items: 1 });
    holds("RelatedItem", &related_item());
    holds("Evidence", &evidence());
    let suggestions = Suggestions {
        snapshot_id: text(),
        suggestions: vec![],
        none_because: None,
        emptied_by: vec![],
        unknown_items: vec![],
        rules: None,
    };
    holds("Suggestions", &suggestions);
    holds("Suggestion", &Suggestion { suggestion_id: text(), item: related_item() });
    let bundles = Bundles {
        snapshot_id: text(),
        anchor_item_id: None,
        instead_of_item_id: None,
        bundles: vec![],
        none_because: None,
        unknown_items: vec![],
        assumed_margin_percent: None,
    };
    holds("Bundles", &bundles);
    holds("Bundle", &bundle());
    holds("BundleDiscount", &bundle_discount());
    let item = BundleItem {
        item_id: text(),
        title: None,
        quantity: 1,
        list_price: 0,
        price: 0,
        relation: RelationKind::None,
        reason: text(),
        evidence: evidence(),
    };
    holds("BundleItem", &item);
    let reorder = ReorderList {
        snapshot_id: text(),
        customer_id: text(),
        reorder: vec![],
        none_because: None,
        emptied_by: None,
    };
    holds("ReorderList", &reorder);
    holds(
        "ReorderItem",
        &ReorderItem { item_id: text(), title: None, orders: 0, score: 0.0, days_ago: None },
    );
    holds("Health", &Health { status: text(), version: text() });
    let one = Readiness::OneShop {
        status: text(),
        snapshot_id: text(),
        snapshot_number: 0,
        snapshot_age_seconds: 0,
        items: 0,
    };
    holds("OneShopReady", &one);
    holds("ManyShopsReady", &Readiness::ManyShops { status: text(), shops: 0, shops_loaded: 0 });
    let problem = Problem {
        r#type: text(),
        title: text(),
        status: 0,
        detail: text(),
        code: text(),
        request_id: text(),
    };
    holds("Problem", &problem);
    holds("Filter", &filter());
    let suggest = Suggest {
        cart: vec![],
        viewed: vec![],
        exclude: vec![],
        relations: Some(vec![]),
        customer_id: Some(text()),
        stage: Some(Stage::Greeting),
        filter: Some(filter()),
        explore: Some(0),
        max_alike: Some(0),
        limit: Some(1),
        language: Some(Language::Zh),
        explain: true,
    };
    holds("SuggestionsQuery", &suggest);
    let offered = OfferBundles {
        cart: vec![],
        viewed: vec![],
        exclude: vec![],
        must_have: vec![],
        customer_id: Some(text()),
        stage: Some(Stage::Greeting),
        filter: Some(filter()),
        objected: BTreeMap::new(),
        max_items: Some(1),
        min_items: Some(1),
        max_discount_percent: Some(0.0),
        min_discount_percent: Some(0.0),
        min_margin_percent: Some(0.0),
        max_list_price: Some(1),
        goal: Some(Goal::Margin),
        discount: Some(DiscountKind::Gift),
        threshold: Some(1),
        currency: Some(text()),
        limit: Some(1),
        language: Some(Language::Zh),
    };
    holds("BundlesQuery", &offered);
}

#[test]
fn every_word_of_the_description_is_known() {
    let description = description();
    let words = |schema: &str| {
        description["components"]["schemas"][schema]["enum"].as_array().unwrap().clone()
    };
    for word in words("RelationKind") {
        assert_ne!(serde_json::from_value::<RelationKind>(word).unwrap(), RelationKind::Other);
    }
    for word in words("Momentum") {
        assert_ne!(serde_json::from_value::<Momentum>(word).unwrap(), Momentum::Other);
    }
    for word in words("Grade") {
        assert_ne!(serde_json::from_value::<Grade>(word).unwrap(), Grade::Other);
    }
    for word in words("NoneBecause").into_iter().chain(words("NoMatch")) {
        assert_ne!(serde_json::from_value::<NoneBecause>(word).unwrap(), NoneBecause::Other);
    }
    for word in words("NoBundleBecause") {
        let read = serde_json::from_value::<NoBundleBecause>(word).unwrap();
        assert_ne!(read, NoBundleBecause::Other);
    }
    for word in words("BundleRole") {
        assert_ne!(serde_json::from_value::<BundleRole>(word).unwrap(), BundleRole::Other);
    }
    for word in words("PaceBy") {
        assert_ne!(serde_json::from_value::<PaceBy>(word).unwrap(), PaceBy::Other);
    }
    for word in words("DiscountGiven") {
        assert_ne!(serde_json::from_value::<DiscountGiven>(word).unwrap(), DiscountGiven::Other);
    }
    let goals = [Goal::Margin, Goal::Revenue, Goal::Units];
    assert_eq!(words("Goal"), goals.map(|word| serde_json::to_value(word).unwrap()));
    let kinds = [DiscountKind::Price, DiscountKind::Gift];
    assert_eq!(words("DiscountKind"), kinds.map(|word| serde_json::to_value(word).unwrap()));
    for word in words("Standing") {
        assert_ne!(serde_json::from_value::<Standing>(word).unwrap(), Standing::Other);
    }
    for word in words("RuleAction") {
        assert_ne!(serde_json::from_value::<RuleAction>(word).unwrap(), RuleAction::Other);
    }
    let languages = [Language::En, Language::Zh];
    assert_eq!(words("Language"), languages.map(|word| serde_json::to_value(word).unwrap()));
    for word in words("Condition") {
        assert_ne!(serde_json::from_value::<Condition>(word).unwrap(), Condition::Other);
    }
    let stages = [
        Stage::Greeting,
        Stage::Discovering,
        Stage::Deciding,
        Stage::Bargaining,
        Stage::Ordered,
        Stage::Paid,
        Stage::AfterSale,
        Stage::Ended,
    ];
    assert_eq!(words("Stage"), stages.map(|stage| serde_json::to_value(stage).unwrap()));
}

#[test]
fn every_operation_is_covered_or_named_as_not() {
    let description = description();
    let described: BTreeSet<&str> = description["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let named: BTreeSet<&str> = COVERED
        .into_iter()
        .chain(NOT_COVERED.into_iter().map(|(operation, _)| operation))
        .collect();
    assert_eq!(named.len(), COVERED.len() + NOT_COVERED.len(), "one is named twice");
    assert_eq!(
        described, named,
        "write it into the client, or name it as not covered with the reason"
    );
}
