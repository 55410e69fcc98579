/**
 * The Proofmark API. One function for each operation of the OpenAPI document, named by its `operationId`.
 *
 * @packageDocumentation
 */

export {
  type Answer,
  type Arguments,
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
} from "./client.js";
export { type ErrorCode, type ErrorDetail, ProofmarkError } from "./errors.js";
export type { components, operations, paths } from "./generated/schema.js";
export type { OperationId } from "./operation.js";
export { everyItem, type Page } from "./pages.js";
