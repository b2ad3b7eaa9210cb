// Runs a call of an operation to its end: the value of a successful answer, or the error.
import { BufferedResponse, type HttpResponse } from '@sluice/core';
import { isKind } from '../declare/kinds.ts';
import type { Endpoint } from './api-state.ts';
import { begin } from './begin.ts';
import { answerOf, describeCall, noteMeta } from './meta.ts';
import type { OperationTrace } from './plugins.ts';
import type { GivenInput } from './prepare.ts';
import { okReader } from './readers.ts';
import type { Source } from './source.ts';
import type { Meta, PerCall } from './types.ts';

/** The result of a call: the value that its promise resolves with, or the error. */
export type CallResult =
  | { readonly ok: true; readonly status: number; readonly value: unknown; readonly meta: Meta }
  | { readonly ok: false; readonly error: unknown; readonly meta: Meta };

/** The result of a call whose arguments were refused. */
export function refusedResult(endpoint: Endpoint, error: unknown): CallResult {
  const meta = describeCall(endpoint, { request: undefined }, undefined);
  noteMeta(error, meta);
  return { ok: false, error, meta };
}

/** Sends a call and reads its answer as declared. Never rejects. */
export async function runCall(endpoint: Endpoint, input: GivenInput, perCall: PerCall): Promise<CallResult> {
  const trace: OperationTrace = { request: undefined };
  const { tags } = perCall;
  let response: BufferedResponse | HttpResponse | undefined;
  try {
    const { source, sent } = await begin(endpoint, input, perCall, trace, (prepared) => ({
      source: prepared,
      sent: endpoint.streams ? prepared.open() : prepared.send(),
    }));
    response = await sent;
    const value =
      response instanceof BufferedResponse
        ? await source.read(response)
        : await readOpened(endpoint, source, response);
    return { ok: true, status: response.status, value, meta: describeCall(endpoint, trace, response, tags) };
  } catch (error) {
    const meta = describeCall(endpoint, trace, answerOf(error) ?? response, tags);
    noteMeta(error, meta);
    return { ok: false, error, meta };
  }
}

/** The unread body if the answer is declared as a `stream`; otherwise its value, read to the end of the body. */
async function readOpened(
  { declaration }: Endpoint,
  source: Source,
  response: HttpResponse,
): Promise<unknown> {
  const reader = okReader(declaration, response.status);
  if (reader !== undefined && reader !== 'by type' && isKind(reader) && reader.kind === 'stream')
    return response.body;
  return await source.readUnread(response);
}
