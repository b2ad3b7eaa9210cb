// `node:http` as a client under test.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { finished } from 'node:stream/promises';
import type { Answer, CallOptions, ClientUnderTest } from './client.ts';

/** `node:http` with a keep-alive agent, as most clients for Node.js use it. */
export function nodeHttpClient(settings: { readonly maxFreeSockets?: number }): ClientUnderTest {
  const options = { keepAlive: true, ...settings };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  return {
    async call(url, { method = 'GET', body }: CallOptions = {}) {
      const secure = url.startsWith('https:');
      const agent = agents[secure ? 'https:' : 'http:'];
      const request = (secure ? https : http).request(url, { method, agent });
      request.end(body);
      const [message] = (await once(request, 'response')) as [http.IncomingMessage];
      return new NodeAnswer(message);
    },
  };
}

class NodeAnswer implements Answer {
  readonly #message: http.IncomingMessage;

  constructor(message: http.IncomingMessage) {
    this.#message = message;
    // A reader gets the error as a rejection; without a reader, it must not end the process.
    message.on('error', () => undefined);
  }

  get status(): number {
    return this.#message.statusCode ?? 0;
  }

  async readPart(): Promise<void> {
    await once(this.#message, 'readable');
    this.#message.read();
  }

  async readAll(): Promise<void> {
    this.#message.resume();
    await finished(this.#message, { writable: false });
  }

  end(): Promise<void> {
    this.#message.destroy();
    return Promise.resolve();
  }
}
