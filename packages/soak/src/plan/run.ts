import { configurationOf, type Configuration } from './configurations.ts';
import type { Framing, Method, UploadKind } from './call-plan.ts';
import { faceOf, type Face, type FaceName } from './faces.ts';

/** What a run is: one face in one configuration with one seed. Plain data, since it travels between processes. */
export interface RunKey {
  /** Tells the runs of one origin apart; part of each request's path. */
  readonly id: number;
  readonly seed: number;
  readonly face: FaceName;
  readonly configuration: string;
  /** Every call that is not healthy meets this fault. Undefined: all faults in turn. */
  readonly fault?: string | undefined;
  /** All calls are made like this one. Undefined: they are as the configuration says. */
  readonly shape?: Shape | undefined;
}

/** What all calls of a run have in common. */
export interface Shape {
  /** Which server they go to. */
  readonly listener: 'plain' | 'tls12' | 'tls13' | 'h2';
  /** Calls under way at once. */
  readonly callers: number;
  readonly method: Method;
  /** Bytes of the request body. Default: none is sent. */
  readonly upload?: number;
  /** How the request body is given. Default: as bytes. */
  readonly kind?: UploadKind;
  /** Bytes of the answer; undefined: an echo of the request body. */
  readonly answer?: number;
  readonly framing: Framing;
  /** How long the server takes to answer, in ms. */
  readonly delay: number;
  /** What every call meets. Default: nothing. */
  readonly fault?: string;
}

/** A run, looked up. */
export interface Run {
  readonly key: RunKey;
  readonly face: Face;
  readonly configuration: Configuration;
}

/** Looks up what a key names. */
export function runOf(key: RunKey): Run {
  return { key, face: faceOf(key.face), configuration: configurationOf(key.configuration) };
}

/** The path of a call. @param hop how many redirects it has followed, and whether it has come to another server */
export function pathOf(run: number, number: number, hop = 0): string {
  return `/${run}/${number}/${hop}`;
}

/** What a path names; undefined if it is none of ours. */
export function parsePath(path: string): { run: number; number: number; hop: number } | undefined {
  const match = /^\/(\d+)\/(\d+)\/(\d+)(?:\?.*)?$/.exec(path);
  if (match === null) return undefined;
  return { run: Number(match[1]), number: Number(match[2]), hop: Number(match[3]) };
}
