/** What became of the lines. */
export type BulkOutcome = {
    /** Lines that were refused; the others were taken nevertheless. */
    n_refused: number;
    /** Refused lines that are not listed. */
    n_refused_not_listed: number;
    /** Lines that were taken, also where nothing changed. */
    n_taken: number;
    /** The first 1,000 of the refused lines. */
    refused: RefusedLine[];
};
/** Items that are offered together at one price. */
export type Bundle = {
    /** Names this bundle when telling what became of it. Never given twice. */
    bundle_id: string;
    /**
     * Whether the cost of one of its items is not known and was taken to be what the default margin leaves. To whoever may
     * see costs.
     */
    costs_assumed?: boolean | null;
    /** ISO 4217 code of the shop's currency. */
    currency: string | null;
    /** What is given. */
    discount: BundleDiscount;
    /**
     * What offering it adds to what the shop keeps, beyond what is bought anyway, in expectation and minor units. To
     * whoever may see costs.
     */
    expected_incremental_margin?: number | null;
    /**
     * Where it is not proven best: by how much a better one could be better at the most, in the unit of the goal. To whoever
     * may see costs.
     */
    gap?: number | null;
    /** What is in it, the anchor not among them; of a gift, that is the last. */
    items: BundleItem[];
    /** What the items are listed at together, in minor units. */
    list_price: number;
    /** What is left above cost at the price, in minor units. To whoever may see costs. */
    margin_after?: number | null;
    /** What is left above cost at the list price, in minor units. To whoever may see costs. */
    margin_before?: number | null;
    /** Whether the discount is beyond what the key may give: somebody with more authority has to approve of it. */
    needs_approval: boolean;
    /** By how much the cart passes the threshold with it, in minor units, where there is one. */
    overshoot?: number | null;
    /** What they are offered for together, in minor units. */
    price: number;
    /** How likely the buyer takes at least one of the items. */
    probability: number;
    /**
     * Whether no bundle inside the same limits is worth more, or, to reach a threshold, passes it by less: of all sets of the items
     * considered, which are at most thirty. A search that took too many steps does not know, nor is it known of gifts.
     */
    proven_best: boolean;
    /** Why it is offered, in one or two sentences that state counts and what was counted only. */
    reason: string;
    /** Which pairing of the trade it is. */
    role: BundleRole;
    /** What fast and slow are told by, where the role is `traffic_profit`. */
    role_by?: PaceBy | null;
};
/** What a bundle gives. */
export type BundleDiscount = {
    /** The same in minor units. */
    amount: number;
    /** The gift. */
    gift_item_id?: string | null;
    /** `price` where the whole costs less, `gift` where an item goes with it for nothing, `none` where it is sold as listed. */
    kind: DiscountGiven;
    /** What is taken off the list price, in percent, to two decimals. */
    percent: number;
};
/** An item of a bundle. */
export type BundleItem = {
    /** What was counted. */
    evidence: Evidence;
    /** Which item. */
    item_id: string;
    /** What one piece is listed at, in minor units. */
    list_price: number;
    /** What of the bundle's price falls to it, in minor units; 0 of a gift. */
    price: number;
    /** Pieces of it. */
    quantity: number;
    /** Why it goes with the cart, in one sentence that states counts only. */
    reason: string;
    /** What it is to its anchor. */
    relation: RelationKind;
    /** What it is called, where the shop says it. */
    title: string | null;
};
/** Which pairing of the trade a bundle is: a dear slow item with a cheap fast one (`traffic_profit`), a best-seller with a rising one (`hot_latent`), what belongs to the dearest item and costs half of it at most (`main_accessory`), what brings the cart to a threshold (`threshold`), or what goes together for other reasons (`together`). */
export type BundleRole = "traffic_profit" | "hot_latent" | "main_accessory" | "threshold" | "together";
/** Bundles for a cart, best first. */
export type Bundles = {
    /** What the bundles are made around: the dearest item of the cart, or what replaces it; null where none is known. */
    anchor_item_id: string | null;
    /**
     * What is taken to be left of the price of an item whose cost the shop did not tell, in percent: where there is one in a bundle, and whoever
     * asks may see costs.
     */
    assumed_margin_percent?: number | null;
    /** The bundles. */
    bundles: Bundle[];
    /** The item of the cart that the anchor stands for, where that one is out of stock or has what the buyer objects to. */
    instead_of_item_id?: string | null;
    /** Why there are none, where that is so. */
    none_because?: NoBundleBecause | null;
    /** The snapshot that answered. */
    snapshot_id: string;
    /** Items of `cart`, `viewed` and `must_have` that the snapshot does not know. */
    unknown_items?: string[];
};
/** A cart, and what is wished of the bundles beside it. */
export type BundlesQuery = {
    /**
     * Ids of the items chosen, 1 to 500; an id that stands there twice is two pieces. The dearest of them is what bundles are made
     * around; none of them stands in one.
     */
    cart: string[];
    /** ISO 4217 code of the currency that amounts are in; refused unless it is the shop's. */
    currency?: string | null;
    /** Who buys, as for `/v1/suggestions`. */
    customer_id?: string | null;
    /**
     * What bundles give, `price` where it is absent. A gift is the last of their items, one that the shop has in stock and
     * whose cost it told, and counts as a discount of its price.
     */
    discount?: DiscountKind | null;
    /** Ids of items never to be offered, at most 500. */
    exclude?: string[];
    /** Which items may be offered. Not with `include_out_of_stock`: what is sold out is in no bundle. */
    filter?: Filter | null;
    /** What bundles raise, `margin` where it is absent. Any other takes a key of scope `manager`. */
    goal?: Goal | null;
    /** The language of reasons; where it is absent that of the shop, or else English. */
    language?: Language | null;
    /** Most bundles wanted, 3 where it is absent. */
    limit?: number | null;
    /**
     * Most that is taken off the list price of a bundle, in percent with at most two decimals. Where it is absent 10, or as
     * much as the key may give without approval, where that is less.
     */
    max_discount_percent?: number | null;
    /** Most items of a bundle, the cart's not among them, 3 where it is absent. */
    max_items?: number | null;
    /** Most that the items of a bundle are listed at together, in minor units. */
    max_list_price?: number | null;
    /** Least that is taken off it, 0 where it is absent: a buyer who bargains is to see something. Takes a key of scope `agent`. */
    min_discount_percent?: number | null;
    /** Fewest items of a bundle, 1 where it is absent. */
    min_items?: number | null;
    /**
     * Least that a bundle leaves above its cost, in percent of its price with at most two decimals. Never less than the shop's
     * own floor, which holds where it is absent. Takes a key of scope `agent`.
     */
    min_margin_percent?: number | null;
    /** Ids of items that stand in every bundle, at most `max_items`; none of them in `cart` or `exclude`. */
    must_have?: string[];
    /** What the buyer does not want of the dearest item: attributes, at most 100, each with a value or with several. Where it has one of them, bundles are made around what replaces it and has none; the same where it is out of stock. */
    objected?: Record<string, OneOrMore>;
    /** Where the conversation stands; without it bundles are offered. */
    stage?: Stage | null;
    /**
     * What the cart is to be brought to, in minor units (凑单): bundles are then what reaches it, by the least first, at list prices. Not
     * beside `must_have`, `min_items`, `min_discount_percent`, `max_list_price` or a gift.
     */
    threshold?: number | null;
    /** Ids of the items looked at, at most 500: a weaker hint. May be offered. */
    viewed?: string[];
};
export type CategoryPaths = string | string[];
/** What a filter asks of an item. */
export type Condition = "stock" | "category" | "brand" | "price" | "attributes" | "shown" | "rules";
/** Which discount it is. */
export type DiscountGiven = "none" | "price" | "gift";
/** What a bundle gives: a lower price for the whole, or one more item for nothing. */
export type DiscountKind = "price" | "gift";
/** What was counted about an anchor and an item. */
export type Evidence = {
    /** The item that speaks loudest for the listed one; null for a back-off. */
    anchor_item_id: string | null;
    /** How many times more than chance, at least (one-sided 95 %); 0 where the pair was not counted. */
    at_least: number;
    /** Orders with both that chance alone would give. */
    expected_by_chance: number;
    /** Orders with both; 0 where the pair was not counted, too. */
    orders_together: number;
    /** Orders with the anchor. */
    orders_with_anchor: number;
    /** How many times more than chance, the best estimate; 0 where the pair was not counted. */
    times_more_than_chance: number;
};
/** How a listed item came to its place. */
export type ExplainedItem = {
    /** The shop's rules that moved or placed it. */
    rules: TouchingRule[];
    /** `ranked` by its score, `back_off` to fill the list up, or `placed` by a rule. */
    standing: Standing;
};
/** The shop's rules, where an answer was to be explained. */
export type ExplainedRules = {
    /** Those that kept something out of the list. */
    hiding: HidingRule[];
    /** How many of them are in force. */
    in_force: number;
    /** Their version; 0 where there never were any. */
    version: number;
};
/** Which items may be listed: those that meet all conditions. An absent condition lets everything pass. */
export type Filter = {
    /** Only items with all of these attributes, at most 100: each name with its value, or with several of which one will do. */
    attributes?: Record<string, OneOrMore>;
    /** Only items of this brand; of several, of one of them. */
    brand?: OneOrMore | null;
    /**
     * Only items filed under this category path or below it, levels joined by `>`; of several paths, under one of
     * them.
     */
    category?: CategoryPaths | null;
    /** Also items known to be out of stock, which are left out otherwise. */
    include_out_of_stock?: boolean;
    /** Only items that cost at most this, in minor units. */
    max_price?: number | null;
    /** Only items that cost at least this, in minor units. */
    min_price?: number | null;
};
/** What bundles raise, in expectation: what the shop keeps above cost, what buyers pay, or pieces sold. */
export type Goal = "margin" | "revenue" | "units";
/** An item that goes with another. */
export type GorseNeighbor = {
    /** Which item. */
    Id: string;
    /** How well it goes with the one asked about; comparable inside one answer only. Above zero. */
    Score: number;
};
/** How much evidence of what customers did ties two items. */
export type Grade = "A" | "B" | "C";
/** The process lives. */
export type Health = {
    /** `ok`. */
    status: string;
    /** The release that runs. */
    version: string;
};
/** A rule that kept items out of a list. */
export type HidingRule = TouchingRule & {
    /** Items of wanted kinds that would else have had a place, or been in line for one. */
    items: number;
};
/** What is known of one item. */
export type Item = ItemFacts & {
    /** All other facts the shop told: name and value. */
    attributes: Record<string, string>;
    /** The snapshot that answered. */
    snapshot_id: string;
};
/**
 * What to change of what is told of an item. A field that is absent stays as it is; null forgets what was told, so that
 * what the snapshot says counts again.
 */
