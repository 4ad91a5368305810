// The page: find an item, see what goes with it and why, fill a cart, watch the suggestions change.
//
// What is open and what lies in the cart stands in the address (`#item=…&cart=…&kind=…`), so that a
// reload, a bookmark and a sent link show the same. Every text from the shop enters the page as text
// (`textContent`), never as markup.

import { LANGUAGES, say, speak, whole } from "/words.js";

const RELATED_LIMIT = 20;
const SUGGESTION_LIMIT = 8;
const SEARCH_LIMIT = 10;
const START_LIMIT = 8;
/** Long enough not to ask for every letter, short enough not to be felt. Unit: milliseconds. */
const TYPING_PAUSE_MS = 120;

const byId = (id) => document.getElementById(id);
const el = {
  languages: byId("languages"),
  search: byId("search"),
  resultsBox: byId("results-box"),
  results: byId("results"),
  resultsNote: byId("results-note"),
  start: byId("start"),
  startState: byId("start-state"),
  starters: byId("starters"),
  item: byId("item"),
  itemTitle: byId("item-title"),
  itemFacts: byId("item-facts"),
  itemAction: byId("item-action"),
  kinds: byId("kinds"),
  legend: byId("legend"),
  related: byId("related"),
  relatedState: byId("related-state"),
  cart: byId("cart"),
  cartTitle: byId("cart-title"),
  cartCount: byId("cart-count"),
  cartEmpty: byId("cart-empty"),
  cartClear: byId("cart-clear"),
  cartTotal: byId("cart-total"),
  cartSum: byId("cart-sum"),
  cartJump: byId("cart-jump"),
  cartJumpCount: byId("cart-jump-count"),
  suggestionsPanel: byId("suggestions-panel"),
  suggestionsTitle: byId("suggestions-title"),
  suggestions: byId("suggestions"),
  suggestionsState: byId("suggestions-state"),
  snapshot: byId("snapshot"),
  announcer: byId("announcer"),
};

/** What the address says; everything else on the page follows from it. */
const state = { item: null, kind: null, cart: [] };

/** Facts of items seen so far, by id: the cart shows titles and prices without asking again. */
const known = new Map();

// ---------------------------------------------------------------------------------------------
// Building elements

/** Creates an element. Children are elements or text; text never becomes markup. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") node.addEventListener("click", value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const PLUS = "M8 3v10M3 8h10";
const CHECK = "M3 8.5l3.2 3.2L13 5";
const CROSS = "M4 4l8 8M12 4l-8 8";

const titleOf = (id) => known.get(id)?.title || id;

/** Capitals throughout are set a little smaller; the text itself stays the shop's. */
function isCapitals(text) {
  return text.length > 3 && text === text.toUpperCase() && text !== text.toLowerCase();
}

function titleSpan(id) {
  const span = make("span", { "data-title-of": id });
  writeTitle(span);
  return span;
}

function writeTitle(span) {
  const title = titleOf(span.dataset.titleOf);
  span.textContent = title;
  span.classList.toggle("caps", isCapitals(title));
}

function titleLink(id) {
  const link = make("a", { class: "title-link", href: addressOf({ ...state, item: id }), "data-item": id }, titleSpan(id));
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(id);
  });
  return link;
}

function kindBadge(kind) {
  const { name, says } = say.kinds[kind] ?? { name: kind };
  const look = say.kinds[kind] ? kind : "none";
  return make("span", { class: `badge kind-${look}`, "data-kind": kind, title: says }, name);
}

/** Why an item is listed, as the service says it: in English. */
const reasonOf = ({ reason }) => make("p", { class: "reason", lang: "en", "data-testid": "reason" }, reason);

/** Says how an item sells where that is worth a word. */
function sells(momentum) {
  return momentum === "hot" || momentum === "latent" ? make("span", { class: "sells" }, say.momenta[momentum]) : null;
}

