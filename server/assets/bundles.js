// The page of bundles: a cart, what to offer with it at one price, sliders for the limits, and what each discount earns.
//
// Cart and limits stand in the address (`#cart=…&discount=…`), as on the page at `/`. Every text from the shop enters the page as
// text (`textContent`), never as markup; the plot is the service's own and enters as parsed SVG.

import { Problem, ask, askForPicture, forget, known, lookUp, remember, show, showNote, titleOf } from "/asking.js";
import { words } from "/bundles-words.js";
import { CROSS, byId, icon, make } from "/elements.js";
import { closeResults, finder } from "/finder.js";
import { announce, renderFixed, renderLanguages } from "/frame.js";
import { atLeast, expected, isCounted, kindBadge, money, price, titleSpan, writeTitle } from "/showing.js";
import { say, speak } from "/words.js";

const BUNDLE_LIMIT = 3;
/** Short enough that price and margin follow a slider, long enough not to ask at every step of it. Unit: milliseconds. */
const SLIDING_PAUSE_MS = 80;
const GOALS = ["margin", "revenue", "units"];

const el = {
  cart: byId("cart"),
  cartTitle: byId("cart-title"),
  cartCount: byId("cart-count"),
  cartEmpty: byId("cart-empty"),
  cartClear: byId("cart-clear"),
  cartTotal: byId("cart-total"),
  cartSum: byId("cart-sum"),
  limits: byId("limits"),
  leastLimit: byId("least-limit"),
  marginLimit: byId("margin-limit"),
  goalLimit: byId("goal-limit"),
  goal: byId("goal"),
  notes: byId("notes"),
  bundles: byId("bundles"),
  bundlesState: byId("bundles-state"),
  plotPanel: byId("plot-panel"),
  plot: byId("plot"),
  plotState: byId("plot-state"),
};

/** The sliders, each with where it begins and how it is said. */
const SLIDERS = {
  least: { begins: 0, says: (value) => words().discountIs(value) },
  discount: { begins: 10, says: (value) => words().discountIs(value) },
  margin: { begins: 15, says: (value) => words().marginIs(value) },
  size: { begins: 3, says: (value) => words().sizeIs(value) },
};

/** What the address says; everything else on the page follows from it. */
const state = { cart: [], goal: GOALS[0], ...Object.fromEntries(Object.entries(SLIDERS).map(([name, { begins }]) => [name, begins])) };

/** Whether the key may see costs, and so what each discount earns, and set what is raised (scope manager). Null until an answer or a refusal tells. */
let seesCosts = null;
/** Whether the key may set a least margin and a least discount (scope agent), until a refusal tells. */
let setsFloors = true;

/** The answer whose bundles are shown, if any are. */
let shown = null;

// ---------------------------------------------------------------------------------------------
// The address

function addressOf() {
  const said = new URLSearchParams();
  for (const id of state.cart) said.append("cart", id);
  for (const [name, { begins }] of Object.entries(SLIDERS)) if (state[name] !== begins) said.set(name, state[name]);
  if (state.goal !== GOALS[0]) said.set("goal", state.goal);
  return `#${said}`;
}

function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  state.cart = said.getAll("cart").filter(Boolean);
  state.goal = GOALS.includes(said.get("goal")) ? said.get("goal") : GOALS[0];
  for (const [name, { begins }] of Object.entries(SLIDERS)) {
    const slider = byId(name);
    // A slider takes what lies on its scale, and nothing else.
    slider.value = said.get(name) ?? begins;
    state[name] = Number(slider.value);
  }
  leaveOut();
  pushOther("discount");
}

const writeAddress = () => history.replaceState(null, "", addressOf());

window.addEventListener("hashchange", () => {
  readAddress();
  renderCart();
  renderLimits();
  renderOffers("");
});

// ---------------------------------------------------------------------------------------------
// Cart: the same item twice is two pieces of it