export type ItemChange = {
    /** Other facts by name, of at most 100 and 1,000 bytes; one with null is forgotten, and others stay as they are. At most 64 are told of an item. */
    attributes?: Record<string, string | null> | null;
    /** Who makes it; at most 500 bytes. */
    brand?: string | null;
    /** Where it is filed, from the widest to the narrowest, joined by `>`; at most 1,000 bytes. */
    category?: string | null;
    /** What one piece costs the shop, in minor units of its currency. */
    cost?: number | null;
    /** Whether it is never to be listed. */
    hidden?: boolean | null;
    /** What one piece is sold for, in minor units of the shop's currency. */
    price?: number | null;
    /** Pieces in stock; zero or less is out of stock. */
    stock?: number | null;
    /** What it is called; at most 1,000 bytes. */
    title?: string | null;
    /** Where its page is: `http` or `https`, at most 2,000 bytes. */
    url?: string | null;
};
/** What the shop says about an item, and how it sells. An unknown fact is null. */
export type ItemFacts = {
    /** Who makes it. */
    brand: string | null;
    /** Where it is filed, from the widest to the narrowest, joined by ` > `. */
    category: string | null;
    /** ISO 4217 code of the shop's currency. */
    currency: string | null;
    /** Decimals of an amount in `currency`: a price of 450 and 2 decimals is 4.50. */
    currency_decimals: number;
    /** `true` where the shop hides it from buyers, and absent where not. */
    hidden?: boolean | null;
    /** Whether there is any. */
    in_stock: boolean | null;
    /** Which item. */
    item_id: string;
    /** How it sells. */
    momentum: Momentum;
    /** Orders with it. */
    orders: number;
    /** What one piece is sold for, in minor units of `currency`. */
    price: number | null;
    /** What it is called. */
    title: string | null;
    /** Where its page is. */
    url: string | null;
    /** Visits in which it was looked at, or more; unknown where the shop gave no views. */
    visits: number | null;
};
/** Items found, an exact id first, then best-sellers first. */
export type Items = {
    /** The items found. */
    items: ItemFacts[];
    /** Why the list is empty, where it is. */
    none_because?: NoMatch | null;
    /** The snapshot that answered. */
    snapshot_id: string;
};
/** A language that reasons are written in. */
export type Language = "en" | "zh";
export type Limit = number;
/** How many shops there are. */
export type ManyShopsReady = {
    /** Shops that there are. */
    shops: number;
    /** How many of them are loaded; the others are when somebody asks. */
    shops_loaded: number;
    /** `ready`. */
    status: string;
};
/** A day (from its first second, UTC) or a time by RFC 3339, to the nanosecond at the finest. */
export type Moment = string;
/** How an item sells, whatever it stands beside. */
export type Momentum = "hot" | "latent" | "steady";
/** Why there is no bundle: no item of the cart is known (`unknown_cart`), or one has no price that it takes (`no_price`); nothing replaces what the buyer cannot or will not have (`no_substitute`); nothing goes with the cart (`stage`, `no_relation`, `filter`, `nothing_else`, as for suggestions); a `must_have` item does not go with it (`must_have`); what does has no price, is too dear beside it or leaves too little (`prices`), or no set of it keeps all limits and adds anything (`limits`); the cart is past the threshold (`reached`), or nothing certain reaches it (`out_of_reach`). */
export type NoBundleBecause = "unknown_cart" | "no_price" | "no_substitute" | "stage" | "no_relation" | "filter" | "nothing_else" | "must_have" | "prices" | "limits" | "reached" | "out_of_reach";
/** Why no item was found. */
export type NoMatch = "no_match";
/** Why a list is empty. */
export type NoneBecause = "stage" | "no_relation" | "filter" | "limit" | "nothing_else";
export type OneOrMore = string | string[];
/** What the one shop serves. */
export type OneShopReady = {
    /** Items it knows. */
    items: number;
    /** How long ago it was published. */
    snapshot_age_seconds: number;
    /** The snapshot being served. */
    snapshot_id: string;
    /** Its number in the directory. */
    snapshot_number: number;
    /** `ready`. */
    status: string;
};
/** What the pace of items is told by: orders by visits, or, where no visits were told, sales of late within the category. */
export type PaceBy = "visits" | "sales";
/** A problem as it is sent, `application/problem+json` (RFC 9457). */
export type Problem = {
    /** The kind of problem for programs; it never changes its meaning. */
    code: string;
    /** What is wrong with this request: where, what was expected, what was found. */
    detail: string;
    /** The id of this request in the log. */
    request_id: string;
    /** The HTTP status. */
    status: number;
    /** The kind of problem in words. */
    title: string;
    /** Names the kind of problem: `urn:dapei:problem:` and the code. */
    type: string;
};
/** From what is answered. */
export type Readiness = OneShopReady | ManyShopsReady;
/** A line that was refused. */
export type RefusedLine = {
    /** Why, for programs: `json_malformed`, `body_invalid`, `line_too_long` or `catalogue_full`. */
    code: string;
    /** What is wrong with it: where, what was expected, what was found. */
    detail: string;
    /** Which line; the first is 1. */
    line: number;
};
/** What goes with one item, best first. */
export type Related = {
    /**
     * Where the filter left nothing, its conditions of which each, dropped alone, would list something; where there is none
     * such, all that kept something out.
     */
    emptied_by?: Condition[];
    /** The item asked about. */
    item_id: string;
    /** Why the list is empty, where it is. */
    none_because?: NoneBecause | null;
    /** What goes with it. */
    related: RelatedItem[];
    /** The shop's rules, where the answer was to be explained. */
    rules?: ExplainedRules | null;
    /** The snapshot that answered. */
    snapshot_id: string;
};
/** An item that goes with another. */
export type RelatedItem = {
    /** How probable its kind is, by all that is known of the two; of hot, latent and none, that they sell together more than chance. */
    confidence: number;
    /** What was counted. */
    evidence: Evidence;
    /** How it came to its place, where the answer was to be explained. */
    explained?: ExplainedItem | null;
    /**
     * How much of what customers did ties it to its anchor: A many on several days, B some, C only
     * what the items are.
     */
    grade: Grade;
    /** Which item. */
    item_id: string;
    /** How it sells. */
    momentum: Momentum;
    /** Why it is listed, in one sentence that states counts only. */
    reason: string;
    /** What it is to its anchor; `none` marks a back-off. */
    relation: RelationKind;
    /** How well it goes with what was asked about; comparable inside one answer only. Above zero. */
    score: number;
    /** What it is called, where the shop says it. */
    title: string | null;
};
/** What an item is to another. */
export type RelationKind = "substitute" | "extension" | "complementary" | "hot" | "latent" | "none";
/** One item that the customer bought before. */
export type ReorderItem = {
    /**
     * Days from the last of them to the shop's newest order; null where it has no time, or is of 65,535 days ago
     * or more.
     */
    days_ago?: number | null;
    item_id: string;
    /** The customer's orders with it. */
    orders: number;
    /** The orders, halved for every sixty days since the last one. */
    score: number;
    /** Null where the shop gives none. */
    title?: string | null;
};
/** What a customer may buy again, most promising first. */
export type ReorderList = {
    /** The customer asked about. */
    customer_id: string;
    /** Where all is out of stock: `stock`; else absent. */
    emptied_by?: Condition[] | null;
    /** Why the list is empty, where it is. */
    none_because?: NoneBecause | null;
    /** What was bought before and is not out of stock. */
    reorder: ReorderItem[];
    /** The snapshot that answered. */
    snapshot_id: string;
};
/** One rule. */
export type Rule = {
    /** What it does to `items`. */
    action: "boost";
    /** Whether it is in force at all. */
    enabled?: boolean;
    /** What their scores are multiplied by: above 1 to 1000 for `boost`, 0.001 to below 1 for `bury`; others have none. */
    factor: number;
    /** In force from here on; from ever where it is absent. */
    from?: Moment | null;
    /** What it is called; no other rule is called so. No control characters. */
    id: string;
    /** The items that it is about. */
    items: Selector;
    /** Why it is there, for people. */
    note?: string | null;
    position?: null;
    /** In force before this; for ever where it is absent. */
    until?: Moment | null;
    /**
     * Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
     * which are of pairs.
     */
    with?: Selector | null;
} | {
    /** What it does to `items`. */
    action: "bury";
    /** Whether it is in force at all. */
    enabled?: boolean;
    /** What their scores are multiplied by: above 1 to 1000 for `boost`, 0.001 to below 1 for `bury`; others have none. */
    factor: number;
    /** In force from here on; from ever where it is absent. */
    from?: Moment | null;
    /** What it is called; no other rule is called so. No control characters. */
    id: string;
    /** The items that it is about. */
    items: Selector;
    /** Why it is there, for people. */
    note?: string | null;
    position?: null;
    /** In force before this; for ever where it is absent. */
    until?: Moment | null;
    /**
     * Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
     * which are of pairs.
     */
    with?: Selector | null;
} | {
    /** What it does to `items`. */
    action: "hide";
    /** Whether it is in force at all. */
    enabled?: boolean;
    factor?: null;
    /** In force from here on; from ever where it is absent. */
    from?: Moment | null;
    /** What it is called; no other rule is called so. No control characters. */
    id: string;
    /** The items that it is about. */
    items: Selector;
    /** Why it is there, for people. */
    note?: string | null;
    position?: null;
    /** In force before this; for ever where it is absent. */
    until?: Moment | null;
    /**
     * Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
     * which are of pairs.
     */
    with?: Selector | null;
} | {
    /** What it does to `items`. */
    action: "pin";
    /** Whether it is in force at all. */
    enabled?: boolean;
    factor?: null;
    /** In force from here on; from ever where it is absent. */
    from?: Moment | null;
    /** What it is called; no other rule is called so. No control characters. */
    id: string;
    /** The items that it is about. */
    items: Selector;
    /** Why it is there, for people. */
    note?: string | null;
    /** The place for `pin`, the first being 1; others have none. */
    position: number;
    /** In force before this; for ever where it is absent. */
    until?: Moment | null;
    /**
     * Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
     * which are of pairs.
     */
    with?: Selector | null;
} | {
    /** What it does to `items`. */
    action: "exclude" | "force";
    /** Whether it is in force at all. */
    enabled?: boolean;
    factor?: null;
    /** In force from here on; from ever where it is absent. */
    from?: Moment | null;
    /** What it is called; no other rule is called so. No control characters. */
    id: string;
    /** The items that it is about. */
    items: Selector;
    /** Why it is there, for people. */
    note?: string | null;
    position?: null;
    /** In force before this; for ever where it is absent. */
    until?: Moment | null;
    /**
     * Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
     * which are of pairs.
     */
    with: Selector;
};
/** What a rule does. */
export type RuleAction = "boost" | "bury" | "hide" | "pin" | "exclude" | "force";
/** A shop's rules, in the sequence in which they are looked at. */
export type RulesDocument = {
    /** The rules, at most 1,000. */
    rules: Rule[];
};
/** A version of the shop's rules. */
export type RulesOfVersion = {
    /** Who wrote it: the name of a key, or `file`. */
    author?: string | null;
    /** The ids of those in force at this moment, were this version the newest. */
    in_force: string[];
    /** The rules. */
    rules: RulesDocument;
    /** Which version; 0 where none was ever written. It is the `ETag`, too. */
    version: number;
    /** When it was written. */
    written_at?: string | null;
};
/** A version of the rules, without them. */
export type RulesVersion = {
    /** Who wrote it: the name of a key, or `file`. */
    author: string;
    /** Length of the document. Unit: bytes. */
    size_bytes: number;
    /** Which version. */
    version: number;
    /** When it was written. */
    written_at: string;
};
/** Versions of the rules, the newest first. */
export type RulesVersions = {
    /** The versions that are kept. */
    versions: RulesVersion[];
};
/** What became of a document of rules. */
export type RulesWritten = {
    /** Items that rules name and the snapshot does not know: these rules pass them over. */
    unknown_items: string[];
    /** The version that it is now. */
    version: number;
};
/** Items by what they are: those that meet all conditions. At least one condition is needed. */
export type Selector = {
    /** Items with all of these attributes: each name with its value, or with several of which one will do. */
    attributes?: Record<string, OneOrMore>;
    /** Items of this brand, or of one of several. */
    brand?: OneOrMore | null;
    /** Items filed under this category path or below it, or under one of several. */
    category?: CategoryPaths | null;
    /** Items with one of these ids, at most 1,000. One that the snapshot does not know is passed over. */
    item_ids: string[];
} | {
    /** Items with all of these attributes: each name with its value, or with several of which one will do. */
    attributes?: Record<string, OneOrMore>;
    /** Items of this brand, or of one of several. */
    brand?: OneOrMore | null;
    /** Items filed under this category path or below it, or under one of several. */
    category: CategoryPaths;
    /** Items with one of these ids, at most 1,000. One that the snapshot does not know is passed over. */
    item_ids?: string[] | null;
} | {
    /** Items with all of these attributes: each name with its value, or with several of which one will do. */
    attributes?: Record<string, OneOrMore>;
    /** Items of this brand, or of one of several. */
    brand: OneOrMore;
    /** Items filed under this category path or below it, or under one of several. */
    category?: CategoryPaths | null;
    /** Items with one of these ids, at most 1,000. One that the snapshot does not know is passed over. */
    item_ids?: string[] | null;
} | {
    /** Items with all of these attributes: each name with its value, or with several of which one will do. */
    attributes: Record<string, OneOrMore>;
    /** Items of this brand, or of one of several. */
    brand?: OneOrMore | null;
    /** Items filed under this category path or below it, or under one of several. */
    category?: CategoryPaths | null;
    /** Items with one of these ids, at most 1,000. One that the snapshot does not know is passed over. */
    item_ids?: string[] | null;
};
/** Where a conversation stands. */
export type Stage = "greeting" | "discovering" | "deciding" | "bargaining" | "ordered" | "paid" | "after_sale" | "ended";
/** How a listed item came to its place. */
export type Standing = "ranked" | "back_off" | "placed";
/** One suggested item. */
export type Suggestion = RelatedItem & {
    /** Names this suggestion when telling what became of it. Never given twice. */
    suggestion_id: string;
};
/** What goes with the cart, best first. */
export type Suggestions = {
    /**
     * Where the filter left nothing, its conditions of which each, dropped alone, would list something; where there is none
     * such, all that kept something out.
     */
    emptied_by?: Condition[];
    /** Why the list is empty, where it is. */
    none_because?: NoneBecause | null;
    /** The shop's rules, where the answer was to be explained. */
    rules?: ExplainedRules | null;
    /** The snapshot that answered. */
    snapshot_id: string;
    /** What goes with the cart. */
    suggestions: Suggestion[];
    /** Items of `cart` and `viewed` that the snapshot does not know; they were ignored. */
    unknown_items?: string[];
};
/** What a buyer has before them. */
export type SuggestionsQuery = {
    /** Ids of the items chosen, at most 500. Never suggested. */
    cart?: string[];
    /**
     * Who buys: what the customer bought before shifts the list towards the customer's taste, and is not
     * suggested; it stands in `/v1/customers/{customer_id}/reorder`. The snapshot knows the million customers who
     * bought last, but none with more than 10,000 order lines (each order counts as three more). Any other is
     * nobody.
     */
    customer_id?: string | null;
    /** Ids of items never to be suggested, at most 500. */
    exclude?: string[];
    /**
     * Whether to tell of each suggestion how it came to its place, and which of the shop's rules touched the list. Takes a
     * key of scope `agent`.
     */
    explain?: boolean;
    /**
     * Places kept for cold items, those of at most five orders: the last of the list, none where it is
     * absent. Fewer than `limit`: the first place is never given away.
     */
    explore?: number | null;
    /** Which items may be suggested. */
    filter?: Filter | null;
    /** The language of reasons; where it is absent that of the shop, or else English. */
    language?: Language | null;
    /** Most suggestions wanted, 5 where it is absent. */
    limit?: Limit | null;
    /**
     * Most flavours of one thing, items whose titles are nearly the same, in any five places that follow one
     * another, unless the cart holds two of them; 0 for any number, 2 where it is absent.
     */
    max_alike?: number | null;
    /** Kinds wanted, at least one; without it all kinds are ranked together. */
    relations?: RelationKind[] | null;
    /** Where the conversation stands; without it suggestions are given. */
    stage?: Stage | null;
    /** Ids of the items looked at, at most 500: a weaker hint. May be suggested. */
    viewed?: string[];
};
/** Facts that were told. One that is null was not, and what the snapshot says counts. */
export type ToldFacts = {
    /** Other facts: name and value. */
    attributes: Record<string, string>;
    /** Who makes it. */
    brand: string | null;
    /** Where it is filed, from the widest to the narrowest, joined by ` > `. */
    category: string | null;
    /** What one piece costs the shop, in minor units of its currency. */
    cost: number | null;
    /** Whether it is never listed. */
    hidden: boolean;
    /** What one piece is sold for, in minor units of the shop's currency. */
    price: number | null;
    /** Pieces in stock; zero or less is out of stock. */
    stock: number | null;
    /** What it is called. */
    title: string | null;
    /** Where its page is. */
    url: string | null;
};
/** What is told of an item, besides what the snapshot says. */
export type ToldItem = {
    /** Which item. */
    item_id: string;
    told: ToldFacts;
};
/** A rule of the shop that touched an answer. */
export type TouchingRule = {
    /** What it does. */
    action: RuleAction;
    /** What it is called. */
    id: string;
};
/** What each operation takes and gives, by its id. */
export interface Operations {
    /** Forget what was told of an item */
    delete_item: {
        path: {
            /** The shop's id of the item */
            item_id: string;
        };
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: unknown;
    };
    /** Finds items by title or id */
    find_items: {
        path: Record<string, never>;
        query: {
            /**
             * Words that title or id must hold, all of them, in any case and sequence; at most 256 bytes.
             * Of more than eight words the eight longest count. Without it the best-sellers are listed.
             */
            query?: string;
            /** Most items wanted, 10 where it is absent. */
            limit?: Limit;
        };
        headers: Record<string, never>;
        body: undefined;
        answer: Items;
    };
    /** This description */
    get_description: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: unknown;
    };
    /** Whether the process lives */
    get_health: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: Health;
    };
    /** What is known of one item */
    get_item: {
        path: {
            /** The shop's id of the item */
            item_id: string;
        };
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: Item;
    };
    /** What is counted of the service */
    get_metrics: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: unknown;
    };
    /** Whether requests are answered, and from which snapshot */
    get_readiness: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: Readiness;
    };
    /** The shop's rules */
    get_rules: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: RulesOfVersion;
    };
    /** A version of the shop's rules */
    get_rules_version: {
        path: {
            /** Which version */
            version: number;
        };
        query: Record<string, never>;
        headers: Record<string, never>;
        body: undefined;
        answer: RulesOfVersion;
    };
    /** What goes with one item, in the shape of Gorse */
    list_neighbors: {
        path: {
            /** The shop's id of the item */
            item_id: string;
        };
        query: {
            /** Most items wanted, 10 where it is absent. */
            n?: Limit;
            /** Items of the list that are passed over, none where it is absent. */
            offset?: number;
            category?: string;
            /** Leaves out what this customer bought. One that the snapshot does not know bought nothing. */
            "user-id"?: string;
        };
        headers: Record<string, never>;
        body: undefined;
        answer: GorseNeighbor[];
    };
    /** What goes with one item */
    list_related_items: {
        path: {
            /** The shop's id of the item */
            item_id: string;
        };
        query: {
            /**
             * Kinds wanted, apart by commas: `substitute`, `extension`, `complementary`, `hot`, `latent`,
             * `none`. Without it all kinds are ranked together.
             */
            relation?: RelationKind[];
            /** Most items wanted, 10 where it is absent. */
            limit?: Limit;
            /**
             * Which items may be listed: JSON, the same object as in the body of `/v1/suggestions`. Without it all that are
             * not known to be out of stock.
             */
            filter?: Filter;
            /** The language of reasons; where it is absent that of the shop, or else English. */
            language?: Language;
            /**
             * Whether to tell of each item how it came to its place, and which of the shop's rules touched the list. Takes a key of
             * scope `agent`.
             */
            explain?: boolean;
        };
        headers: Record<string, never>;
        body: undefined;
        answer: Related;
    };
    /** What a customer may buy again */
    list_reorder_items: {
        path: {
            /** The shop's id of the customer */
            customer_id: string;
        };
        query: {
            /** Most items wanted, 10 where it is absent. */
            limit?: Limit;
        };
        headers: Record<string, never>;
        body: undefined;
        answer: ReorderList;
    };
    /** Versions of the shop's rules */
    list_rules_versions: {
        path: Record<string, never>;
        query: {
            /** Only versions before this one. */
            before?: number;
            /** Most versions wanted, 20 where it is absent. */
            limit?: Limit;
        };
        headers: Record<string, never>;
        body: undefined;
        answer: RulesVersions;
    };
    /** What to offer beside a whole cart */
    offer_bundles: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: BundlesQuery;
        answer: Bundles;
    };
    /** What the best bundle earns at each discount */
    plot_bundles: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: BundlesQuery;
        answer: unknown;
    };
    /** Tell facts of many items */
    post_items: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: string;
        answer: BulkOutcome;
    };
    /** Tell facts of an item */
    put_item: {
        path: {
            /** The shop's id of the item */
            item_id: string;
        };
        query: Record<string, never>;
        headers: Record<string, never>;
        body: ItemChange;
        answer: ToldItem;
    };
    /** Write the shop's rules */
    put_rules: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: {
            /** The version that these rules were made from, as its `ETag`; without it they are written whatever is there */
            "If-Match"?: string;
        };
        body: RulesDocument;
        answer: RulesWritten;
    };
    /** What goes with a whole cart */
    suggest: {
        path: Record<string, never>;
        query: Record<string, never>;
        headers: Record<string, never>;
        body: SuggestionsQuery;
        answer: Suggestions;
    };
}
/** Where each operation is. */
export declare const OPERATIONS: {
    readonly delete_item: {
        readonly method: "DELETE";
        readonly path: "/v1/items/{item_id}";
    };
    readonly find_items: {
        readonly method: "GET";
        readonly path: "/v1/items";
    };
    readonly get_description: {
        readonly method: "GET";
        readonly path: "/openapi.json";
    };
    readonly get_health: {
        readonly method: "GET";
        readonly path: "/healthz";
    };
    readonly get_item: {
        readonly method: "GET";
        readonly path: "/v1/items/{item_id}";
    };
    readonly get_metrics: {
        readonly method: "GET";
        readonly path: "/metrics";
    };
    readonly get_readiness: {
        readonly method: "GET";
        readonly path: "/readyz";
    };
    readonly get_rules: {
        readonly method: "GET";
        readonly path: "/v1/rules";
    };
    readonly get_rules_version: {
        readonly method: "GET";
        readonly path: "/v1/rules/versions/{version}";
    };
    readonly list_neighbors: {
        readonly method: "GET";
        readonly path: "/api/item/{item_id}/neighbors";
    };
    readonly list_related_items: {
        readonly method: "GET";
        readonly path: "/v1/items/{item_id}/related";
    };
    readonly list_reorder_items: {
        readonly method: "GET";
        readonly path: "/v1/customers/{customer_id}/reorder";
    };
    readonly list_rules_versions: {
        readonly method: "GET";
        readonly path: "/v1/rules/versions";
    };
    readonly offer_bundles: {
        readonly method: "POST";
        readonly path: "/v1/bundles";
    };
    readonly plot_bundles: {
        readonly method: "POST";
        readonly path: "/v1/bundles/plot";
    };
    readonly post_items: {
        readonly method: "POST";
        readonly path: "/v1/items/bulk";
    };
    readonly put_item: {
        readonly method: "PUT";
        readonly path: "/v1/items/{item_id}";
    };
    readonly put_rules: {
        readonly method: "PUT";
        readonly path: "/v1/rules";
    };
    readonly suggest: {
        readonly method: "POST";
        readonly path: "/v1/suggestions";
    };
};
