import type { Problem } from "./schema.js";
/** Why there is no answer. */
export declare class DapeiError extends Error {
    name: string;
}
/** The service refused, and says why. */
export declare class DapeiProblem extends DapeiError {
    name: string;
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
    constructor(problem: Problem, retryAfterMs: number | undefined);
}
/** No answer came in time. */
export declare class DapeiTimeout extends DapeiError {
    name: string;
}
/** The service could not be reached, or the answer did not arrive whole; `cause` says why. */
export declare class DapeiUnreached extends DapeiError {
    name: string;
}
/** Something answered that is not the service, or another release of it. */
export declare class DapeiNotUnderstood extends DapeiError {
    name: string;
    /** The HTTP status. */
    readonly status: number;
    constructor(status: number, cause?: unknown);
}
