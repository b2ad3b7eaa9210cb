// The types of an operation on the wire, for the mocks of an API.
import type { Kind } from './kinds.ts';
import type { InputOf, OutputOf, Schema } from './schema.ts';

/** The types of what the server receives, and of what it may answer. */
export interface WireTypes {
  /** The request body. */
  readonly body: unknown;
  /** The bodies of answers by status, `2XX`, `4XX`, `5XX` or `default`. */
  readonly replies: object;
}

/** The type of a value after it was written as JSON and parsed. */
export type Jsonified<Value> = Value extends { toJSON(): infer Result }
  ? Result
  : Value extends readonly (infer Item)[]
    ? readonly Jsonified<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Jsonified<Value[Name]> }
      : Value;

/** The body that a server sends: the input of its schema; bytes and text for kinds. */
export type SentBody<Given> =
  Given extends Kind<infer Input, infer Output>
    ? [Output] extends [string | undefined]
      ? Output
      : [Output] extends [Uint8Array | ReadableStream]
        ? Uint8Array | string
        : Input
    : Given extends Schema
      ? InputOf<Given>
      : never;

/** The body that a server receives: the output of its schema, after JSON; bytes and text for kinds. */
export type ReceivedBody<Given> =
  Given extends Kind<infer Input, infer Output>
    ? [Output] extends [string | undefined]
      ? Output
      : [Output] extends [never]
        ? Uint8Array | Readonly<Record<string, string | readonly string[]>>
        : [Output] extends [Uint8Array | ReadableStream]
          ? Uint8Array
          : Jsonified<Input>
    : Given extends Schema
      ? Jsonified<OutputOf<Given>>
      : undefined;

/** The bodies of a table by status. */
export type SentBodies<Table> = { readonly [Status in keyof Table]: SentBody<Table[Status]> };
