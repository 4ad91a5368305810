export { COVERED, Dapei, NOT_COVERED } from "./client.js";
export type { CallOptions, DapeiOptions, RelatedOptions } from "./client.js";
export { DapeiError, DapeiNotUnderstood, DapeiProblem, DapeiTimeout, DapeiUnreached } from "./problem.js";
export type * from "./schema.js";