/** The button that puts an item into the cart or takes it out again. */
function cartToggle(id, { primary = false } = {}) {
  const button = make("button", { type: "button", "data-toggle": id, "data-primary": primary });
  button.addEventListener("click", () => (state.cart.includes(id) ? remove(id) : add(id)));
  dressToggle(button);
  return button;
}

function dressToggle(button) {
  const id = button.dataset.toggle;
  const isIn = state.cart.includes(id);
  const look = isIn ? "chosen" : "primary" in button.dataset ? "primary" : "";
  button.className = `button toggle ${look}`;
  button.replaceChildren(...(isIn ? [say.inCart, icon(CHECK)] : [say.addToCart]));
  button.setAttribute("aria-label", isIn ? say.removeThis(titleOf(id)) : say.addThis(titleOf(id)));
}

// ---------------------------------------------------------------------------------------------
// Numbers

const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** "At least" stays true: rounded down, as the reason sentence does. */
const atLeast = (times) => tenth.format(Math.floor(times * 10) / 10);
const expected = (count) => (count > 0 && count < 0.1 ? say.under("0.1") : count < 100 ? tenth.format(count) : whole.format(Math.round(count)));

/** Nothing learned from counts is ever wholly sure. */
const sureness = (share) => (share < 0.99 ? `${Math.floor(share * 100)}%` : ">99%");

/** Formats integer minor units. The service says how many decimals they have: browsers do not all follow ISO 4217. */
function money(minor, { currency, currency_decimals: decimals }) {
  if (!Number.isFinite(minor)) return null;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const amount = minor / 10 ** decimals;
  try {
    return new Intl.NumberFormat(say.tag, { style: "currency", currency, ...digits }).format(amount);
  } catch {
    return new Intl.NumberFormat(say.tag, digits).format(amount);
  }
}

const price = (item) => (item?.price === null || item?.price === undefined ? null : money(item.price, item));

// ---------------------------------------------------------------------------------------------
// Asking the service

/** A refusal or failure, in the words of RFC 9457. */
class Problem extends Error {
  constructor({ title, detail, request_id, status }) {
    super(detail || title || say.refused);
    this.title = title || say.wentWrong;
    this.requestId = request_id;
    this.status = status;
  }
}

/** One request under way for each purpose: a newer one makes the older one pointless. */
const underWay = new Map();

