// A run: one face in one configuration with one seed.
import { configurationOf, type Configuration } from './configurations.ts';
import type { Framing, Method, UploadKind } from './call-plan.ts';
import { faceOf, type Face, type FaceName } from './faces.ts';

/** Identifies a run. Plain data, since it is sent between processes. */
export interface RunKey {
  /** Unique among the runs of an origin; part of the path of each request. */
  readonly id: number;
  readonly seed: number;
  readonly face: FaceName;
  readonly configuration: string;
  /** The fault of every call that is not healthy. Default: all faults in turn. */
  readonly fault?: string | undefined;
  /** The common shape of all calls. Default: each call is planned by the configuration. */
  readonly shape?: Shape | undefined;
}

/** The common shape of the calls of a run. */
export interface Shape {
  /** The name of their server. */
  readonly listener: 'plain' | 'tls12' | 'tls13' | 'h2';
  /** The number of concurrent calls. */
  readonly callers: number;
  readonly method: Method;
  /** Bytes of the request body. Default: no body. */
  readonly upload?: number;
  /** The form of the request body. Default: `bytes`. */
  readonly kind?: UploadKind;
  /** Bytes of the response. Default: an echo of the request body. */
  readonly answer?: number;
  readonly framing: Framing;
  /** The delay before the response, in ms. */
  readonly delay: number;
  /** The fault of every call. Default: none. */
  readonly fault?: string;
}

/** A run with its face and configuration. */
export interface Run {
  readonly key: RunKey;
  readonly face: Face;
  readonly configuration: Configuration;
}

/** The run of a key. */
export function runOf(key: RunKey): Run {
  return { key, face: faceOf(key.face), configuration: configurationOf(key.configuration) };
}

/** The path of a call. @param hop how many redirects it has followed */
export function pathOf(run: number, number: number, hop = 0): string {
  return `/${run}/${number}/${hop}`;
}

/** Parses a path of {@link pathOf}; undefined for any other path. */
export function parsePath(path: string): { run: number; number: number; hop: number } | undefined {
  const match = /^\/(\d+)\/(\d+)\/(\d+)(?:\?.*)?$/.exec(path);
  if (match === null) return undefined;
  return { run: Number(match[1]), number: Number(match[2]), hop: Number(match[3]) };
}
