// What the OpenAPI document says about an operation, as types.

import type { OPERATIONS } from "./generated/operations.js";
import type { operations } from "./generated/schema.js";

/** The name of an operation: `issueCredential`, for one. */
export type OperationId = keyof typeof OPERATIONS & keyof operations;

/**
 * Everything that an operation takes, in one object: parameters of path and query by their names, and the `body`.
 */
export type Arguments<Id extends OperationId> = Part<operations[Id]["parameters"], "path"> &
  Part<operations[Id]["parameters"], "query"> &
  Body<operations[Id]>;

/** What an operation answers when it succeeds. */
export type Answer<Id extends OperationId> = Content<
  operations[Id]["responses"][SuccessStatus & keyof operations[Id]["responses"]]
>;

type SuccessStatus = 200 | 201 | 202 | 204;

// biome-ignore lint/complexity/noBannedTypes: "takes nothing" is what it means here
type Nothing = {};

type Part<Parameters, Name extends string> = Parameters extends { [name in Name]?: infer Values }
  ? [NonNullable<Values>] extends [never]
    ? Nothing
    : NonNullable<Values>
  : Nothing;

type Body<Operation> = Operation extends { requestBody: { content: infer Media } }
  ? { body: Media[keyof Media] }
  : Operation extends { requestBody?: infer Optional }
    ? [NonNullable<Optional>] extends [never]
      ? Nothing
      : { body?: Content<NonNullable<Optional>> }
    : Nothing;

type Content<Message> = Message extends { content: infer Media } ? Media[keyof Media] : undefined;
