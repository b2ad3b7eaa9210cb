// What the operations of a connected API share.
import type { Clock } from '@sluice/core';
import type { SluiceCallOptions, SluiceClient } from 'sluice';
import type { Copies } from '../conditional/copies.ts';
import type { QueryStyle } from '../declare/declaration.ts';
import type { AnyDeclaration, Op } from '../declare/op.ts';
import type { Preparations } from './preparations.ts';
import { DriftCheck, type Drift, type DriftMode } from './drift.ts';
import { acceptOf, mayStream, okReader } from './readers.ts';

/** The settings of a connected API. */
export interface ApiState {
  /** The option `name`. */
  readonly name: string | undefined;
  readonly client: SluiceClient;
  readonly clock: Clock;
  /** Put before each path; undefined if the client has a `baseUrl`. */
  readonly baseUrl: string | undefined;
  /** The calls whose input is still being checked. The client does not know them yet. */
  readonly preparations: Preparations;
  readonly requestIdHeaders: readonly string[];
  readonly queryStyle: QueryStyle;
  readonly drift: DriftMode;
  readonly onDrift: ((drift: Drift) => void) | undefined;
  /** The options that send a call without credentials; undefined if the plugins of the client are unknown. */
  readonly anonymous: SluiceCallOptions | undefined;
}

/** An operation of a connected API. */
export class Endpoint {
  readonly api: ApiState;
  /** The name of the operation in the API. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The method and the template of the path. */
  readonly route: string;
  readonly declaration: AnyDeclaration;
  /** Whether the operation is declared by schemas: undeclared parts of the input are refused then. */
  readonly isClosed: boolean;
  readonly drift: DriftCheck;
  /** Whether the client throws an HttpError for a status. */
  readonly throws: (status: number) => boolean;
  readonly accept: string;
  /** Whether a successful answer may be a stream. */
  readonly streams: boolean;
  /** Copies of answers, if the operation keeps them. */
  readonly copies: Copies | undefined;

  constructor(api: ApiState, name: string, { method, path, declaration, source }: Op) {
    this.api = api;
    this.name = name;
    this.method = method;
    this.path = path;
    this.route = `${method} ${path}`;
    this.declaration = declaration;
    this.isClosed = source === 'schemas';
    this.throws = (status) => okReader(declaration, status) === undefined;
    const about = { operation: name, route: this.route };
    this.drift = new DriftCheck(api.drift, api.onDrift, about, declaration.secret?.response ?? []);
    this.accept = acceptOf(declaration);
    this.streams = mayStream(declaration);
    this.copies = declaration.conditional?.create();
  }
}
