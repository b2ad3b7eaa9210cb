import type { DrainResult } from './drain-result.ts';

/** What is known of the connection that carried an exchange. */
export interface ConnectionInfo {
  /** Number of the connection, unique within the process. */
  readonly id: number;
  /** Whether it had carried an exchange before this one. */
  readonly reused: boolean;
  /** The protocol spoken, for example `http/1.1`. */
  readonly protocol: string;
  /** How long it took to open (name, TCP, TLS), in ms; what a new one would cost about. */
  readonly setupTime?: number | undefined;
  /** The peer's address, when there is one. */
  readonly remoteAddress: string | undefined;
}

/** How long the phases of an attempt took, in ms. A phase that was not reached is undefined. */
export interface Timings {
  /** Waiting in the gate. */
  gate?: number;
  /** Waiting for a connection, its dial included when that is what served the request. */
  queue?: number;
  /** Name resolution of the connection used, when this attempt dialed it and a name had to be resolved. Part of `connect`. */
  dns?: number;
  /** TCP connect (name resolution included) of the connection used, when this attempt dialed it. */
  connect?: number;
  /** TLS handshake of the connection used, when this attempt dialed it. */
  tls?: number;
  /** Writing a request that has a body, until its last byte was handed over. Part of `responseHeader`. */
  send?: number;
  /** From handing the request to the connection to its headers being complete. */
  responseHeader?: number;
  /** From the headers to the end of the body. */
  body?: number;
}

/** One try of a call, as found in `response.attempts` and `error.attempts`. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** When it began, ms since the epoch. */
  readonly startedAt: number;
  /** Time until its headers or its failure, in ms; undefined while it runs. */
  readonly duration: number | undefined;
  /** The status answered, if headers arrived. */
  readonly status: number | undefined;
  /** What it failed with, if it failed. */
  readonly error: unknown;
  /** How often it was replayed on another connection because a reused one turned out dead. Not retries. */
  readonly replays: number;
  /** The connection used, if one was. */
  readonly connection: ConnectionInfo | undefined;
  /** How the drain of its body ended, if it was drained. */
  readonly drain: DrainResult | undefined;
  /** What was waited after it, in ms, when another attempt followed. */
  readonly wait: number | undefined;
  /** Why another attempt followed, or why none did; undefined when nothing had to be decided. */
  readonly reason: string | undefined;
  /** How long its phases took. */
  readonly timings: Readonly<Timings>;
}

/** An {@link Attempt} as those who make it see it: the pipeline, transports and plugins fill it in. */
export type AttemptRecord = { -readonly [Key in keyof Attempt]: Attempt[Key] } & { timings: Timings };

/** A fresh record. */
export function createAttemptRecord(number: number, startedAt: number): AttemptRecord {
  return {
    number,
    startedAt,
    duration: undefined,
    status: undefined,
    error: undefined,
    replays: 0,
    connection: undefined,
    drain: undefined,
    wait: undefined,
    reason: undefined,
    timings: {},
  };
}

/** An attempt in one line, for messages and JSON: `2: 503 after 12 ms (retried in 200 ms: status 503)`. */
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