function add(id) {
  closeResults();
  byId("search").value = "";
  state.cart.push(id);
  cartChanged(say.added(titleOf(id), state.cart.length));
}

function remove(id) {
  state.cart = state.cart.filter((other) => other !== id);
  cartChanged(say.removed(titleOf(id), state.cart.length));
}

function cartChanged(sentence) {
  writeAddress();
  announce(sentence);
  renderCart();
  renderOffers(sentence);
}

/** Done when titles and prices of the cart are known, or cannot be. */
let cartKnown = Promise.resolve();

function renderCart() {
  drawCart();
  cartKnown = lookUpCart();
}

/** Each item once, with how many of it. */
function lines() {
  const counts = new Map();
  for (const id of state.cart) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts];
}

function drawCart() {
  const n = state.cart.length;
  el.cart.replaceChildren(...lines().map(cartLine));
  el.cartCount.textContent = String(n);
  el.cartEmpty.hidden = n > 0;
  el.cartClear.hidden = n === 0;
  const facts = state.cart.map((id) => known.get(id));
  const isSummable = n > 1 && facts.every((item) => Number.isFinite(item?.price));
  el.cartTotal.hidden = !isSummable;
  if (isSummable) el.cartSum.textContent = money(facts.reduce((sum, item) => sum + item.price, 0), facts[0]);
}

/** Fetches titles and prices; the cart stays usable where that fails. */
async function lookUpCart() {
  const unknown = lines().map(([id]) => id).filter((id) => known.get(id)?.orders === undefined);
  await Promise.allSettled(unknown.map((id) => lookUp(id, `cart ${id}`)));
  if (unknown.length === 0) return;
  for (const span of document.querySelectorAll("[data-title-of]")) writeTitle(span);
  const focused = document.activeElement?.closest?.(".cart-line")?.dataset.id;
  drawCart();
  if (focused) lineOf(focused)?.querySelector("button").focus();
}

const lineOf = (id) => [...el.cart.children].find((line) => line.dataset.id === id);

function cartLine([id, count]) {
  const button = make("button", { type: "button", class: "button icon remove", "aria-label": say.removeThis(titleOf(id)) }, icon(CROSS));
  button.addEventListener("click", () => {
    const at = lines().findIndex(([other]) => other === id);
    remove(id);
    const left = lines();
    if (left.length > 0) lineOf(left[Math.min(at, left.length - 1)][0]).querySelector("button").focus();
    else el.cartTitle.focus();
  });
  return make(
    "li",
    { class: "cart-line", "data-id": id },
    make("p", { class: "cart-title" }, titleSpan(id), count > 1 ? ` × ${count}` : null),
    make("span", {}, price(known.get(id)) ?? ""),
    button,
  );
}

// ---------------------------------------------------------------------------------------------
// Limits

let pause = 0;

function renderLimits() {
  for (const name of Object.keys(SLIDERS)) renderSlider(name);
  const choices = GOALS.map((goal) => make("option", { value: goal, selected: goal === state.goal }, words().goals[goal]));
  el.goal.replaceChildren(...choices);
  el.leastLimit.hidden = el.marginLimit.hidden = !setsFloors;
  el.goalLimit.hidden = seesCosts === false;
}

/** Moves a slider to what it stands for, and says it. */
function renderSlider(name) {
  const said = SLIDERS[name].says(state[name]);
  byId(name).value = String(state[name]);
  byId(name).setAttribute("aria-valuetext", said);
  byId(`${name}-says`).textContent = said;
}

/** The least is no more than the most: one pushes the other along. */
function pushOther(name) {
  const { least, discount } = state;
  if (least > discount) state[name === "least" ? "discount" : "least"] = state[name];
}

function slid(name) {
  state[name] = Number(byId(name).value);
  pushOther(name);
  for (const moved of new Set([name, "least", "discount"])) renderSlider(moved);
  // What is shown or on its way is of other limits from now on.
  forget("bundles");
  forget("plot");
  if (state.cart.length > 0) el.bundles.setAttribute("aria-busy", "true");
  clearTimeout(pause);
  pause = setTimeout(limitsChanged, SLIDING_PAUSE_MS);
}

