// Finding an item: a field to type in, with the items found below it.

import { Problem, ask, forget, remember, titleOf } from "/asking.js";
import { byId, isCapitals, make } from "/elements.js";
import { announce } from "/frame.js";
import { price } from "/showing.js";
import { say } from "/words.js";

const SEARCH_LIMIT = 10;
/** Long enough not to ask for every letter, short enough not to be felt. Unit: milliseconds. */
const TYPING_PAUSE_MS = 120;

const el = {
  search: byId("search"),
  resultsBox: byId("results-box"),
  results: byId("results"),
  resultsNote: byId("results-note"),
};

/** Which option the arrow keys stand on; -1: none, the text field itself. */
let active = -1;
let pause = 0;
/** Told which item was chosen. */
let whenChosen = () => {};
/** Says how many were found. */
let sayFound = () => "";

export function closeResults() {
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
  announce(found.length > 0 ? sayFound(found.length) : otherwise);
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
  node.addEventListener("click", () => whenChosen(item.item_id));
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
      if (chosen && el.search.value.trim() === query) whenChosen(chosen.dataset.id);
      return;
    }
    case "Escape":
      if (el.resultsBox.hidden) el.search.value = "";
      closeResults();
      return;
    default:
  }
}

/** Begins to find items: `chosen` is told the id of the one that was chosen, `found` says how many there are. */
export function finder({ chosen, found }) {
  whenChosen = chosen;
  sayFound = found;
  el.search.addEventListener("input", typed);
  el.search.addEventListener("keydown", searchKey);
  el.search.addEventListener("focus", typed);
  el.search.addEventListener("blur", closeResults);
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input:not([type=radio]), textarea, select, [contenteditable]");
    if (event.key !== "/" || isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    el.search.focus();
    el.search.select();
  });
}
