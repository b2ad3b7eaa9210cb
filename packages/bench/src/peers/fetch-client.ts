// A client on any function with the interface of fetch.
import { openAsBlob } from 'node:fs';
import type { Client, TaskName } from './peer.ts';

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export const FETCH_TASKS: readonly TaskName[] = [
  'json',
  'post',
  'bytes',
  'stream',
  'upload',
  'uploadFile',
  'unread',
  'abortable',
];

const BYTES_TYPE = { 'content-type': 'application/octet-stream' };

/** Creates the client. @param send a fetch function with the settings of the peer */
export function fetchClient(send: Fetch, close: () => Promise<void>): Client {
  const get = async (url: string, init?: RequestInit): Promise<Response> => checked(await send(url, init));
  const post = async (
    url: string,
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string>,
  ): Promise<unknown> => checked(await send(url, { method: 'POST', body, headers })).json();
  return {
    json: async (url) => (await get(url)).json(),
    abortable: async (url, signal) => (await get(url, { signal })).json(),
    post: (url, value) => post(url, JSON.stringify(value), { 'content-type': 'application/json' }),
    bytes: async (url) => new Uint8Array(await (await get(url)).arrayBuffer()),
    async stream(url, onChunk) {
      const { body } = await get(url);
      for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>)
        onChunk(chunk);
    },
    upload: (url, body) => post(url, body as Uint8Array<ArrayBuffer>, BYTES_TYPE),
    uploadFile: async (url, file) => post(url, await openAsBlob(file), BYTES_TYPE),
    unread: (url) => get(url),
    close,
  };
}

export function checked<R extends { readonly ok: boolean; readonly status: number }>(response: R): R {
  if (!response.ok) throw new StatusError(response.status);
  return response;
}

/** The error for an error status, for clients that do not throw one themselves. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}
