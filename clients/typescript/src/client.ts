// The client: an address, a key where the shop has any, and a method for each question.
//
// In: a question. Out: the answer as the description types it, or a `DapeiError`; an abort is thrown as the signal's own
// reason. Deliberately absent: caching, and repeating what may have been done already.

import { DapeiError, DapeiNotUnderstood, DapeiProblem, DapeiTimeout, DapeiUnreached } from "./problem.js";
import { OPERATIONS } from "./schema.js";
import type {
  Bundles, BundlesQuery, Filter, Health, Item, Items, Operations, Problem, Readiness, Related, RelationKind, ReorderList, Suggestions,
  SuggestionsQuery,
} from "./schema.js";

/** Longest wait for an answer, repetitions and waits between them included. Unit: milliseconds. */
const DEFAULT_TIMEOUT_MS = 5000;
/** How often a question that the service had no room for is asked again. */
const DEFAULT_RETRIES = 2;

export interface DapeiOptions {
  /** Where the service is, such as `https://dapei.shop.example`. */
  address: string;
  /** A key that `dapei keys create` made, where the shop has keys. It does not belong into a page: see the README. */
  key?: string;
  /** Longest wait for an answer; 5000 where it is absent. Unit: milliseconds. */
  timeoutMs?: number;
  /** How often a question is asked again that was answered 429 or 503 with `Retry-After`; 2 where it is absent. */
  retries?: number;
  /** What to ask with instead of the global `fetch`. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Ends the call; its reason is thrown. */
  signal?: AbortSignal;
  /** Instead of the client's. Unit: milliseconds. */
  timeoutMs?: number;
}

/** What of an item's relations is wanted. */
export interface RelatedOptions extends CallOptions {
  /** Kinds wanted; absent or empty for all, ranked together. */
  relations?: readonly RelationKind[];
  /** Most items wanted, 1 to 100; 10 where it is absent. */
  limit?: number;
  /** Which items may be listed. */
  filter?: Filter;
}

/** Operations of the description that the client has. */
export const COVERED = [
  "find_items", "get_item", "list_related_items", "suggest", "offer_bundles", "list_reorder_items", "get_health", "get_readiness",
] as const satisfies readonly (keyof Operations)[];
type Covered = (typeof COVERED)[number];

/** Operations that it does not have, each with the reason. The compiler refuses one that is in neither list. */
export const NOT_COVERED = {
  delete_item: "for the shop's own back office",
  get_description: "for programs that write clients",
  get_metrics: "for Prometheus",
  get_rules: "for who decides on offers",
  get_rules_version: "for who decides on offers",
  list_neighbors: "for clients of another engine, which are there already",
  list_rules_versions: "for who decides on offers",
  plot_bundles: "a picture, for a page",
  post_items: "for the shop's own back office",
  put_item: "for the shop's own back office",
  put_rules: "for who decides on offers",
} as const satisfies Record<Exclude<keyof Operations, Covered>, string>;

/** Operations that change nothing, though their method does not say so. */
const ONLY_READS: ReadonlySet<keyof Operations> = new Set<keyof Operations>(["suggest", "offer_bundles"]);
const MAY_BE_REPEATED: ReadonlySet<string> = new Set(["GET", "HEAD", "PUT", "DELETE"]);

interface Asked {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
}

/** A client of one service. */
export class Dapei {
  readonly #base: string;
  readonly #headers: Record<string, string>;
  readonly #timeoutMs: number;
  readonly #retries: number;
  readonly #fetch: typeof fetch;

