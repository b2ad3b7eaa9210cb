// Node's own client, and follow-redirects, which wraps it.
import http from 'node:http';
import https from 'node:https';
import { Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import followRedirects from 'follow-redirects';
import { agentFor, methodOf, type Client } from '../client.ts';

type Request = (
  url: string,
  options: http.RequestOptions,
  onResponse: (response: http.IncomingMessage) => void,
) => {
  on(event: 'error', listener: (error: Error) => void): unknown;
  end(body?: string): void;
  setTimeout(ms: number, onTimeout: () => void): unknown;
  destroy(error?: Error): void;
};

const requesting =
  (plain: Request, secure: Request): Client =>
  (call) =>
    new Promise((resolve, reject) => {
      const { url, body, timeout, signal } = call;
      const request = url.startsWith('https:') ? secure : plain;
      const headers = {
        ...(typeof body === 'string' && { 'content-length': Buffer.byteLength(body) }),
        ...call.headers,
      };
      const sent = request(url, { agent: agentFor(call), method: methodOf(call), headers }, (response) => {
        const { statusCode = 0 } = response;
        text(response).then((answer) => resolve({ status: statusCode, body: answer }), reject);
      });
      sent.on('error', reject);
      if (timeout !== undefined) sent.setTimeout(timeout, () => sent.destroy(new Error('timeout')));
      signal?.addEventListener('abort', () => sent.destroy(new Error('aborted')));
      if (body instanceof Readable) body.pipe(sent as unknown as Writable);
      else sent.end(body);
    });

/** By name. */
export const NODE: Readonly<Record<string, Client>> = {
  'node:http': requesting(
    (url, ...rest) => http.request(url, ...rest),
    (url, ...rest) => https.request(url, ...rest),
  ),
  'follow-redirects': requesting(
    (url, ...rest) => followRedirects.http.request(url, ...rest),
    (url, ...rest) => followRedirects.https.request(url, ...rest),
  ),
};
