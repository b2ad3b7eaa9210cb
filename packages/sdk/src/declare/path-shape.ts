// The types of an operation in a `paths` type, as `openapi-typescript` writes it.
import type { BodyInput } from '@sluice/core';
import type { PathOptions } from './declaration.ts';
import type { EventOf, FileOf, ItemOf, OpShape, ResultOf } from './shape.ts';
import type { InputOf, OutputOf, Schema } from './schema.ts';
import type { SentBodies, WireTypes } from './wire.ts';

/** The keys of a path item that are methods. */
type Verb = 'get' | 'head' | 'options' | 'post' | 'put' | 'patch' | 'delete';

/** The verbs that a path has. Absent ones are `undefined` or `never` in the type. */
export type VerbsOf<Item> = {
  [Key in Verb & keyof Item]: [Exclude<Item[Key], undefined>] extends [never] ? never : Key;
}[Verb & keyof Item];

/** The type of a member; `never` if it is absent or declared as `undefined`. */
type Member<Target, Key extends PropertyKey> = Key extends keyof Target
  ? Exclude<Target[Key], undefined>
  : never;

type Parameters<Operation, Place extends string> = Member<Member<Operation, 'parameters'>, Place>;

/** A JSON type such as `application/json` or `application/problem+json`. */
type JsonType = `${string}json${string}`;

/** A body of a media type, as it is read. */
type Received<Type, Body> = Type extends JsonType
  ? Body
  : Type extends `text/${string}`
    ? string
    : Uint8Array<ArrayBuffer>;

type ReceivedBody<Content> = 'application/json' extends keyof Content
  ? Content['application/json']
  : { [Type in keyof Content]: Received<Type, Content[Type]> }[keyof Content];

/** The body of a response; `undefined` if it declares none. */
type ResponseBody<Response> = [Member<Response, 'content'>] extends [never]
  ? undefined
  : [keyof Member<Response, 'content'>] extends [never]
    ? undefined
    : ReceivedBody<Member<Response, 'content'>>;

/** A body that is not JSON: every body that a client accepts, except a string, which could be meant as JSON. */
type OtherBody = Exclude<BodyInput, string>;

/** The body of a request: the JSON type if there is one. */
type SentBody<Content> = [Extract<keyof Content, JsonType>] extends [never]
  ? OtherBody
  : Content[Extract<keyof Content, JsonType>];

type RequestBody<Operation, Given> = [Member<Operation, 'requestBody'>] extends [never]
  ? never
  :
      | (Given extends { readonly body: infer Body extends Schema }
          ? InputOf<Body>
          : SentBody<Member<Member<Operation, 'requestBody'>, 'content'>>)
      | (Operation extends { readonly requestBody: object } ? never : undefined);

/** Statuses of success. */
type OkStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226 | '2XX';

type Given<Options, Key extends string> = Options extends {
  readonly [Name in Key]: infer Table extends object;
}
  ? { readonly [Status in keyof Table]: Table[Status] extends Schema ? OutputOf<Table[Status]> : never }
  : undefined;

type Sent<Options, Key extends string> = Options extends {
  readonly [Name in Key]: infer Table extends object;
}
  ? SentBodies<Table>
  : undefined;

/** The successful answers; `default` if no status of success is declared. */
type OkOf<Responses> = [Extract<keyof Responses, OkStatus>] extends [never]
  ? { readonly [Status in Extract<keyof Responses, 'default'>]: ResponseBody<Responses[Status]> }
  : { readonly [Status in Extract<keyof Responses, OkStatus>]: ResponseBody<Responses[Status]> };

type ErrOf<Responses> = [Extract<keyof Responses, OkStatus>] extends [never]
  ? { readonly [Status in Exclude<keyof Responses, 'default'>]: ResponseBody<Responses[Status]> }
  : { readonly [Status in Exclude<keyof Responses, OkStatus>]: ResponseBody<Responses[Status]> };

type Else<Value, Otherwise> = Value extends undefined ? Otherwise : Value;

/** The shape of an operation of a `paths` type. Its members are resolved when they are used. */
export interface PathShape<Operation, Options extends PathOptions> extends OpShape {
  readonly params: Parameters<Operation, 'path'>;
  readonly query: Parameters<Operation, 'query'>;
  readonly headers: Parameters<Operation, 'header'>;
  readonly body: RequestBody<Operation, Options>;
  readonly ok: Else<Given<Options, 'ok'>, OkOf<Member<Operation, 'responses'>>> & object;
  readonly err: Else<Given<Options, 'err'>, ErrOf<Member<Operation, 'responses'>>> & object;
  readonly item: ItemOf<Options, this['ok'][keyof this['ok']]>;
  readonly event: EventOf<Options>;
  readonly result: ResultOf<Options>;
  readonly file: FileOf<Options>;
  readonly wire: PathWire<Operation, Options>;
}

/** The types on the wire of an operation of a `paths` type, which describes the JSON on the wire. */
export interface PathWire<Operation, Options extends PathOptions> extends WireTypes {
  readonly body: RequestBody<Operation, Options>;
  readonly replies: Else<Sent<Options, 'ok'>, OkOf<Member<Operation, 'responses'>>> &
    Else<Sent<Options, 'err'>, ErrOf<Member<Operation, 'responses'>>> &
    object;
}