  constructor({ address, key, timeoutMs = DEFAULT_TIMEOUT_MS, retries = DEFAULT_RETRIES, fetch: own }: DapeiOptions) {
    const base = addressOf(address);
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
      throw new DapeiError("the key holds characters that no key has, expected letters, digits and signs without spaces");
    }
    this.#base = base;
    this.#headers = { accept: "application/json", ...(key !== undefined && { authorization: `Bearer ${key}` }) };
    this.#timeoutMs = timeoutMs;
    this.#retries = retries;
    // Called as a method of something else the browser's own refuses.
    this.#fetch = own ?? ((...asked) => fetch(...asked));
  }

  /** Items by title or id, best-sellers first; all of them where `query` is absent. */
  findItems({ query, limit, ...options }: { query?: string; limit?: number } & CallOptions = {}): Promise<Items> {
    return this.#call("find_items", { query: { query, limit } }, options);
  }

  /** What is known of one item. */
  item(itemId: string, options: CallOptions = {}): Promise<Item> {
    return this.#call("get_item", { path: { item_id: itemId } }, options);
  }

  /** What goes with one item. */
  related(itemId: string, { relations, limit, filter, ...options }: RelatedOptions = {}): Promise<Related> {
    const query = {
      relation: relations?.length ? relations.join() : undefined,
      limit,
      filter: filter && JSON.stringify(filter),
    };
    return this.#call("list_related_items", { path: { item_id: itemId }, query }, options);
  }

  /** What goes with a whole cart, in one list. */
  suggest(body: SuggestionsQuery, options: CallOptions = {}): Promise<Suggestions> {
    return this.#call("suggest", { body }, options);
  }

  /** What to offer beside a whole cart, at one price. */
  bundles(body: BundlesQuery, options: CallOptions = {}): Promise<Bundles> {
    return this.#call("offer_bundles", { body }, options);
  }

  /** What a customer may buy again. Needs a key of scope `agent` where the shop has keys. */
  reorder(customerId: string, { limit, ...options }: { limit?: number } & CallOptions = {}): Promise<ReorderList> {
    return this.#call("list_reorder_items", { path: { customer_id: customerId }, query: { limit } }, options);
  }

  /** Whether the process lives. */
  health(options: CallOptions = {}): Promise<Health> {
    return this.#call("get_health", {}, options);
  }

  /** Whether questions are answered, and from which snapshot. */
  readiness(options: CallOptions = {}): Promise<Readiness> {
    return this.#call("get_readiness", {}, options);
  }

  async #call<Id extends Covered>(id: Id, asked: Asked, options: CallOptions): Promise<Operations[Id]["answer"]> {
    const { method, path } = OPERATIONS[id];
    const address = this.#base + filled(path, asked.path ?? {}) + queryOf(asked.query ?? {});
    const mayRepeat = MAY_BE_REPEATED.has(method) || ONLY_READS.has(id);
    const timeoutMs = options.timeoutMs ?? this.#timeoutMs;
    const until = Date.now() + timeoutMs;
    const clock = new Clock(timeoutMs, options.signal);
    try {
      for (let attempt = 0; ; attempt += 1) {
        const outcome = await this.#once(method, address, asked.body, clock.signal);
        if (!(outcome instanceof DapeiProblem)) return outcome as Operations[Id]["answer"];
        const isBusy = outcome.status === 429 || outcome.status === 503;
        const waitMs = outcome.retryAfterMs;
        const isInTime = waitMs !== undefined && Date.now() + waitMs < until;
        if (!mayRepeat || !isBusy || !isInTime || attempt >= this.#retries) throw outcome;
        await pause(waitMs, clock.signal);
      }
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      if (clock.isOver) throw new DapeiTimeout(`no answer within ${timeoutMs} ms`);
      throw error;
    } finally {
      clock.stop();
    }
  }

  /** One request: what was answered, or the problem. */
  async #once(method: string, address: string, body: unknown, signal: AbortSignal): Promise<unknown> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = body === undefined ? this.#headers : { ...this.#headers, "content-type": "application/json" };
    let status: number;
    let retryAfter: string | null;
    let text: string;
    try {
      const response = await this.#fetch(address, { method, headers, signal, ...sent });
      status = response.status;
      retryAfter = response.headers.get("retry-after");
      text = await response.text();
    } catch (cause) {
      throw new DapeiUnreached("the service did not answer", { cause });
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new DapeiNotUnderstood(status, cause);
    }
    if (200 <= status && status < 300) return json;
    if (isProblem(json)) return new DapeiProblem(json, milliseconds(retryAfter));
    throw new DapeiNotUnderstood(status);
  }
}

/** One signal for the end of the time and for whoever ends the call. */
class Clock {
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #outer: AbortSignal | undefined;
  readonly #pass = () => this.#abort.abort();
  isOver = false;

  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#abort.abort();
    }, timeoutMs);
    if (outer?.aborted) this.#abort.abort();
    outer?.addEventListener("abort", this.#pass, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#pass);
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const ended = () => {
      clearTimeout(timer);
      fail(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", ended);
      done();
    }, durationMs);
    if (signal.aborted) ended();
    else signal.addEventListener("abort", ended, { once: true });
  });
}

/** The address without a slash at its end. */
function addressOf(text: string): string {
  const wrong = () => new DapeiError(`\`${text}\` is no address of a service, expected such as \`http://127.0.0.1:7700\``);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong();
  }
  if (!["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "") throw wrong();
  return url.href.replace(/\/+$/, "");
}

/** The path with its parameters in it. */
function filled(path: string, parameters: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const id = parameters[name] ?? "";
    // Every address is cleared of parts that are dots, however they are written, so that another item would be meant.
    if (["", ".", ".."].includes(id)) {
      throw new DapeiError(`\`${id}\` cannot stand in an address as an id, expected anything but nothing, \`.\` and \`..\``);
    }
    return encodeURIComponent(id);
  });
}

function queryOf(parameters: Record<string, string | number | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) given.set(name, String(value));
  }
  const text = given.toString();
  return text === "" ? "" : `?${text}`;
}

function isProblem(json: unknown): json is Problem {
  if (typeof json !== "object" || json === null) return false;
  const { code, detail, request_id, status, title } = json as Record<string, unknown>;
  const texts = [code, detail, request_id, title];
  return texts.every((text) => typeof text === "string") && typeof status === "number";
}

/** What `Retry-After` says, in seconds or as a date. */
function milliseconds(retryAfter: string | null): number | undefined {
  if (retryAfter === null) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
