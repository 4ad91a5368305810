import type { Bundles, BundlesQuery, Filter, Health, Item, Items, Readiness, Related, RelationKind, ReorderList, Suggestions, SuggestionsQuery } from "./schema.js";
export interface DapeiOptions {
    /** Where the service is, such as `https://dapei.shop.example`. */
    address: string;
    /** A key that `dapei keys create` made, where the shop has keys. It does not belong into a page: see the README. */
    key?: string;
    /** Longest wait for an answer; 5000 where it is absent. Unit: milliseconds. */
    timeoutMs?: number;
    /** How often a question is asked again that was answered 429 or 503 with `Retry-After`; 2 where it is absent. */
    retries?: number;
    /** What to ask with instead of the global `fetch`. */
    fetch?: typeof fetch;
}
export interface CallOptions {
    /** Ends the call; its reason is thrown. */
    signal?: AbortSignal;
    /** Instead of the client's. Unit: milliseconds. */
    timeoutMs?: number;
}
/** What of an item's relations is wanted. */
export interface RelatedOptions extends CallOptions {
    /** Kinds wanted; absent or empty for all, ranked together. */
    relations?: readonly RelationKind[];
    /** Most items wanted, 1 to 100; 10 where it is absent. */
    limit?: number;
    /** Which items may be listed. */
    filter?: Filter;
}
/** Operations of the description that the client has. */
export declare const COVERED: readonly ["find_items", "get_item", "list_related_items", "suggest", "offer_bundles", "list_reorder_items", "get_health", "get_readiness"];
/** Operations that it does not have, each with the reason. The compiler refuses one that is in neither list. */
export declare const NOT_COVERED: {
    readonly delete_item: "for the shop's own back office";
    readonly get_description: "for programs that write clients";
    readonly get_metrics: "for Prometheus";
    readonly get_rules: "for who decides on offers";
    readonly get_rules_version: "for who decides on offers";
    readonly list_neighbors: "for clients of another engine, which are there already";
    readonly list_rules_versions: "for who decides on offers";
    readonly plot_bundles: "a picture, for a page";
    readonly post_items: "for the shop's own back office";
    readonly put_item: "for the shop's own back office";
    readonly put_rules: "for who decides on offers";
};
/** A client of one service. */
export declare class Dapei {
    #private;
    constructor({ address, key, timeoutMs, retries, fetch: own }: DapeiOptions);
    /** Items by title or id, best-sellers first; all of them where `query` is absent. */
    findItems({ query, limit, ...options }?: {
        query?: string;
        limit?: number;
    } & CallOptions): Promise<Items>;
    /** What is known of one item. */
    item(itemId: string, options?: CallOptions): Promise<Item>;
    /** What goes with one item. */
    related(itemId: string, { relations, limit, filter, ...options }?: RelatedOptions): Promise<Related>;
    /** What goes with a whole cart, in one list. */
    suggest(body: SuggestionsQuery, options?: CallOptions): Promise<Suggestions>;
    /** What to offer beside a whole cart, at one price. */
    bundles(body: BundlesQuery, options?: CallOptions): Promise<Bundles>;
    /** What a customer may buy again. Needs a key of scope `agent` where the shop has keys. */
    reorder(customerId: string, { limit, ...options }?: {
        limit?: number;
    } & CallOptions): Promise<ReorderList>;
    /** Whether the process lives. */
    health(options?: CallOptions): Promise<Health>;
    /** Whether questions are answered, and from which snapshot. */
    readiness(options?: CallOptions): Promise<Readiness>;
}
