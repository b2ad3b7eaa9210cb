// The times of a request in the form of got's `timings`.
import type { Timings } from 'got';
import type { Attempt } from '@sluice/core';

/** Creates the times of a request that begins now. */
export function beginTimings(): Timings {
  return { start: Date.now(), phases: {} };
}

/** Adds the times of the attempt with the response. The time before that attempt, including earlier ones, is the wait. */
export function noteResponse(timings: Timings, { startedAt, timings: took }: Attempt): void {
  const { gate = 0, queue = 0, dns = 0, connect, tls, send = 0, responseHeader = 0 } = took;
  const sent = startedAt + gate + queue;
  const socket = sent - Math.min(queue, (connect ?? 0) + (tls ?? 0));
  const { phases } = timings;
  timings.socket = socket;
  timings.lookup = socket + dns;
  timings.connect = socket + (connect ?? 0);
  if (tls !== undefined) timings.secureConnect = timings.connect + tls;
  timings.upload = sent + send;
  timings.response = sent + responseHeader;
  phases.wait = socket - timings.start;
  phases.dns = dns;
  phases.tcp = timings.connect - timings.lookup;
  if (tls !== undefined) phases.tls = tls;
  phases.request = send;
  phases.firstByte = timings.response - timings.upload;
}

/** Adds the end of the response's body. */
export function noteEnd(timings: Timings): void {
  timings.end = Date.now();
  timings.phases.download = timings.end - (timings.response ?? timings.start);
  timings.phases.total = timings.end - timings.start;
}

/** Adds the failure of the request. */
export function noteFailure(timings: Timings): void {
  timings.error = Date.now();
  timings.phases.total = timings.error - timings.start;
}