function limitsChanged() {
  clearTimeout(pause);
  writeAddress();
  renderOffers("");
}

// ---------------------------------------------------------------------------------------------
// What the key may

/** Puts what the key may not set to where it begins. */
function leaveOut() {
  if (seesCosts === false) state.goal = GOALS[0];
  if (!setsFloors) for (const name of ["least", "margin"]) state[name] = SLIDERS[name].begins;
}

/** Takes in what is known of the key from now on. */
function keyMay(costs, floors) {
  if (costs === seesCosts && floors === setsFloors) return;
  [seesCosts, setsFloors] = [costs, floors];
  leaveOut();
  writeAddress();
  renderLimits();
  drawNotes();
}

/** Margins are in the bundles of whoever may see costs, and of nobody else. An empty list tells nothing. */
function learnFrom({ bundles }) {
  if (bundles.length === 0) return;
  const costs = bundles[0].margin_after !== undefined;
  keyMay(costs, costs || setsFloors);
}

const isRefused = (problem) => problem instanceof Problem && problem.code === "scope_insufficient";

/** Whether a refusal told something that the key may not set, and that was sent. Its first word is the field. */
function learnFromRefusal({ message }) {
  const [, field] = /^`(\w+)`/.exec(message) ?? [];
  if (["min_margin_percent", "min_discount_percent"].includes(field) && setsFloors) keyMay(false, false);
  else if (field === "goal" && seesCosts !== false) keyMay(false, setsFloors);
  else return false;
  return true;
}

// ---------------------------------------------------------------------------------------------
// Bundles

function body() {
  const { cart, goal, least, discount, margin, size } = state;
  const floors = setsFloors ? { min_margin_percent: margin, ...(least > 0 && { min_discount_percent: least }) } : {};
  const raised = seesCosts === false ? {} : { goal };
  return { cart, ...floors, max_discount_percent: discount, max_items: size, ...raised, limit: BUNDLE_LIMIT, language: say.language };
}

/** Asks for what the page says now, and again without what is refused to the key, which is never sent from then on. */
async function askForBundles() {
  try {
    return await ask("bundles", "/v1/bundles", body());
  } catch (problem) {
    if (!isRefused(problem) || !learnFromRefusal(problem)) throw problem;
    return askForBundles();
  }
}

function clear(list, place) {
  list.removeAttribute("aria-busy");
  list.replaceChildren();
  place.replaceChildren();
}

/** Asks for bundles and plot of what the page says now. `sentence` is what led to it. */
async function renderOffers(sentence) {
  if (state.cart.length === 0) {
    forget("bundles");
    forget("plot");
    clear(el.bundles, el.bundlesState);
    clear(el.plot, el.plotState);
    shown = null;
    drawNotes();
    el.plotPanel.hidden = true;
    showNote(el.bundlesState, words().fixed.cartEmpty);
    return;
  }
  // No plot is asked for before it is known whether the key may have it.
  const isKnown = seesCosts !== null;
  const plotted = isKnown ? renderPlot() : null;
  const again = () => renderOffers(sentence);
  const answer = await show(el.bundlesState, el.bundles, cartKnown.then(askForBundles), again);
  if (answer) {
    remember(answer.bundles.flatMap(({ items }) => items.map(({ item_id, title }) => ({ item_id, title }))));
    learnFrom(answer);
    drawBundles(answer, sentence);
    if (!isKnown) await renderPlot();
  }
  await plotted;
}

function drawNotes() {
  const notes = shown === null ? [] : notesOf(shown);
  el.notes.replaceChildren(...notes.map((note) => make("span", {}, note)));
}

