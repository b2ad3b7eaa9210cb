// Clients with other APIs: axios, superagent, needle, request, and the HTTP handler of the AWS SDKs.
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import axios from 'axios';
import needle from 'needle';
import request from 'request';
import superagent from 'superagent';
import { agentFor, methodOf, type Client } from '../client.ts';

const viaAxios: Client = async (call) => {
  const { url, agents, body, headers, timeout, signal } = call;
  const { status, data } = await axios.request<string>({
    url,
    method: methodOf(call),
    data: body,
    ...(headers && { headers: { ...headers } }),
    ...(timeout !== undefined && { timeout }),
    validateStatus: null,
    httpAgent: agents.http,
    httpsAgent: agents.https,
    responseType: 'text',
    transformResponse: [],
    ...(signal && { signal }),
  });
  return { status, body: data };
};

const viaSuperagent: Client = async (call) => {
  const { url, body, headers, timeout, signal } = call;
  // superagent accepts agents, which its types do not show.
  const made = superagent(methodOf(call), url).buffer(true);
  made.agent(agentFor(call));
  void made.ok(() => true);
  if (headers) void made.set(headers);
  if (timeout !== undefined) void made.timeout(timeout);
  // `void`: the request has a `then` method, so that Node.js would treat it as a promise.
  signal?.addEventListener('abort', () => void made.abort());
  // superagent does not send streams.
  const sent = body instanceof Readable ? await text(body) : body;
  const response = await (sent === undefined ? made : made.type('text/plain').send(sent));
  return { status: response.status, body: response.text ?? '' };
};

const viaNeedle: Client = async (call) => {
  const { url, body, headers, timeout, signal } = call;
  const options = {
    agent: agentFor(call),
    parse: false,
    ...(headers && { headers }),
    ...(timeout !== undefined && { response_timeout: timeout, read_timeout: timeout }),
    ...(signal && { signal }),
  } as needle.NeedleOptions;
  const response = await (body === undefined
    ? needle(call.method === 'HEAD' ? 'head' : 'get', url, options)
    : needle('post', url, body, { ...options, content_type: 'text/plain' } as needle.NeedleOptions));
  return { status: response.statusCode ?? 0, body: String(response.body) };
};

const viaRequest: Client = (call) =>
  new Promise((resolve, reject) => {
    const { url, body, headers, timeout, signal } = call;
    const made = request(
      {
        url,
        agent: agentFor(call),
        method: methodOf(call),
        ...(headers && { headers }),
        ...(timeout !== undefined && { timeout }),
        ...(typeof body === 'string' && { body }),
      },
      (error: unknown, response, answer: unknown) => {
        if (error != null) reject(error);
        else resolve({ status: response.statusCode, body: String(answer) });
      },
    );
    if (body instanceof Readable) body.pipe(made);
    signal?.addEventListener('abort', () => {
      made.abort();
      // After an abort, request does not call its callback.
      reject(new Error('aborted'));
    });
  });

/** The HTTP handler of the AWS SDKs. */
const viaSmithy: Client = async (call) => {
  const { url, agents, body, timeout, signal } = call;
  const { protocol, hostname, port, pathname: path } = new URL(url);
  const limits = { requestTimeout: timeout, socketTimeout: timeout, throwOnRequestTimeout: true };
  const handler = new NodeHttpHandler({
    httpAgent: agents.http,
    httpsAgent: agents.https,
    ...(timeout !== undefined && limits),
  });
  const { response } = await handler.handle(
    {
      protocol,
      hostname,
      port: Number(port),
      path,
      method: methodOf(call),
      query: {},
      headers: {
        ...(typeof body === 'string' && { 'content-length': String(Buffer.byteLength(body)) }),
        ...call.headers,
      },
      body,
      clone: () => {
        throw new Error('clone() is not expected');
      },
    },
    signal && { abortSignal: signal },
  );
  const stream = response.body as Readable;
  signal?.addEventListener('abort', () => stream.destroy(new Error('aborted')));
  return { status: response.statusCode, body: await text(stream) };
};

/** By name. */
export const OTHERS: Readonly<Record<string, Client>> = {
  axios: viaAxios,
  superagent: viaSuperagent,
  needle: viaNeedle,
  request: viaRequest,
  'AWS SDK (NodeHttpHandler)': viaSmithy,
};
