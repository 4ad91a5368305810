// The page: find an item, see what goes with it and why, fill a cart, watch the suggestions change.
//
// What is open and what lies in the cart stands in the address (`#item=…&cart=…&kind=…`), so that a
// reload, a bookmark and a sent link show the same. Every text from the shop enters the page as text
// (`textContent`), never as markup.

import { Problem, ask, forget, known, lookUp, remember, show, showNote, titleOf } from "/asking.js";
import { CHECK, CROSS, PLUS, byId, icon, make } from "/elements.js";
import { closeResults, finder } from "/finder.js";
import { announce, renderFixed, renderLanguages } from "/frame.js";
import { atLeast, expected, isCounted, kindBadge, money, price, sells, sureness, titleSpan, writeTitle } from "/showing.js";
import { say, speak } from "/words.js";

const RELATED_LIMIT = 20;
const SUGGESTION_LIMIT = 8;
const START_LIMIT = 8;

const el = {
  search: byId("search"),
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
};

/** What the address says; everything else on the page follows from it. */
const state = { item: null, kind: null, cart: [] };

function titleLink(id) {
  const link = make("a", { class: "title-link", href: addressOf({ ...state, item: id }), "data-item": id }, titleSpan(id));
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(id);
  });
  return link;
}

/** Why an item is listed, as the service says it: in English. */
const reasonOf = ({ reason }) => make("p", { class: "reason", lang: "en", "data-testid": "reason" }, reason);

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

/** An empty list's reason in words. A code this page does not know yet is shown readably. */
function noneBecause(code, kind = null) {
  if (kind && code === "no_relation") return say.noneOfKind(kind);
  return say.noneBecause[code] ?? (code ? say.nothingBecause(code.replaceAll("_", " ")) : say.nothing);
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
// Wiring

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

finder({ chosen: open, found: (count) => say.found(count) });
renderLanguages(speakFromNowOn);
renderFixed();
Object.assign(state, readAddress());
writeAddress({ asStep: false });
renderPlace({ focus: false });
renderCart();
