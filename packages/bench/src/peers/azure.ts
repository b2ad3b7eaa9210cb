// The peer @azure/core-rest-pipeline: its pipeline of HTTP policies, with its default HTTP client.
import { createReadStream } from 'node:fs';
import type { PipelineRequestOptions, PipelineResponse, RetryStrategy } from '@azure/core-rest-pipeline';
import { checked } from './fetch-client.ts';
import type { Client, Peer } from './peer.ts';
import { destroyAgents, nodeAgents } from './node-agents.ts';
import { delayOf } from './retry-settings.ts';

export const azurePeer: Peer = {
  name: 'azure',
  title: 'Azure core-rest-pipeline',
  packages: ['@azure/core-rest-pipeline'],
  loads: ['@azure/core-rest-pipeline'],
  firstCall: `import * as azure from '@azure/core-rest-pipeline';
    const request = azure.createPipelineRequest({ url, allowInsecureConnection: true });
    const pipeline = azure.createPipelineFromOptions({});
    JSON.parse((await pipeline.sendRequest(azure.createDefaultHttpClient(), request)).bodyAsText)`,
  settings:
    'http.Agent with keepAlive and maxSockets; decompression and a retry policy with a strategy for the delays (own: exponentialRetryPolicy)',
  retries: true,
  http2: false,
  decodes: true,
  tasks: ['json', 'post', 'bytes', 'stream', 'upload', 'uploadFile', 'unread', 'abortable'],
  async open(setup): Promise<Client> {
    const {
      createDefaultHttpClient,
      createEmptyPipeline,
      createHttpHeaders,
      createPipelineRequest,
      decompressResponsePolicy,
      exponentialRetryPolicy,
      retryPolicy,
    } = await import('@azure/core-rest-pipeline');
    const agents = nodeAgents(setup);
    const { retry } = setup;
    const pipeline = createEmptyPipeline();
    pipeline.addPolicy(decompressResponsePolicy());
    const equalDelays: RetryStrategy = {
      name: 'equal delays',
      retry: ({ retryCount, response, responseError }) =>
        response?.status === 503 || responseError?.code === 'ECONNRESET'
          ? { retryAfterInMs: delayOf(retry, retryCount + 1) }
          : { skipStrategy: true },
    };
    pipeline.addPolicy(
      retry.delays === 'own'
        ? exponentialRetryPolicy({
            maxRetries: retry.retries,
            retryDelayInMs: retry.minDelay,
            maxRetryDelayInMs: retry.maxDelay,
          })
        : retryPolicy([equalDelays], { maxRetries: retry.retries }),
    );
    const http = createDefaultHttpClient();
    const send = async (
      url: string,
      { contentType, ...options }: Partial<PipelineRequestOptions> & { contentType?: string } = {},
    ): Promise<PipelineResponse> => {
      const request = createPipelineRequest({
        url,
        allowInsecureConnection: true,
        ...options,
        headers: createHttpHeaders({
          accept: '*/*',
          ...(contentType === undefined ? {} : { 'content-type': contentType }),
        }),
      });
      request.agent = url.startsWith('https:') ? agents.https : agents.http;
      const response = await pipeline.sendRequest(http, request);
      checked({ ok: response.status < 400, status: response.status });
      return response;
    };
    const json = async (url: string, options?: Parameters<typeof send>[1]): Promise<unknown> =>
      JSON.parse((await send(url, options)).bodyAsText!) as unknown;
    const streamed = (url: string): Promise<PipelineResponse> =>
      send(url, { streamResponseStatusCodes: new Set([200]) });
    const stream = async (url: string, onChunk: (chunk: Uint8Array) => void): Promise<void> => {
      for await (const chunk of (await streamed(url)).readableStreamBody!) onChunk(chunk as Uint8Array);
    };
    return {
      json: (url) => json(url),
      abortable: (url, signal) => json(url, { abortSignal: signal }),
      post: (url, value) =>
        json(url, { method: 'POST', body: JSON.stringify(value), contentType: 'application/json' }),
      async bytes(url) {
        const chunks: Uint8Array[] = [];
        await stream(url, (chunk) => chunks.push(chunk));
        return Buffer.concat(chunks);
      },
      stream,
      upload: (url, body) =>
        json(url, {
          method: 'POST',
          body: body as Uint8Array<ArrayBuffer>,
          contentType: 'application/octet-stream',
        }),
      uploadFile: (url, file) =>
        json(url, {
          method: 'POST',
          body: () => createReadStream(file),
          contentType: 'application/octet-stream',
        }),
      unread: streamed,
      async close() {
        destroyAgents(agents);
      },
    };
  },
};
