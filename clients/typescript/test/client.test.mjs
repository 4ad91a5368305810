// Against the real service, which the test in clients/rust/tests starts, and against small ones that misbehave.
//
//   DAPEI_ADDRESS=http://127.0.0.1:7700 DAPEI_KEY=… DAPEI_STOREFRONT_KEY=… node --test test/

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { COVERED, Dapei, DapeiError, DapeiNotUnderstood, DapeiProblem, DapeiTimeout, DapeiUnreached, NOT_COVERED } from "../dist/index.js";

/** An id that must be encoded in an address. */
const ODD_ID = "茶/1 50%+?#";

const given = (name) => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set: this is run by clients/rust/tests, which starts a service`);
  return value;
};
const address = given("DAPEI_ADDRESS");
/** Long enough for the busiest machine: what shall end by time says so itself. */
const timeoutMs = 60_000;
const dapei = new Dapei({ address, key: given("DAPEI_KEY"), timeoutMs });

/** A service that answers each request with the next of these; what was asked is kept. */
async function answering(context, ...answers) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === "never") return;
    const [status, body, headers] = answer;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${server.address().port}`, timeoutMs, asked };
}

const busy = (status, retryAfter) => [
  status,
  { type: "urn:dapei:problem:x", title: "Busy", status, detail: "no room", code: "x", request_id: "r-1" },
  retryAfter === undefined ? {} : { "retry-after": retryAfter },
];
const HEALTHY = [200, { status: "ok", version: "1" }];

test("every question is answered", async () => {
  const { items, snapshot_id } = await dapei.findItems({ query: "cup", limit: 5 });
  assert.deepEqual(items.map((item) => item.item_id), ["cup"]);
  assert.equal((await dapei.findItems({ query: "no such thing" })).none_because, "no_match");
  assert.equal((await dapei.findItems()).items[0].item_id, "lantern");

  const cup = await dapei.item("cup");
  assert.deepEqual([cup.price, cup.currency, cup.attributes.colour, cup.snapshot_id], [450, "GBP", "white", snapshot_id]);
  assert.equal((await dapei.item(ODD_ID)).item_id, ODD_ID);

  const [first] = (await dapei.related("tea")).related;
  assert.deepEqual([first.item_id, first.evidence.orders_together], ["cup", 40]);
  const filter = { category: "Kitchen", max_price: 500, attributes: { colour: ["white"] } };
  const narrow = await dapei.related("tea", { relations: [first.relation, "hot"], limit: 1, filter });
  assert.deepEqual(narrow.related, [first]);
  const emptied = await dapei.related("tea", { filter: { brand: "nobody's" } });
  assert.deepEqual([emptied.none_because, emptied.emptied_by], ["filter", ["brand"]]);

  const suggested = await dapei.suggest({ cart: [ODD_ID, "unknown"], limit: 3 });
  assert.equal(suggested.suggestions[0].item_id, "honey");
  assert.deepEqual(suggested.unknown_items, ["unknown"]);
  assert.equal((await dapei.suggest({ cart: ["tea"], stage: "after_sale" })).none_because, "stage");

  const offered = await dapei.bundles({ cart: ["cup", "unknown"], max_discount_percent: 12.5 });
  assert.deepEqual([offered.bundles[0].items[0].item_id, offered.bundles[0].list_price], ["tea", 400]);
  assert.deepEqual(offered.unknown_items, ["unknown"]);
  assert.equal((await dapei.bundles({ cart: ["cup"], stage: "after_sale" })).none_because, "stage");

  assert.equal((await dapei.reorder("阿花/1", { limit: 2 })).reorder[0].item_id, "honey");
  assert.equal((await dapei.health()).status, "ok");
  assert.equal((await dapei.readiness()).snapshot_id, snapshot_id);
});

test("what is refused keeps code, detail and request id", async () => {
  await assert.rejects(dapei.item("nothing"), (error) => {
    assert.ok(error instanceof DapeiProblem && error instanceof DapeiError);
    assert.deepEqual([error.status, error.code], [404, "item_not_found"]);
    assert.equal(error.detail, "the snapshot being served has no item `nothing`");
    assert.match(error.requestId, /^[0-9a-f]{32}$/);
    assert.equal(error.message, `${error.detail} (item_not_found, request ${error.requestId})`);
    return true;
  });
  await assert.rejects(dapei.suggest({}), { code: "cart_empty", status: 422 });
  await assert.rejects(dapei.findItems({ limit: 1000 }), { code: "query_invalid" });
  for (const id of ["", ".", ".."]) await assert.rejects(dapei.item(id), { name: "DapeiError" });
});

