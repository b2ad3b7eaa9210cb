// The record of an attempt, which errors and responses show.
import type { DrainResult } from './drain-result.ts';

/** Facts about the connection that carried an exchange. */
export interface ConnectionInfo {
  /** The number of the connection, unique within the process. */
  readonly id: number;
  /** Whether it had carried an exchange before this one. */
  readonly reused: boolean;
  /** The protocol, for example `http/1.1`. */
  readonly protocol: string;
  /** How long it took to open (name, TCP, TLS), in ms; an estimate of the cost of a new connection. */
  readonly setupTime?: number | undefined;
  /** The address of the peer, if it has one. */
  readonly remoteAddress: string | undefined;
}

/** How long the phases of an attempt took, in ms. A phase that was not reached is undefined. */
export interface Timings {
  /** Waiting in the gate. */
  gate?: number;
  /** Waiting for a connection, including its dial if the request was served by a new connection. */
  queue?: number;
  /** Name resolution, if this attempt dialed its connection and a name had to be resolved. Part of `connect`. */
  dns?: number;
  /** TCP connect, including name resolution, if this attempt dialed its connection. */
  connect?: number;
  /** TLS handshake, if this attempt dialed its connection. */
  tls?: number;
  /** Writing a request with a body, up to the write of its last byte. Part of `responseHeader`. */
  send?: number;
  /** From the start of the request on the connection to the end of the response's headers. */
  responseHeader?: number;
  /** From the headers to the end of the body. */
  body?: number;
}

/** One attempt of a call, as in `response.attempts` and `error.attempts`. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** When it began, ms since the epoch. */
  readonly startedAt: number;
  /** Time until its headers or its failure, in ms; undefined before that. */
  readonly duration: number | undefined;
  /** The status of the response, if its headers arrived. */
  readonly status: number | undefined;
  /** Its error, if it failed. */
  readonly error: unknown;
  /** How often the request was replayed on another connection. A replay is not a retry. */
  readonly replays: number;
  /** Its connection, if it had one. */
  readonly connection: ConnectionInfo | undefined;
  /** How the drain of its body ended, if it was drained. */
  readonly drain: DrainResult | undefined;
  /** The delay before the next attempt, in ms, if another attempt followed. */
  readonly wait: number | undefined;
  /** Why another attempt followed, or why none did; undefined if no retry was considered. */
  readonly reason: string | undefined;
  /** How long its phases took. */
  readonly timings: Readonly<Timings>;
}

/** A writable {@link Attempt}: the pipeline, transports and plugins fill it in. */
export class AttemptRecord implements Attempt {
  number: number;
  startedAt: number;
  duration: number | undefined = undefined;
  status: number | undefined = undefined;
  error: unknown = undefined;
  replays = 0;
  connection: ConnectionInfo | undefined = undefined;
  drain: DrainResult | undefined = undefined;
  wait: number | undefined = undefined;
  reason: string | undefined = undefined;
  timings: Timings = {};

  /** The record of an attempt that begins. */
  constructor(number: number, startedAt: number) {
    this.number = number;
    this.startedAt = startedAt;
  }
}

/** Describes an attempt in one line, for messages and JSON: `2: 503 after 12 ms (retried in 200 ms: status 503)`. */
export function describeAttempt(attempt: Attempt): string {
  let text = `${attempt.number}: `;
  if (attempt.error !== undefined) {
    const { code, name } = attempt.error as { code?: unknown; name?: unknown };
    const label = typeof code === 'string' ? code : typeof name === 'string' ? name : 'error';
    text += attempt.status === undefined ? label : `${attempt.status}, ${label}`;
  } else {
    text += attempt.status === undefined ? 'unfinished' : String(attempt.status);
  }
  if (attempt.duration !== undefined) text += ` after ${Math.round(attempt.duration)} ms`;
  const notes: string[] = [];
  if (attempt.replays > 0) notes.push(`${attempt.replays} replay(s)`);
  if (attempt.drain !== undefined) {
    notes.push(`drained ${attempt.drain.bytes} bytes: ${attempt.drain.outcome}`);
  }
  if (attempt.reason !== undefined) notes.push(attempt.reason);
  if (attempt.wait !== undefined) notes.push(`waited ${Math.round(attempt.wait)} ms`);
  return notes.length > 0 ? `${text} (${notes.join('; ')})` : text;
}
