// The types of an operation in one form, for declarations by schemas and by a `paths` type.
import type { PathValue } from '../input/path.ts';
import type { DownloadRule, EventRule, PageRule, PollRule } from '../call/rules.ts';
import type { DownloadResult } from '../files/download-options.ts';
import type { Declaration } from './declaration.ts';
import type { InputOf, OutputOf, Schema } from './schema.ts';
import type { ReceivedBody, SentBodies, WireTypes } from './wire.ts';

/** The types of an operation; `never` for an absent part. */
export interface OpShape {
  /** The parameters of the path. */
  readonly params: unknown;
  /** The query. */
  readonly query: unknown;
  /** The headers that a call gives by name. */
  readonly headers: unknown;
  /** The request body. */
  readonly body: unknown;
  /** The bodies of successful answers by status. */
  readonly ok: object;
  /** The bodies of other answers by status. */
  readonly err: object;
  /** An item of the pages. */
  readonly item: unknown;
  /** An event of the stream. */
  readonly event: unknown;
  /** The result of the long-running operation. */
  readonly result: unknown;
  /** The result of a download. */
  readonly file: unknown;
  /** The types on the wire, for mocks. */
  readonly wire: WireTypes;
}

/** The names of the parameters in a template. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `+${infer Plain}` ? Plain : Name) | Names<Rest>
  : never;

type TemplateParams<Path extends string> = Path extends `${string}{${string}`
  ? { readonly [Name in Names<Path>]: PathValue | readonly PathValue[] }
  : never;

/** The bodies that a table of schemas declares. */
type Bodies<Table> = {
  readonly [Status in keyof Table]: Table[Status] extends Schema ? OutputOf<Table[Status]> : never;
};

/** Any status, with a body that is not checked. */
export interface AnyError {
  readonly default: unknown;
}

/** The value at a path of field names. */
type Field<Body, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Field<Field<Body, Head>, Rest>
  : Body extends { readonly [Name in Path]?: infer Value }
    ? Value
    : never;

type Element<List> = List extends readonly (infer Item)[] ? Item : never;

/** The type of an item of a page, by the rule in the property `page`. */
export type ItemOf<Given, Body> = Given extends { readonly page: PageRule<infer Items> }
  ? // Without `strict`, an absent path has the type string, too.
    string extends Items
    ? Element<Body>
    : [Items] extends [string]
      ? Element<Field<Body, Items>>
      : Element<Body>
  : never;

/** The type of an event, by the rule in the property `events`. */
export type EventOf<Given> = Given extends { readonly events: EventRule<infer Event> } ? Event : never;

/** The type of the result, by the rule in the property `poll`. */
export type ResultOf<Given> = Given extends { readonly poll: PollRule<infer Result> } ? Result : never;

/** The type of the result of a download, by the rule in the property `download`. */
export type FileOf<Given> = Given extends { readonly download: DownloadRule } ? DownloadResult : never;

/** The shape of an operation declared by hand. Its members are resolved when they are used. */
export interface DeclaredShape<Path extends string, Given extends Declaration> extends OpShape {
  readonly params: Given extends { readonly params: infer Params extends Schema }
    ? InputOf<Params>
    : TemplateParams<Path>;
  readonly query: Given extends { readonly query: infer Query extends Schema } ? InputOf<Query> : never;
  readonly headers: Given extends { readonly headerParams: infer Headers extends Schema }
    ? InputOf<Headers>
    : never;
  readonly body: Given extends { readonly body: infer Body extends Schema } ? InputOf<Body> : never;
  readonly ok: Bodies<Given['ok']>;
  readonly err: Given extends { readonly err: infer Table extends object } ? Bodies<Table> : AnyError;
  readonly item: ItemOf<Given, this['ok'][keyof this['ok']]>;
  readonly event: EventOf<Given>;
  readonly result: ResultOf<Given>;
  readonly file: FileOf<Given>;
  readonly wire: DeclaredWire<Given>;
}

/** The types on the wire of an operation declared by hand. */
export interface DeclaredWire<Given extends Declaration> extends WireTypes {
  readonly body: Given extends { readonly body: infer Body extends Schema } ? ReceivedBody<Body> : undefined;
  readonly replies: SentBodies<Given['ok']> &
    (Given extends { readonly err: infer Table extends object } ? SentBodies<Table> : AnyError);
}