/** Answers the service's JSON, or null where a newer request for the same purpose overtook it. */
async function ask(purpose, path, body) {
  underWay.get(purpose)?.abort();
  const abort = new AbortController();
  underWay.set(purpose, abort);
  try {
    const send = () => fetch(path, {
      signal: abort.signal,
      headers: {
        Accept: "application/json",
        ...(key() && { Authorization: `Bearer ${key()}` }),
        ...(body && { "Content-Type": "application/json" }),
      },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    const tried = key();
    let response = await send();
    // Another request may have asked for the key meanwhile.
    if (response.status === 401 && (key() !== tried || askForKey())) response = await send();
    const answer = await response.json().catch(() => null);
    if (abort.signal.aborted) return null;
    if (!response.ok || answer === null) {
      throw new Problem({
        title: say.answered(response.status),
        request_id: response.headers.get("x-request-id"),
        status: response.status,
        ...answer,
      });
    }
    showSnapshot(answer.snapshot_id);
    return answer;
  } catch (error) {
    if (abort.signal.aborted) return null;
    if (error instanceof Problem) throw error;
    throw new Problem({ title: say.unreachable, detail: say.unreachableHint });
  } finally {
    if (underWay.get(purpose) === abort) underWay.delete(purpose);
  }
}

/** The key that the service asks for, kept until the tab is closed. */
function key() {
  return sessionStorage.getItem("key");
}

/** Whether somebody who was asked for a key gave none; asked again when the page is loaded anew. */
let keyDeclined = false;

/** Whether a key was entered. One that was refused is asked for again at the next request. */
function askForKey() {
  if (keyDeclined) return false;
  const entered = window.prompt(say.keyNeeded)?.trim() ?? "";
  // Nothing else can stand in a header.
  const isKey = /^[\x21-\x7e]+$/.test(entered);
  if (isKey) sessionStorage.setItem("key", entered);
  else sessionStorage.removeItem("key");
  keyDeclined = !isKey;
  return isKey;
}

function forget(purpose) {
  underWay.get(purpose)?.abort();
  underWay.delete(purpose);
}

function remember(listed) {
  for (const item of listed) known.set(item.item_id, { ...known.get(item.item_id), ...item });
}

/** Asks for all facts of an item. */
async function lookUp(id, purpose) {
  const answer = await ask(purpose, `/v1/items/${encodeURIComponent(id)}`);
  if (answer) remember([answer]);
}

function showSnapshot(id) {
  if (!id || el.snapshot.textContent === id) return;
  const isNext = el.snapshot.textContent !== "–";
  el.snapshot.textContent = id;
  if (isNext) announce(say.learnedAnew);
}

// ---------------------------------------------------------------------------------------------
// Saying what happened

function announce(sentence) {
  el.announcer.textContent = sentence;
}

/** An empty list's reason in words. A code this page does not know yet is shown readably. */
function noneBecause(code, kind = null) {
  if (kind && code === "no_relation") return say.noneOfKind(kind);
  return say.noneBecause[code] ?? (code ? say.nothingBecause(code.replaceAll("_", " ")) : say.nothing);
}

function showNote(place, sentence) {
  place.replaceChildren(make("p", { class: "note", "data-testid": "none-because" }, sentence));
}

function showProblem(place, problem, again) {
  place.replaceChildren(
    make(
      "div",
      { class: "problem", role: "alert", "data-testid": "problem" },
      make("p", { class: "problem-title" }, problem.title),
      problem.message !== problem.title ? make("p", { class: "problem-detail" }, problem.message) : null,
      problem.requestId ? make("p", { class: "problem-id" }, say.requestId, make("code", {}, problem.requestId)) : null,
      make("button", { type: "button", class: "button", onclick: again }, say.tryAgain),
    ),
  );
}

/** Shows the outcome of one request in its place: busy while under way, then the list or the problem. */
async function show(place, list, request, again) {
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await request;
    if (answer === null) return null;
    place.replaceChildren();
    list.removeAttribute("aria-busy");
    return answer;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    list.replaceChildren();
    list.removeAttribute("aria-busy");
    showProblem(place, problem, again);
    return null;
  }
}

// ---------------------------------------------------------------------------------------------
// The address

function addressOf({ item, kind, cart }) {
  const words = new URLSearchParams();
  if (item) words.set("item", item);
  if (item && kind) words.set("kind", kind);
  for (const id of cart) words.append("cart", id);
  return `#${words}`;
}

function readAddress() {
  const words = new URLSearchParams(location.hash.slice(1));
  const kind = words.get("kind");
  return {
    item: words.get("item") || null,
    kind: Object.hasOwn(say.kinds, kind ?? "") ? kind : null,
    cart: [...new Set(words.getAll("cart").filter(Boolean))],
  };
}

/** Writes the state into the address: as a new step for the back button, or in place. */
function writeAddress({ asStep }) {
  const address = addressOf(state);
  if (asStep) history.pushState({ ours: true }, "", address);
  else history.replaceState({ ours: true }, "", address);
  for (const link of document.querySelectorAll("a[data-item]")) {
    link.href = addressOf({ ...state, item: link.dataset.item });
  }
}

// Back and forward lead through the items opened; the cart stays what it is now. An address that
// was typed or pasted counts as a whole.
window.addEventListener("popstate", (event) => {
  const asked = readAddress();
  if (event.state?.ours) asked.cart = state.cart;
  const isOtherCart = asked.cart.join("\n") !== state.cart.join("\n");
  Object.assign(state, asked);
  writeAddress({ asStep: false });
  if (isOtherCart) renderCart();
  renderPlace({ focus: false });
});

// ---------------------------------------------------------------------------------------------
// Language

function renderLanguages() {
  for (const [language, { tag, name, short }] of Object.entries(LANGUAGES)) {
    const input = make("input", { type: "radio", name: "language", value: language, "aria-label": name, "data-testid": `language-${language}` });
    input.checked = LANGUAGES[language] === say;
    input.addEventListener("change", () => speakFromNowOn(language));
    el.languages.append(make("label", { lang: tag, title: name }, input, short));
  }
}

/** Writes what stands on the page whatever it shows. */
function renderFixed() {
  document.documentElement.lang = say.tag;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say.fixed[node.dataset.text];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", say.fixed[node.dataset.label]);
  el.search.placeholder = say.fixed.find;
}

function speakFromNowOn(language) {
  speak(language);
  cartSays = "";
  closeResults();
  renderFixed();
  el.starters.replaceChildren();
  for (const choice of el.kinds.querySelectorAll("label")) choice.remove();
  renderPlace({ focus: false });
  renderCart();
}

// ---------------------------------------------------------------------------------------------
// Start and item

function open(id) {
  closeResults();
  if (state.item !== id) {
    state.item = id;
    writeAddress({ asStep: true });
  }
  renderPlace({ focus: true });
}

function goHome(event) {
  event.preventDefault();
  if (state.item !== null) {
    state.item = null;
    writeAddress({ asStep: true });
  }
  renderPlace({ focus: true });
}

function renderPlace({ focus }) {
  const id = state.item;
  el.start.hidden = id !== null;
  el.item.hidden = id === null;
  el.search.value = "";
  if (focus) window.scrollTo(0, 0);
  if (id === null) {
    document.title = "Dapei";
    forget("item");
    forget("related");
    el.related.removeAttribute("aria-busy");
    renderStart();
    if (focus) byId("main").focus({ preventScroll: true });
    return;
  }
  renderItem();
  el.related.replaceChildren();
  el.relatedState.replaceChildren();
  renderKinds();
  renderRelated();
  if (focus) el.itemTitle.focus({ preventScroll: true });
}

async function renderStart() {
  if (el.starters.children.length > 0) return;
  const answer = await show(el.startState, el.starters, ask("start", `/v1/items?limit=${START_LIMIT}`), renderStart);
  if (!answer) return;
  remember(answer.items);
  el.starters.replaceChildren(...answer.items.map(starter));
  if (answer.items.length === 0) showNote(el.startState, say.noItems);
}

function starter(item) {
  const meta = [price(item), say.orders(item.orders)].filter(Boolean).join(" · ");
  return make(
    "li",
    { class: "starter", "data-testid": "starter", "data-id": item.item_id },
    make("div", {}, make("p", { class: "starter-title" }, titleLink(item.item_id)), make("p", { class: "starter-meta" }, meta)),
    cartToggle(item.item_id),
  );
}

async function renderItem() {
  const id = state.item;
  dressItem(id);
  if (known.get(id)?.attributes) return;
  try {
    await lookUp(id, "item");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return; // The list below asks the same service and shows its problem with a way to try again.
  }
  if (state.item === id) dressItem(id);
}

function dressItem(id) {
  const item = known.get(id) ?? { item_id: id };
  document.title = `${titleOf(id)} · Dapei`;
  el.itemTitle.replaceChildren(titleSpan(id));
  const fact = (name, value) => (value ? make("div", {}, make("dt", {}, name), make("dd", {}, value)) : null);
  const facts = [
    fact(say.facts.id, make("code", {}, id)),
    fact(say.facts.price, price(item)),
    fact(say.facts.soldIn, item.orders === undefined ? null : say.orders(item.orders)),
    fact(say.facts.sales, say.momenta[item.momentum]),
    fact(say.facts.stock, item.in_stock === false ? say.outOfStock : null),
    fact(say.facts.brand, item.brand),
    fact(say.facts.category, item.category),
    fact(say.facts.inShop, shopLink(item.url)),
    ...Object.entries(item.attributes ?? {}).map(([name, value]) => fact(name, value)),
  ];
  el.itemFacts.replaceChildren(...facts.filter(Boolean));
  const hadFocus = el.itemAction.contains(document.activeElement);
  el.itemAction.replaceChildren(cartToggle(id, { primary: true }));
  if (hadFocus) el.itemAction.firstElementChild.focus();
}

/** A link to the shop's own page; whatever is no web address is not one. */
function shopLink(address) {
  if (!/^https?:\/\//iu.test(address ?? "")) return null;
  return make("a", { href: address, rel: "noopener noreferrer" }, say.openPage);
}

// ---------------------------------------------------------------------------------------------
// Relations

function renderKinds() {
  if (el.kinds.querySelector("input")) {
    for (const input of el.kinds.querySelectorAll("input")) input.checked = input.value === (state.kind ?? "");
    return;
  }
  const choice = (value, name, says) => {
    const input = make("input", { type: "radio", name: "kind", value, "data-testid": `kind-${value || "all"}` });
    input.checked = value === (state.kind ?? "");
    input.addEventListener("change", () => {
      state.kind = value || null;
      writeAddress({ asStep: false });
      renderRelated();
    });
    return make(
      "label",
      { class: value ? `kind-${value}` : null, title: says },
      input,
      value ? make("span", { class: "dot", "aria-hidden": "true" }) : null,
      name,
    );
  };
  el.kinds.append(choice("", say.all, null));
  for (const [value, { name, says }] of Object.entries(say.kinds)) el.kinds.append(choice(value, name, says));
}

async function renderRelated() {
  const { item: id, kind } = state;
  const words = new URLSearchParams({ limit: RELATED_LIMIT, language: say.language, ...(kind && { relation: kind }) });
  const request = ask("related", `/v1/items/${encodeURIComponent(id)}/related?${words}`);
  const answer = await show(el.relatedState, el.related, request, () => {
    renderItem();
    renderRelated();
  });
  const counted = (answer?.related ?? []).map(({ evidence }) => evidence).filter(isCounted);
  el.legend.hidden = counted.length === 0;
  if (!answer) return;
  remember(answer.related.map(({ item_id, title }) => ({ item_id, title })));
  const most = Math.max(...counted.map((one) => Math.max(one.orders_together, one.expected_by_chance)));
  el.related.replaceChildren(...answer.related.map((related) => relation(related, most)));
  if (answer.related.length === 0) {
    const sentence = noneBecause(answer.none_because, kind);
    showNote(el.relatedState, sentence);
    announce(`${say.nothingFor(titleOf(id))} ${sentence}`);
  } else {
    announce(say.listed(answer.related.length, kind, titleOf(id)));
  }
}

function relation(related, most) {
  const { item_id: id, relation: kind } = related;
  return make(
    "li",
    { class: "relation", "data-testid": "relation", "data-id": id, "data-relation": kind },
    make("div", { class: "relation-kind" }, kindBadge(kind), sells(related.momentum)),
    make(
      "div",
      {},
      make("p", { class: "relation-title" }, titleLink(id), make("span", { class: "id" }, id)),
      reasonOf(related),
      evidenceOf(related, most),
    ),
    cartToggle(id),
  );
}

/** Whether the pair was counted. An entry that is inferred, or listed for its sales alone, has no bar to show. */
const isCounted = (evidence) => evidence?.orders_together > 0;

/** What was counted, as a bar on the list's common scale and as figures. */
function evidenceOf({ evidence, confidence, grade }, most) {
  const figure = ([before, value, after]) => make("span", {}, before, make("b", {}, value), after);
  const judged = [
    Number.isFinite(confidence) && confidence > 0 ? figure(say.sure(sureness(confidence))) : null,
    grade ? figure(say.grade(grade)) : null,
  ];
  if (!isCounted(evidence)) {
    // A back-off has no anchor, and nothing to be sure of.
    return evidence?.anchor_item_id ? make("p", { class: "figures" }, ...judged) : null;
  }
  const { orders_together, orders_with_anchor, expected_by_chance, at_least } = evidence;
  const bar = make("div", { class: "bar", "aria-hidden": "true" }, make("div", { class: "bar-fill" }), make("div", { class: "bar-tick" }));
  bar.style.setProperty("--share", String(orders_together / most));
  bar.style.setProperty("--chance-share", String(Math.min(1, expected_by_chance / most)));
  return make(
    "div",
    { class: "evidence", "data-testid": "evidence" },
    bar,
    make(
      "p",
      { class: "figures" },
      figure(say.together(orders_together, orders_with_anchor)),
      figure(say.expected(expected(expected_by_chance))),
      figure(say.atLeast(atLeast(at_least))),
      ...judged,
    ),
  );
}

// ---------------------------------------------------------------------------------------------
// Cart and suggestions

function add(id) {
  if (state.cart.includes(id)) return;
  state.cart.push(id);
  cartChanged(say.added(titleOf(id), state.cart.length));
}

function remove(id) {
  if (!state.cart.includes(id)) return;
  state.cart = state.cart.filter((other) => other !== id);
  cartChanged(say.removed(titleOf(id), state.cart.length));
}

/** What last happened to the cart; said again together with the suggestions it led to. */
let cartSays = "";

function cartChanged(sentence) {
  writeAddress({ asStep: false });
  cartSays = sentence;
  announce(sentence);
  renderCart();
}

function renderCart() {
  drawCart();
  for (const button of document.querySelectorAll("[data-toggle]")) dressToggle(button);
  renderSuggestions();
  lookUpCart();
}

function drawCart() {
  const n = state.cart.length;
  el.cart.replaceChildren(...state.cart.map(cartLine));
  el.cartCount.textContent = el.cartJumpCount.textContent = String(n);
  el.cartJump.setAttribute("aria-label", say.goToCart(n));
  el.cartEmpty.hidden = n > 0;
  el.cartClear.hidden = n === 0;
  const facts = state.cart.map((id) => known.get(id));
  const currency = facts[0]?.currency;
  const isSummable = n > 1 && currency && facts.every((item) => Number.isFinite(item?.price) && item.currency === currency);
  el.cartTotal.hidden = !isSummable;
  if (isSummable) el.cartSum.textContent = money(facts.reduce((sum, item) => sum + item.price, 0), facts[0]);
}

/** Fetches what the lists did not tell; the cart stays usable where that fails. */
async function lookUpCart() {
  // Lists of relations tell the title only; what an item costs needs asking for.
  const unknown = state.cart.filter((id) => known.get(id)?.orders === undefined);
  await Promise.allSettled(unknown.map((id) => lookUp(id, `cart ${id}`)));
  if (unknown.length === 0) return;
  for (const span of document.querySelectorAll("[data-title-of]")) writeTitle(span);
  for (const button of document.querySelectorAll("[data-toggle]")) dressToggle(button);
  const focused = document.activeElement?.closest?.(".cart-line")?.dataset.id;
  const isLink = document.activeElement?.matches("a");
  drawCart();
  if (focused) lineOf(focused)?.querySelector(isLink ? "a" : "button").focus();
}

const lineOf = (id) => [...el.cart.children].find((line) => line.dataset.id === id);

function cartLine(id) {
  const button = make("button", { type: "button", class: "button icon remove", "aria-label": say.removeThis(titleOf(id)), "data-testid": "cart-remove" }, icon(CROSS));
  button.addEventListener("click", () => {
    const at = state.cart.indexOf(id);
    remove(id);
    const next = state.cart[Math.min(at, state.cart.length - 1)];
    if (next) lineOf(next).querySelector("button").focus();
    else el.cartTitle.focus();
  });
  return make(
    "li",
    { class: "cart-line", "data-testid": "cart-line", "data-id": id },
    make("p", { class: "cart-title" }, titleLink(id)),
    make("span", {}, price(known.get(id)) ?? ""),
    button,
  );
}

async function renderSuggestions() {
  el.suggestionsPanel.hidden = state.cart.length === 0;
  if (state.cart.length === 0) {
    forget("suggestions");
    el.suggestions.removeAttribute("aria-busy");
    el.suggestions.replaceChildren();
    el.suggestionsState.replaceChildren();
    return;
  }
  const cart = [...state.cart];
  const request = ask("suggestions", "/v1/suggestions", { cart, limit: SUGGESTION_LIMIT, language: say.language });
  const answer = await show(el.suggestionsState, el.suggestions, request, renderSuggestions);
  if (!answer) return;
  remember(answer.suggestions.map(({ item_id, title }) => ({ item_id, title })));
  const focusedAt = [...el.suggestions.children].findIndex((line) => line.contains(document.activeElement));
  el.suggestions.replaceChildren(...answer.suggestions.map(suggestion));
  if (answer.suggestions.length === 0) showNote(el.suggestionsState, noneBecause(answer.none_because));
  if (focusedAt >= 0) (el.suggestions.children[focusedAt]?.querySelector("button") ?? el.suggestionsTitle).focus({ preventScroll: true });
  const best = answer.suggestions[0];
  announce(`${cartSays} ${best ? say.suggested(answer.suggestions.length, titleOf(best.item_id)) : noneBecause(answer.none_because)}`);
}

function suggestion(suggested) {
  const { item_id: id, relation: kind, evidence } = suggested;
  const anchor = evidence?.anchor_item_id;
  const button = make("button", { type: "button", class: "button icon", "aria-label": say.addThis(titleOf(id)), title: say.addToCart, "data-testid": "suggestion-add" }, icon(PLUS));
  button.addEventListener("click", () => add(id));
  return make(
    "li",
    { class: "suggestion", "data-testid": "suggestion", "data-id": id, "data-anchor": anchor, "data-relation": kind },
    make(
      "div",
      {},
      make("p", { class: "suggestion-title" }, titleLink(id)),
      make("p", { class: "suggestion-tags" }, kindBadge(kind), sells(suggested.momentum)),
      reasonOf(suggested),
      anchor ? make("p", { class: "leans", "data-testid": "leans" }, say.leansOn, make("b", {}, titleSpan(anchor))) : null,
    ),
    button,
  );
}

// ---------------------------------------------------------------------------------------------
// Search

/** Which option the arrow keys stand on; -1: none, the text field itself. */
let active = -1;
let pause = 0;

function closeResults() {
  clearTimeout(pause);
  forget("search");
  active = -1;
  el.resultsBox.hidden = true;
  el.results.replaceChildren();
  el.resultsNote.hidden = true;
  el.search.setAttribute("aria-expanded", "false");
  el.search.removeAttribute("aria-activedescendant");
}

function typed() {
  clearTimeout(pause);
  const query = el.search.value.trim();
  if (query === "") closeResults();
  else pause = setTimeout(() => find(query), TYPING_PAUSE_MS);
}

async function find(query) {
  clearTimeout(pause);
  let answer;
  try {
    answer = await ask("search", `/v1/items?query=${encodeURIComponent(query)}&limit=${SEARCH_LIMIT}`);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    const sentence = `${problem.title}. ${problem.message}`;
    showResults([], query, problem.requestId ? say.askedAs(sentence, problem.requestId) : sentence);
    return;
  }
  if (answer === null || el.search.value.trim() !== query) return;
  remember(answer.items);
  showResults(answer.items, query, say.noMatch(query));
}

function showResults(found, query, otherwise) {
  active = -1;
  el.search.removeAttribute("aria-activedescendant");
  el.results.replaceChildren(...found.map((item, at) => option(item, at, query)));
  el.resultsNote.textContent = otherwise;
  el.resultsNote.hidden = found.length > 0;
  el.results.hidden = found.length === 0;
  el.resultsBox.hidden = false;
  el.resultsBox.scrollTop = 0;
  el.search.setAttribute("aria-expanded", String(found.length > 0));
  announce(found.length > 0 ? say.found(found.length) : otherwise);
}

function option(item, at, query) {
  const title = titleOf(item.item_id);
  const meta = [say.momenta[item.momentum === "steady" ? "" : item.momentum], say.orders(item.orders), item.category].filter(Boolean).join(" · ");
  const node = make(
    "li",
    { class: "option", role: "option", id: `option-${at}`, "aria-selected": "false", "data-testid": "option", "data-id": item.item_id },
    make("span", { class: `option-title${isCapitals(title) ? " caps" : ""}` }, ...marked(title, query)),
    make("span", { class: "option-price" }, price(item) ?? ""),
    make("span", { class: "option-meta" }, make("span", { class: "id" }, item.item_id), ` · ${meta}`),
  );
  // The field keeps the focus: a click must not blur it, which would close the list first.
  node.addEventListener("pointerdown", (event) => event.preventDefault());
  node.addEventListener("click", () => open(item.item_id));
  return node;
}

/** The title in pieces, with the words of the query marked. */
function marked(title, query) {
  const words = query.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pieces = title.split(new RegExp(`(${words.join("|")})`, "iu"));
  return pieces.map((piece, at) => (at % 2 === 1 ? make("mark", {}, piece) : piece));
}

function activate(at) {
  const options = [...el.results.children];
  active = at;
  options.forEach((node, other) => node.setAttribute("aria-selected", String(other === at)));
  if (at < 0) {
    el.search.removeAttribute("aria-activedescendant");
    return;
  }
  el.search.setAttribute("aria-activedescendant", options[at].id);
  options[at].scrollIntoView({ block: "nearest" });
}

async function searchKey(event) {
  if (event.isComposing) return; // Enter and arrows belong to the input method while it composes.
  const n = el.results.children.length;
  switch (event.key) {
    case "ArrowDown":
    case "ArrowUp": {
      event.preventDefault();
      if (n === 0) {
        if (el.search.value.trim() !== "") find(el.search.value.trim());
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = n + 1; // The field itself is a stop between last and first.
      activate(((active + 1 + step + places) % places) - 1);
      return;
    }
    case "Enter": {
      event.preventDefault();
      const query = el.search.value.trim();
      if (query === "") return;
      // The list on screen may belong to the letters before the last ones.
      if (active < 0) await find(query);
      const chosen = el.results.children[Math.max(0, active)];
      if (chosen && el.search.value.trim() === query) open(chosen.dataset.id);
      return;
    }
    case "Escape":
      if (el.resultsBox.hidden) el.search.value = "";
      closeResults();
      return;
    default:
  }
}

// ---------------------------------------------------------------------------------------------
// Wiring

el.search.addEventListener("input", typed);
el.search.addEventListener("keydown", searchKey);
el.search.addEventListener("focus", typed);
el.search.addEventListener("blur", closeResults);
byId("home").addEventListener("click", goHome);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // The address belongs to the state.
  byId("main").focus();
});
el.cartClear.addEventListener("click", () => {
  state.cart = [];
  cartChanged(say.emptied);
  el.cartTitle.focus();
});
el.cartJump.addEventListener("click", () => {
  byId("side").scrollIntoView({ block: "start" });
  el.cartTitle.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=radio]), textarea, select, [contenteditable]");
  if (event.key !== "/" || isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
  event.preventDefault();
  el.search.focus();
  el.search.select();
});

renderLanguages();
renderFixed();
Object.assign(state, readAddress());
writeAddress({ asStep: false });
renderPlace({ focus: false });
renderCart();
