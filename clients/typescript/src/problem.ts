// Why there is no answer. All of them are `DapeiError`.

import type { Problem } from "./schema.js";

/** Why there is no answer. */
export class DapeiError extends Error {
  override name = "DapeiError";
}

/** The service refused, and says why. */
export class DapeiProblem extends DapeiError {
  override name = "DapeiProblem";
  /** The kind of problem for programs, such as `item_not_found`; it never changes its meaning. */
  readonly code: string;
  /** The HTTP status. */
  readonly status: number;
  /** The kind of problem in words. */
  readonly title: string;
  /** What is wrong with this request. */
  readonly detail: string;
  /** The id of the request in the service's log. */
  readonly requestId: string;
  /** After how long the same question may be answered, where the service says so. Unit: milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(problem: Problem, retryAfterMs: number | undefined) {
    super(`${problem.detail} (${problem.code}, request ${problem.request_id})`);
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came in time. */
export class DapeiTimeout extends DapeiError {
  override name = "DapeiTimeout";
}

/** The service could not be reached, or the answer did not arrive whole; `cause` says why. */
export class DapeiUnreached extends DapeiError {
  override name = "DapeiUnreached";
}

/** Something answered that is not the service, or another release of it. */
export class DapeiNotUnderstood extends DapeiError {
  override name = "DapeiNotUnderstood";
  /** The HTTP status. */
  readonly status: number;

  constructor(status: number, cause?: unknown) {
    super(`status ${status} with something else than an answer of Dapei`, { cause });
    this.status = status;
  }
}