function drawBundles(answer, sentence) {
  const { bundles, none_because: code } = answer;
  shown = answer;
  drawNotes();
  el.bundles.replaceChildren(...bundles.map(card));
  if (bundles.length === 0) {
    const because = words().noneBecause[code] ?? say.noneBecause[code] ?? say.nothing;
    showNote(el.bundlesState, because);
    announce(`${sentence} ${because}`);
    return;
  }
  const [best] = bundles;
  const earned = best.margin_after === undefined ? "" : words().shownMargin(moneyOf(best, best.margin_after));
  announce(`${sentence} ${words().shown(bundles.length, moneyOf(best, best.price))} ${earned}`);
}

/** What holds for all bundles of an answer. */
function notesOf(answer) {
  const { anchor_item_id: anchor, instead_of_item_id: chosen, unknown_items: unknown, assumed_margin_percent: assumed } = answer;
  return [
    chosen ? words().insteadOf(titleOf(chosen), titleOf(anchor)) : null,
    unknown?.length > 0 ? words().unknown(unknown.join(", ")) : null,
    assumed === undefined ? null : words().assumed(assumed),
    seesCosts === false ? words().costsHidden : null,
    setsFloors ? null : words().floorsHidden,
  ].filter(Boolean);
}

/** Amounts of a bundle are in its currency, with the decimals that items of the shop have. */
function moneyOf({ currency }, minor) {
  const { currency_decimals: decimals = 2 } = state.cart.map((id) => known.get(id)).find(Boolean) ?? {};
  return money(minor, { currency, currency_decimals: decimals });
}

const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const percentOf = (part, whole) => tenths.format((100 * part) / whole);

function card(bundle, place) {
  const name = `bundle-${place + 1}`;
  return make(
    "li",
    { class: "bundle", "data-place": place + 1 },
    make(
      "article",
      { "aria-labelledby": name },
      make(
        "div",
        { class: "bundle-head" },
        make("h3", { id: name }, words().bundle(place + 1)),
        make("span", { class: "badge role", "data-role": bundle.role }, words().roles[bundle.role] ?? bundle.role),
      ),
      priceLine(bundle),
      figures(bundle),
      make("p", { class: "reason", lang: say.tag }, bundle.reason),
      make("ul", { class: "bundle-items" }, ...bundle.items.map((item) => bundleItem(item, bundle))),
    ),
  );
}

function priceLine(bundle) {
  const { list_price: before, price: now, discount } = bundle;
  const isLower = now < before;
  return make(
    "p",
    { class: "bundle-price" },
    make("strong", { "data-price": now }, moneyOf(bundle, now)),
    isLower ? make("s", { "data-list-price": before }, make("span", { class: "sr-only" }, words().listPrice, " "), moneyOf(bundle, before)) : null,
    make("span", { class: "discount" }, discount.kind === "gift" ? words().gift : isLower ? words().off(tenths.format(discount.percent)) : words().noDiscount),
  );
}

function bundleItem(item, bundle) {
  const { item_id: id, quantity, list_price: before, price: now, relation, evidence, reason } = item;
  const { discount } = bundle;
  const isLower = now < before;
  const figure = ([start, value, end]) => make("span", {}, start, make("b", {}, value), end);
  return make(
    "li",
    { "data-id": id },
    make(
      "p",
      { class: "bundle-item" },
      make("span", { class: "bundle-item-title" }, titleSpan(id), quantity > 1 ? ` × ${quantity}` : null),
      make(
        "span",
        { class: "bundle-item-price" },
        isLower ? make("s", {}, make("span", { class: "sr-only" }, words().listPrice, " "), moneyOf(bundle, before)) : null,
        discount.gift_item_id === id ? words().free : moneyOf(bundle, now),
      ),
    ),
    make("p", { class: "bundle-item-why" }, kindBadge(relation)),
    isCounted(evidence)
      ? make(
          "p",
          { class: "figures" },
          figure(say.together(evidence.orders_together, evidence.orders_with_anchor)),
          figure(say.expected(expected(evidence.expected_by_chance))),
          figure(say.atLeast(atLeast(evidence.at_least))),
        )
      : make("p", { class: "figures", lang: say.tag }, reason),
  );
}

