/** The ways to make a connection. */
export const FACES = [
  'client without options',
  'client',
  'http2',
  'https proxy',
  'dispatcher',
  'agent',
  'got',
  'got without agent',
  'got over HTTP/2',
  'resilientGot',
] as const;

/** A way to make a connection. */
export type Face = (typeof FACES)[number];

/** The targets of a client. */
export interface Targets {
  /** A certificate the client trusts. */
  readonly good: string;
  /** The same, with TLS 1.2 at most. */
  readonly old: string;
  /** A certificate of an authority that the client does not know. */
  readonly foreign: string;
  /** A certificate for another name. */
  readonly misnamed: string;
  /** No TLS. */
  readonly plain: string;
  readonly secureProxy: string;
}

/** How the requests to the targets ended: the body, or the code of the error. */
export interface Outcome {
  readonly good: string;
  readonly old: string;
  readonly foreign: string;
  readonly misnamed: string;
  readonly plain: string;
}

/** The task of the client. */
export interface Question {
  readonly face: Face;
  /** The names that are polluted. */
  readonly names: readonly string[];
  readonly targets: Targets;
}
