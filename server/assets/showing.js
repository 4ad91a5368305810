// How items and what is known of them are shown: titles, kinds, prices, figures.

import { titleOf } from "/asking.js";
import { isCapitals, make } from "/elements.js";
import { say, whole } from "/words.js";

export function titleSpan(id) {
  const span = make("span", { "data-title-of": id });
  writeTitle(span);
  return span;
}

export function writeTitle(span) {
  const title = titleOf(span.dataset.titleOf);
  span.textContent = title;
  span.classList.toggle("caps", isCapitals(title));
}

export function kindBadge(kind) {
  const { name, says } = say.kinds[kind] ?? { name: kind };
  const look = say.kinds[kind] ? kind : "none";
  return make("span", { class: `badge kind-${look}`, "data-kind": kind, title: says }, name);
}

/** Says how an item sells where that is worth a word. */
export function sells(momentum) {
  return momentum === "hot" || momentum === "latent" ? make("span", { class: "sells" }, say.momenta[momentum]) : null;
}

/** Whether the pair was counted. An entry that is inferred, or listed for its sales alone, has no bar to show. */
export const isCounted = (evidence) => evidence?.orders_together > 0;

export const tenth = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** "At least" stays true: rounded down, as the reason sentence does. */
export const atLeast = (times) => tenth.format(Math.floor(times * 10) / 10);
export const expected = (count) => (count > 0 && count < 0.1 ? say.under("0.1") : count < 100 ? tenth.format(count) : whole.format(Math.round(count)));

/** Nothing learned from counts is ever wholly sure. */
export const sureness = (share) => (share < 0.99 ? `${Math.floor(share * 100)}%` : ">99%");

/** Formats integer minor units. The service says how many decimals they have: browsers do not all follow ISO 4217. */
export function money(minor, { currency, currency_decimals: decimals }) {
  if (!Number.isFinite(minor)) return null;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const amount = minor / 10 ** decimals;
  try {
    return new Intl.NumberFormat(say.tag, { style: "currency", currency, ...digits }).format(amount);
  } catch {
    return new Intl.NumberFormat(say.tag, digits).format(amount);
  }
}

export const price = (item) => (item?.price === null || item?.price === undefined ? null : money(item.price, item));
