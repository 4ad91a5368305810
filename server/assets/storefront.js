// "Goes well with this" on a page of the shop, by one script tag where the list shall stand:
//
//   <script src="https://HOST/storefront.js" data-item="85123A" data-limit="4" async></script>
//
// It loads nothing but answers, styles itself inside of a shadow root (no inline style, so the page's policy may be strict),
// takes font and colour from the page, and writes whatever the shop wrote as text. It never moves what a visitor sees:
// room is taken where the page reserved it, where nothing follows yet, or out of sight. docs/storefront.md has every setting.

(() => {
  "use strict";

  const script = document.currentScript;
  if (!script) return;

  const DEFAULT_LIMIT = 4;
  const MOST = 12;
  /** Longest wait for an answer; a list that comes later is of no use to a visitor. */
  const PATIENCE_MS = 8000;

  const WORDS = {
    en: { tag: "en", heading: "Goes well with this" },
    zh: { tag: "zh-Hans", heading: "搭配推荐" },
  };

  const STYLE = `
    :host { display: block; font: inherit; color: inherit; text-align: start; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; margin: 0; padding: 0; }
    /* Of no height at all, so that even the margins around it stay as they were. */
    .room:not(.taken) > * { display: none; }
    .room.taken { min-block-size: 12em; }
    h2 { font: inherit; font-size: 1.25em; font-weight: 600; line-height: 1.3; margin-block-end: 0.6em; }
    ul {
      display: flex; gap: 0.75em; list-style: none;
      /* Room for the ring of a focused card. */
      padding: 4px; margin: -4px; scroll-padding-inline: 4px;
      overflow-x: auto; overscroll-behavior-x: contain; scroll-snap-type: x proximity; scrollbar-width: thin;
    }
    li {
      position: relative; display: flex; flex-direction: column; justify-content: space-between; gap: 0.5em;
      flex: 1 0 10.5em; max-inline-size: 18em; min-block-size: 8.25em; padding: 0.9em 1em;
      border: 1px solid rgb(127 127 127 / 35%); border-radius: 0.7em; background: rgb(127 127 127 / 5%);
      scroll-snap-align: start; transition: border-color 150ms, transform 150ms;
    }
    li.empty { border-style: dashed; background: none; }
    .title {
      display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; line-clamp: 3; overflow: hidden;
      font-weight: 500; line-height: 1.35; overflow-wrap: anywhere;
    }
    a { color: inherit; text-decoration: none; }
    a::after { content: ""; position: absolute; inset: 0; border-radius: inherit; }
    a:focus-visible { outline: none; }
    a:focus-visible::after { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 0.7em; }
    li:has(a):hover { border-color: currentColor; transform: translateY(-2px); }
    li:has(a):hover .title { text-decoration: underline; text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
    .price { font-variant-numeric: tabular-nums; opacity: 0.8; }
    .list { animation: appear 200ms ease-out; }
    @keyframes appear { from { opacity: 0; } }
    @media (prefers-reduced-motion: reduce) {
      li { transition: none; }
      li:has(a):hover { transform: none; }
      .list { animation: none; }
    }
    @media (forced-colors: active) { a:focus-visible::after { outline-color: Highlight; } }
  `;

  // ---------------------------------------------------------------------------------------------
  // What the tag and the page say

  const asked = script.dataset;
  const pageLanguage = asked.lang || script.closest("[lang]")?.lang || "en";
  const words = /^zh\b/i.test(pageLanguage) ? WORDS.zh : WORDS.en;
  const home = new URL(asked.api || "/", asked.api ? document.baseURI : script.src);
  const limit = limitOf(asked.limit);

  function limitOf(text) {
    if (text === undefined) return DEFAULT_LIMIT;
    const number = Number(text);
    if (Number.isInteger(number) && 1 <= number && number <= MOST) return number;
    say(`data-limit is ${JSON.stringify(text)}, expected 1 to ${MOST}; taking ${DEFAULT_LIMIT}`);
    return DEFAULT_LIMIT;
  }

  /** For whoever looks after the page; a visitor sees nothing of it. */
  function say(what) {
    console.warn(`dapei storefront: ${what}`);
  }

  // ---------------------------------------------------------------------------------------------
  // Asking

  async function ask(path, parameters = {}) {
    const address = new URL(path, home.href.endsWith("/") ? home : `${home.href}/`);
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) address.searchParams.set(name, value);
    }
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE_MS);
    try {
      const response = await fetch(address, {
        signal: abort.signal,
        credentials: "omit",
        headers: { Accept: "application/json", ...(asked.key && { Authorization: `Bearer ${asked.key}` }) },
      });
      const answer = await response.json();
      if (response.ok) return answer;
      throw new Error(`${response.status} ${answer.code}: ${answer.detail} (request ${answer.request_id})`);
    } catch (error) {
      throw abort.signal.aborted ? new Error(`no answer within ${PATIENCE_MS} ms`) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What goes with the item, each with what is known of it. */
  async function goesWith(item) {
    const path = `v1/items/${encodeURIComponent(item)}/related`;
    const { related, none_because } = await ask(path, { limit, relation: asked.relation, filter: asked.filter });
    if (related.length === 0) say(`nothing goes with ${item}: ${none_because}`);
    return Promise.all(related.map(async (entry) => ({ ...(await factsOf(entry.item_id)), ...entry })));
  }

  /** Price and page of an item. Without them it is listed all the same. */
  async function factsOf(item) {
    try {
      return await ask(`v1/items/${encodeURIComponent(item)}`);
    } catch (error) {
      say(`${item}: ${error.message}`);
      return {};
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Drawing

  /** Where an item's page is; nothing where that is no page of the web. */
  function pageOf({ item_id, url }) {
    const address = asked.link ? asked.link.replaceAll("{item_id}", encodeURIComponent(item_id)) : url;
    if (!address) return null;
    try {
      const found = new URL(address, document.baseURI);
      return found.protocol === "https:" || found.protocol === "http:" ? found.href : null;
    } catch {
      return null;
    }
  }

  /** A price as the page's language writes it; nothing where the shop tells none. */
  function money({ price, currency, currency_decimals: decimals = 2 }) {
    if (price === null || price === undefined) return null;
    const style = currency ? { style: "currency", currency } : {};
    const format = { ...style, minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    const amount = price / 10 ** decimals;
    try {
      return new Intl.NumberFormat(pageLanguage, format).format(amount);
    } catch {
      // The page names no language, or the shop no currency, that a browser knows.
      return `${amount.toFixed(decimals)} ${currency ?? ""}`.trim();
    }
  }

  function make(tag, { text, ...properties } = {}, ...children) {
    const node = Object.assign(document.createElement(tag), properties);
    if (text !== undefined) node.textContent = text;
    node.append(...children);
    return node;
  }

  function card(entry) {
    const page = pageOf(entry);
    const text = entry.title || entry.item_id;
    const title = page ? make("a", { className: "title", href: page, text }) : make("span", { className: "title", text });
    const price = money(entry);
    const item = make("li", {}, title);
    if (price !== null) item.append(make("span", { className: "price", text: price }));
    item.dataset.item = entry.item_id;
    return item;
  }

  /** What is seen until the answer is there: the room, with nothing in it for a reader. */
  function waiting() {
    const cards = Array.from({ length: limit }, () => make("li", { className: "empty" }));
    const list = make("div", {}, make("h2", { text: "\u00a0" }), make("ul", {}, ...cards));
    list.setAttribute("aria-hidden", "true");
    return list;
  }

  function list(entries) {
    const own = asked.heading ? { text: asked.heading } : { text: words.heading, lang: words.tag };
    const heading = make("h2", { id: "heading", ...own });
    // Told to be one, since Safari takes a list without marks for none.
    const items = make("ul", {}, ...entries.map(card));
    items.setAttribute("role", "list");
    const region = make("section", { className: "list" }, heading, items);
    region.setAttribute("aria-labelledby", "heading");
    return region;
  }

  // ---------------------------------------------------------------------------------------------
  // Room

  const host = document.createElement("dapei-storefront");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const room = make("div", { className: "room" });
  root.append(room);

  /** Where all that follows on the page stands, from its top to its bottom. */
  function behind() {
    const rest = document.createRange();
    rest.setStartAfter(host);
    rest.setEndAfter(document.body.lastChild);
    const { top, bottom } = rest.getBoundingClientRect();
    return `${top} ${bottom}`;
  }

  const isBelow = () => host.getBoundingClientRect().top >= innerHeight;

  /**
   * Makes a change as soon as nobody sees anything move by it: at once where nothing does, or where that is below the
   * visible part; else when it has gone there, or right after a click or key, when a page may move.
   */
  function unseen(change, undo) {
    return new Promise((done) => {
      const before = behind();
      change();
      if (before === behind() || isBelow()) return done();
      undo();
      const observer = new IntersectionObserver(() => isBelow() && go());
      const events = ["click", "keydown"];
      function go() {
        observer.disconnect();
        events.forEach((event) => removeEventListener(event, go, true));
        change();
        done();
      }
      observer.observe(host);
      events.forEach((event) => addEventListener(event, go, true));
    });
  }

  const takeRoom = () => room.classList.add("taken");
  const giveRoomBack = () => room.classList.remove("taken");

  async function show() {
    const answer = goesWith(asked.item);
    answer.catch(() => {}); // Awaited below, after the room.
    room.replaceChildren(waiting());
    host.dataset.state = "held";
    const hasRoom = unseen(takeRoom, giveRoomBack);
    try {
      const entries = await answer;
      if (entries.length > 0) {
        await hasRoom;
        room.replaceChildren(list(entries));
        host.dataset.state = "shown";
        return;
      }
    } catch (error) {
      say(`${asked.item}: ${error.message}`);
    }
    room.replaceChildren();
    host.dataset.state = "empty";
    await unseen(giveRoomBack, takeRoom);
    host.remove();
  }

  if (!asked.item) say("no data-item, expected the id of an item");
  else if (!document.body?.contains(script)) say("the tag stands outside of <body>, expected where the list shall stand");
  else {
    script.after(host);
    show();
  }
})();
