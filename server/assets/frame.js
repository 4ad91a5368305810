// What stands on every page whatever it shows: its language, the snapshot that answered, what a screen reader is told.

import { byId, make } from "/elements.js";
import { LANGUAGES, say } from "/words.js";

/** The choice of a language; `spoken` is told which was chosen. */
export function renderLanguages(spoken) {
  for (const [language, { tag, name, short }] of Object.entries(LANGUAGES)) {
    const input = make("input", { type: "radio", name: "language", value: language, "aria-label": name, "data-testid": `language-${language}` });
    input.checked = LANGUAGES[language] === say;
    input.addEventListener("change", () => spoken(language));
    byId("languages").append(make("label", { lang: tag, title: name }, input, short));
  }
}

/** Writes what stands on the page whatever it shows, in the words of all pages and its `own`. */
export function renderFixed(own = {}) {
  const fixed = { ...say.fixed, ...own };
  document.documentElement.lang = say.tag;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = fixed[node.dataset.text];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", fixed[node.dataset.label]);
  byId("search").placeholder = fixed.find;
}

export function showSnapshot(id) {
  const shown = byId("snapshot");
  if (!id || shown.textContent === id) return;
  const isNext = shown.textContent !== "–";
  shown.textContent = id;
  if (isNext) announce(say.learnedAnew);
}

export function announce(sentence) {
  byId("announcer").textContent = sentence;
}