test("a key opens what its scope allows", async () => {
  await assert.rejects(new Dapei({ address }).item("cup"), { code: "key_missing", status: 401 });
  const storefront = new Dapei({ address: `${address}/`, key: given("DAPEI_STOREFRONT_KEY") });
  assert.equal((await storefront.item("cup")).item_id, "cup");
  await assert.rejects(storefront.reorder("阿花/1"), { code: "scope_insufficient", status: 403 });
  assert.throws(() => new Dapei({ address, key: "two\nlines" }), DapeiError);
});

test("what has no room now is asked again, as often and as late as the service says", async (context) => {
  const twice = await answering(context, busy(503, "0"), busy(429, new Date(0).toUTCString()), HEALTHY);
  assert.equal((await new Dapei(twice).health()).status, "ok");
  assert.equal(twice.asked.length, 3);

  const never = await answering(context, busy(503, "0"));
  await assert.rejects(new Dapei(never).health(), { status: 503, retryAfterMs: 0 });
  assert.equal(never.asked.length, 3, "the first and two more");

  const post = await answering(context, busy(429, "0"), [200, { snapshot_id: "s", suggestions: [] }]);
  assert.deepEqual((await new Dapei(post).suggest({ cart: ["tea"] })).suggestions, []);
  assert.deepEqual(post.asked, ["POST /v1/suggestions", "POST /v1/suggestions"]);
});

test("nothing else is asked again", async (context) => {
  for (const [answer, expected] of [
    [busy(503), { status: 503, retryAfterMs: undefined }],
    [busy(500, "0"), { status: 500 }],
    [busy(503, "soon"), { retryAfterMs: undefined }],
    // Longer than the call may take: told at once.
    [busy(429, "120"), { status: 429, retryAfterMs: 120_000 }],
  ]) {
    const service = await answering(context, answer, HEALTHY);
    await assert.rejects(new Dapei(service).health(), expected);
    assert.equal(service.asked.length, 1);
  }
  const service = await answering(context, busy(503, "0"), HEALTHY);
  await assert.rejects(new Dapei({ ...service, retries: 0 }).health(), { status: 503 });
});

test("a call ends with its time or with its signal", { timeout: 30_000 }, async (context) => {
  const service = await answering(context, "never");
  await assert.rejects(new Dapei({ ...service, timeoutMs: 20 }).health(), DapeiTimeout);
  await assert.rejects(new Dapei(service).health({ timeoutMs: 20 }), { name: "DapeiTimeout", message: "no answer within 20 ms" });
  const reason = new Error("the visitor left");
  const abort = new AbortController();
  const call = new Dapei(service).health({ signal: abort.signal });
  abort.abort(reason);
  await assert.rejects(call, reason);
  await assert.rejects(new Dapei(service).health({ signal: AbortSignal.abort(reason) }), reason);
  // Also between two attempts, an hour apart.
  const later = await answering(context, busy(503, "3600"));
  const waiting = new AbortController();
  const retried = new Dapei({
    ...later,
    timeoutMs: 4_000_000,
    fetch: async (...asked) => {
      const response = await fetch(...asked);
      setImmediate(() => waiting.abort(reason));
      return response;
    },
  }).health({ signal: waiting.signal });
  await assert.rejects(retried, reason);
  assert.equal(later.asked.length, 1);
});

test("what is no address, nobody, and something else are told apart", async (context) => {
  for (const wrong of ["", "127.0.0.1:7700", "ftp://shop.example", "http://shop.example/?a=b"]) {
    assert.throws(() => new Dapei({ address: wrong }), DapeiError);
  }
  const gone = await answering(context, HEALTHY);
  const nobody = new Dapei({
    ...gone,
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  });
  await assert.rejects(nobody.health(), (error) => error instanceof DapeiUnreached && error.cause instanceof TypeError);
  for (const answer of [[502, "<html>"], [200, "<html>"], [404, { no: "problem" }]]) {
    const service = await answering(context, answer);
    await assert.rejects(new Dapei(service).health(), (error) => error instanceof DapeiNotUnderstood && error.status === answer[0]);
  }
  const below = await answering(context, HEALTHY);
  await new Dapei({ address: `${below.address}/shop/` }).health();
  assert.deepEqual(below.asked, ["GET /shop/healthz"]);
});

test("every operation of the description is covered or named as not", () => {
  const { paths } = JSON.parse(readFileSync(new URL("../../../server/openapi.json", import.meta.url), "utf8"));
  const described = Object.values(paths).flatMap((path) => Object.values(path).map((operation) => operation.operationId));
  assert.deepEqual([...COVERED, ...Object.keys(NOT_COVERED)].sort(), described.sort());
});
