// Written by generate.mjs from server/openapi.json: change that, and run `node generate.mjs`.
/** Where each operation is. */
export const OPERATIONS = {
    delete_item: { method: "DELETE", path: "/v1/items/{item_id}" },
    find_items: { method: "GET", path: "/v1/items" },
    get_description: { method: "GET", path: "/openapi.json" },
    get_health: { method: "GET", path: "/healthz" },
    get_item: { method: "GET", path: "/v1/items/{item_id}" },
    get_metrics: { method: "GET", path: "/metrics" },
    get_readiness: { method: "GET", path: "/readyz" },
    get_rules: { method: "GET", path: "/v1/rules" },
    get_rules_version: { method: "GET", path: "/v1/rules/versions/{version}" },
    list_neighbors: { method: "GET", path: "/api/item/{item_id}/neighbors" },
    list_related_items: { method: "GET", path: "/v1/items/{item_id}/related" },
    list_reorder_items: { method: "GET", path: "/v1/customers/{customer_id}/reorder" },
    list_rules_versions: { method: "GET", path: "/v1/rules/versions" },
    offer_bundles: { method: "POST", path: "/v1/bundles" },
    plot_bundles: { method: "POST", path: "/v1/bundles/plot" },
    post_items: { method: "POST", path: "/v1/items/bulk" },
    put_item: { method: "PUT", path: "/v1/items/{item_id}" },
    put_rules: { method: "PUT", path: "/v1/rules" },
    suggest: { method: "POST", path: "/v1/suggestions" },
};
