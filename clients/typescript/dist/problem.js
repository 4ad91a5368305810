// Why there is no answer. All of them are `DapeiError`.
/** Why there is no answer. */
export class DapeiError extends Error {
    name = "DapeiError";
}
/** The service refused, and says why. */
export class DapeiProblem extends DapeiError {
    name = "DapeiProblem";
    /** The kind of problem for programs, such as `item_not_found`; it never changes its meaning. */
    code;
    /** The HTTP status. */
    status;
    /** The kind of problem in words. */
    title;
    /** What is wrong with this request. */
    detail;
    /** The id of the request in the service's log. */
    requestId;
    /** After how long the same question may be answered, where the service says so. Unit: milliseconds. */
    retryAfterMs;
    constructor(problem, retryAfterMs) {
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
    name = "DapeiTimeout";
}
/** The service could not be reached, or the answer did not arrive whole; `cause` says why. */
export class DapeiUnreached extends DapeiError {
    name = "DapeiUnreached";
}
/** Something answered that is not the service, or another release of it. */
export class DapeiNotUnderstood extends DapeiError {
    name = "DapeiNotUnderstood";
    /** The HTTP status. */
    status;
    constructor(status, cause) {
        super(`status ${status} with something else than an answer of Dapei`, { cause });
        this.status = status;
    }
}
