/** What a filter asks of an item. */
export type Condition = "stock" | "category" | "brand" | "price" | "attributes";
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
/** Which items may be listed: those that meet all conditions. An absent condition lets everything pass. */
export type Filter = {
    /**
     * Only items with all of these attributes, at most 100: each name with its value, or with several of which one
     * will do.
     */
    attributes?: Record<string, OneOrMore>;
    /** Only items of this brand; of several, of one of them. */
    brand?: OneOrMore | null;
    /**
     * Only items filed under this category path or below it, levels joined by `>`; of several paths, under one of
     * them.
     */
    category?: OneOrMore | null;
    /** Also items known to be out of stock, which are left out otherwise. */
    include_out_of_stock?: boolean;
    /** Only items that cost at most this, in minor units. */
    max_price?: number | null;
    /** Only items that cost at least this, in minor units. */
    min_price?: number | null;
};
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
/** What is known of one item. */
export type Item = ItemFacts & {
    /** All other facts the shop told: name and value. */
    attributes: Record<string, string>;
    /** The snapshot that answered. */
    snapshot_id: string;
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
/** How an item sells, whatever it stands beside. */
export type Momentum = "hot" | "latent" | "steady";
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
    /** The snapshot that answered. */
    snapshot_id: string;
};
/** An item that goes with another. */
export type RelatedItem = {
    /** How probable its kind is, by all that is known of the two; of hot, latent and none, that they sell together more than chance. */
    confidence: number;
    /** What was counted. */
    evidence: Evidence;
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
/** Where a conversation stands. */
export type Stage = "greeting" | "discovering" | "deciding" | "bargaining" | "ordered" | "paid" | "after_sale" | "ended";
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
     * Places kept for cold items, those of at most five orders: the last of the list, none where it is
     * absent. Fewer than `limit`: the first place is never given away.
     */
    explore?: number | null;
    /** Which items may be suggested. */
    filter?: Filter | null;
    /** Most suggestions wanted, 5 where it is absent. */
    limit?: Limit | null;
    /**
     * Most flavours of one thing, items whose titles are nearly the same, in any five places that follow one
     * another, unless the cart holds two of them; 0 for any number, 2 where it is absent.
     */
    max_alike?: number | null;
    /** Kinds wanted; without it all kinds are ranked together. */
    relations?: RelationKind[] | null;
    /** Where the conversation stands; without it suggestions are given. */
    stage?: Stage | null;
    /** Ids of the items looked at, at most 500: a weaker hint. May be suggested. */
    viewed?: string[];
};
/** What each operation takes and gives, by its id. */
export interface Operations {
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
            /** Only items filed under this category path or below it, levels joined by `>`. */
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
            relation?: string;
            /** Most items wanted, 10 where it is absent. */
            limit?: Limit;
            /**
             * Which items may be listed: JSON, the same object as in the body of `/v1/suggestions`. Without it all that are
             * not known to be out of stock.
             */
            filter?: string;
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
    readonly suggest: {
        readonly method: "POST";
        readonly path: "/v1/suggestions";
    };
};
