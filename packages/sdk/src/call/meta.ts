// Describes a call that has an outcome: its attempts, its last response, its tags.
import { HttpHeaders, isHttpError, type Attempt } from '@sluice/core';
import { safeUrl } from '@sluice/core/plugin';
import type { Endpoint } from './api-state.ts';
import { verdictIn } from '../conditional/verdict.ts';
import type { OperationTrace } from './plugins.ts';
import type { Meta } from './types.ts';

/** The parts of a response that {@link Meta} shows. */
interface Answered {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly url: string;
}

const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Describes a call.
 * @param answered the last response; undefined if none arrived
 */
export function describeCall(
  { name, api }: Endpoint,
  { request }: OperationTrace,
  answered: Answered | undefined,
  tags: Readonly<Record<string, string>> = NO_TAGS,
): Meta {
  const headers = answered?.headers ?? HttpHeaders.empty;
  const url = answered?.url ?? request?.url;
  const attempts: readonly Attempt[] = [...(request?.call.attempts ?? [])];
  return {
    operation: name,
    status: answered?.status,
    attempts,
    requestId: requestIdOf(headers, api.requestIdHeaders),
    headers,
    url: url === undefined ? '' : safeUrl(url),
    cache: verdictIn(attempts),
    tags,
  };
}

function requestIdOf(headers: HttpHeaders, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = headers.get(name);
    if (value !== null && value !== '') return value;
  }
  return undefined;
}

const metas = new WeakMap<object, Meta>();

/** Records the description of the call that failed with an error. */
export function noteMeta(error: unknown, meta: Meta): void {
  if (typeof error === 'object' && error !== null) metas.set(error, meta);
}

/** The {@link Meta} of the operation's call that failed with an error; undefined for any other value. */
export function metaOf(error: unknown): Meta | undefined {
  return typeof error === 'object' && error !== null ? metas.get(error) : undefined;
}

/** The response of an error, if it has one. */
export function answerOf(error: unknown): Answered | undefined {
  return isHttpError(error) ? error.response : undefined;
}