/** What is known of the whole. */
function figures(bundle) {
  const { probability, margin_before: before, margin_after: after, expected_incremental_margin: earns, list_price: list, price: now } = bundle;
  const fact = (name, value, key) => make("div", {}, make("dt", {}, name), make("dd", { "data-figure": key }, ...value));
  const share = (margin, of) => make("span", { class: "share" }, ` ${percentOf(margin, of)} %`);
  const facts = [fact(words().probability, [`${percentOf(probability, 1)} %`], "probability")];
  if (after !== undefined) {
    facts.push(
      fact(words().marginBefore, [moneyOf(bundle, before), share(before, list)], "margin_before"),
      fact(words().marginAfter, [moneyOf(bundle, after), share(after, now)], "margin_after"),
      fact(words().earns, [moneyOf(bundle, earns)], "expected_incremental_margin"),
    );
  }
  const inGoal = (gap) => (state.goal === "units" ? tenths.format(gap) : moneyOf(bundle, gap));
  const gap = bundle.gap === undefined ? words().notProven : words().within(inGoal(bundle.gap));
  return make(
    "div",
    { class: "bundle-figures" },
    make("dl", {}, ...facts),
    make(
      "p",
      { class: "proof" },
      bundle.needs_approval ? make("span", { class: "badge approval" }, words().needsApproval) : null,
      make("span", {}, bundle.proven_best ? words().provenBest : gap),
    ),
  );
}

// ---------------------------------------------------------------------------------------------
// Plot

async function renderPlot() {
  el.plotPanel.hidden = seesCosts === false;
  if (seesCosts === false) return;
  let request = askForPicture("plot", "/v1/bundles/plot", body());
  // Whoever may not see costs sees no plot, which is said beside the bundles.
  request = request.catch((problem) => {
    if (!isRefused(problem)) throw problem;
    keyMay(false, setsFloors);
    el.plotPanel.hidden = true;
    el.plot.removeAttribute("aria-busy");
    return null;
  });
  const text = await show(el.plotState, el.plot, request, renderPlot);
  if (text === null) return;
  keyMay(true, true);
  const picture = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (picture.localName === "svg") el.plot.replaceChildren(document.importNode(picture, true));
  // More than the shop's highest discount gives nothing more.
  const discounts = [...el.plot.querySelectorAll("[data-discount]")].map((node) => Math.ceil(Number(node.dataset.discount)));
  for (const slider of [byId("least"), byId("discount")]) slider.max = String(Math.max(1, state.discount, ...discounts));
}

// ---------------------------------------------------------------------------------------------
// Language

function renderTexts() {
  renderFixed(words().fixed);
  document.title = `${words().fixed.title} · Dapei`;
  renderLimits();
}

function speakFromNowOn(language) {
  speak(language);
  closeResults();
  renderTexts();
  renderCart();
  renderOffers("");
}

// ---------------------------------------------------------------------------------------------
// Wiring

for (const name of Object.keys(SLIDERS)) {
  byId(name).addEventListener("input", () => slid(name));
  // Let go of: no need to wait.
  byId(name).addEventListener("change", limitsChanged);
}
el.goal.addEventListener("change", () => {
  state.goal = el.goal.value;
  limitsChanged();
});
el.limits.addEventListener("submit", (event) => event.preventDefault());
byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // The address belongs to the state.
  byId("offers").focus();
});
el.cartClear.addEventListener("click", () => {
  state.cart = [];
  cartChanged(say.emptied);
  el.cartTitle.focus();
});

finder({ chosen: add, found: (count) => words().found(count) });
renderLanguages(speakFromNowOn);
readAddress();
renderTexts();
renderCart();
renderOffers("");
