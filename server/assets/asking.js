// Asking the service, and showing how that went.

import { make } from "/elements.js";
import { showSnapshot } from "/frame.js";
import { say } from "/words.js";

/** Facts of items seen so far, by id: the cart shows titles and prices without asking again. */
export const known = new Map();

export const titleOf = (id) => known.get(id)?.title || id;

/** A refusal or failure, in the words of RFC 9457. */
export class Problem extends Error {
  constructor({ title, detail, code, request_id, status }) {
    super(detail || title || say.refused);
    this.title = title || say.wentWrong;
    this.code = code;
    this.requestId = request_id;
    this.status = status;
  }
}

/** One request under way for each purpose: a newer one makes the older one pointless. */
const underWay = new Map();

/** Answers the service's JSON, or null where a newer request for the same purpose overtook it. */
export const ask = (purpose, path, body) => asked(purpose, path, body, "application/json", (response) => response.json());

/** The same of a route that answers a picture: its text. */
export const askForPicture = (purpose, path, body) => asked(purpose, path, body, "image/svg+xml", (response) => response.text());

async function asked(purpose, path, body, media, read) {
  underWay.get(purpose)?.abort();
  const abort = new AbortController();
  underWay.set(purpose, abort);
  try {
    const send = () => fetch(path, {
      signal: abort.signal,
      headers: {
        Accept: media,
        ...(key() && { Authorization: `Bearer ${key()}` }),
        ...(body && { "Content-Type": "application/json" }),
      },
      ...(body && { method: "POST", body: JSON.stringify(body) }),
    });
    const tried = key();
    let response = await send();
    // Another request may have asked for the key meanwhile.
    if (response.status === 401 && (key() !== tried || askForKey())) response = await send();
    const answer = await (response.ok ? read(response) : response.json()).catch(() => null);
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

export function forget(purpose) {
  underWay.get(purpose)?.abort();
  underWay.delete(purpose);
}
export function remember(listed) {
  for (const item of listed) known.set(item.item_id, { ...known.get(item.item_id), ...item });
}

/** Asks for all facts of an item. */
export async function lookUp(id, purpose) {
  const answer = await ask(purpose, `/v1/items/${encodeURIComponent(id)}`);
  if (answer) remember([answer]);
}

export function showNote(place, sentence) {
  place.replaceChildren(make("p", { class: "note", "data-testid": "none-because" }, sentence));
}

export function showProblem(place, problem, again) {
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
export async function show(place, list, request, again) {
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
