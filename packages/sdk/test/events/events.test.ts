// Tests of streams that a client opens, and opens again when they are interrupted.
import { getEventListeners } from 'node:events';
import {
  isHttpError,
  isNetworkError,
  isOptionError,
  isTimeoutError,
  createClient as createCoreClient,
  type StandardSchema,
} from '@sluice/core';
import { undiciTransport } from '@sluice/undici';
import { bearer } from 'sluice';
import { expect, test } from 'vitest';
import { isEventStreamError } from '../../src/events/event-stream-error.ts';
import type { ServerSentEvent } from '../../src/events/server-sent-event.ts';
import { events } from '../../src/events/read-events.ts';
import { caught, collect } from '../support/collect.ts';
import { serveStreams, WIRES, type Exchange } from '../support/stream-server.ts';

const quick = { minDelay: 1, maxDelay: 5 };

/** Serves the numbers from 1 to `last` as events with ids, and breaks after every `per`th event. */
function counting(last: number, per: number, breaks: (exchange: Exchange) => void) {
  return async (exchange: Exchange): Promise<void> => {
    const { request, begin, write, response } = exchange;
    const from = Number(request.headers['last-event-id'] ?? 0);
    begin();
    for (let number = from + 1; number <= last; number++) {
      await write(`id: ${number}\ndata: ${number}\n\n`);
      if (number % per === 0 && number < last) {
        await write(`id: ${number + 1}\ndata: ${number + 1}\n`);
        return breaks(exchange);
      }
    }
    response.end();
  };
}

const upTo = (last: number): string[] => Array.from({ length: last }, (_, index) => String(index + 1));

test.each(WIRES.flatMap((wire) => (['reset', 'cut'] as const).map((how) => [wire, how] as const)))(
  'an interrupted stream continues without losing or repeating an event (%s, %s)',
  async (wire, how) => {
    const breaks = ({ reset, response }: Exchange): void =>
      how === 'reset' ? reset() : void response.destroy();
    await using server = await serveStreams(wire, counting(10, 3, breaks));
    const api = server.client();
    const seen = await collect(events(api, '/feed', { reconnect: quick }), ({ data }) => data);
    expect(seen).toEqual(upTo(10));
    expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      '3',
      '6',
      '9',
    ]);
    expect(server.requests.every(({ headers }) => headers.accept === 'text/event-stream')).toBe(true);
    await expect.poll(() => api.stats().calls.inFlight).toBe(0);
  },
);

test.each(WIRES)('50 streams at once, each interrupted several times (%s)', async (wire) => {
  await using server = await serveStreams(
    wire,
    counting(20, 4, ({ reset }) => reset()),
  );
  const api = server.client();
  const streams = Array.from({ length: 50 }, () =>
    collect(events(api, '/feed', { reconnect: { ...quick, limit: 100 } }), ({ data }) => data),
  );
  for (const seen of await Promise.all(streams)) expect(seen).toEqual(upTo(20));
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
  await expect.poll(() => server.open).toBe(0);
});

test('an error status on a reconnect is waited out; the limit counts connections in a row', async () => {
  const statuses = [200, 503, 503, 200, 429, 500, 200];
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    const status = statuses[number - 1] ?? 204;
    if (status !== 200) {
      response.writeHead(status).end('busy');
      return;
    }
    begin();
    await write(`id: ${number}\ndata: ${number}\n\n`);
    response.destroy();
  });
  const api = server.client({ retry: false, throwHttpErrors: false });
  const read = (limit: number): Promise<string[]> =>
    collect(events(api, '/feed', { reconnect: { ...quick, limit } }), ({ data }) => data);
  expect(await read(3)).toEqual(['1', '4', '7']);
});

test('beyond the limit, the last failure is thrown', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    if (number > 1) return void response.writeHead(503).end();
    begin();
    await write('id: 1\ndata: 1\n\n');
    response.destroy();
  });
  const api = server.client({ retry: false });
  const error = await caught(collect(events(api, '/feed', { reconnect: { ...quick, limit: 2 } })));
  expect(isHttpError(error) && error.status).toBe(503);
  expect(server.requests).toHaveLength(3);
});

test.each([401, 404])('the status %i on a reconnect ends the stream', async (status) => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    if (number > 1) return void response.writeHead(status).end();
    begin();
    await write('id: 1\ndata: 1\n\n');
    response.destroy();
  });
  const error = await caught(collect(events(server.client(), '/feed', { reconnect: quick })));
  expect(isHttpError(error) && error.status).toBe(status);
  expect(server.requests).toHaveLength(2);
});

test('the first connection is a call like any other: its failure is thrown', async () => {
  await using server = await serveStreams('plain', ({ response }) => response.writeHead(503).end());
  const api = server.client({ retry: { maxRetries: 1, minDelay: 1 } });
  const error = await caught(collect(events(api, '/feed', { reconnect: quick })));
  expect(isHttpError(error) && error.status).toBe(503);
  expect(server.requests).toHaveLength(2);
});

test('a stream without ids is not opened again once it gave an event, unless that is allowed', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    begin();
    if (number > 1) await write('data: 1\n\n');
    if (number < 4) response.destroy();
    else response.end();
  });
  const api = server.client();
  const seen: string[] = [];
  const read = async (withoutId: boolean): Promise<void> => {
    for await (const { data } of events(api, '/feed', { reconnect: { ...quick, withoutId } }))
      seen.push(data);
  };
  expect(await caught(read(false))).toSatisfy((error) => isNetworkError(error) || error !== undefined);
  expect(seen).toEqual(['1']);
  expect(server.requests).toHaveLength(2);
  await read(true);
  expect(seen).toEqual(['1', '1', '1']);
});

test.each(['POST', 'PUT', 'QUERY'])('a %s is not sent again unless that is allowed', async (method) => {
  const bodies: string[] = [];
  await using server = await serveStreams('plain', async ({ request, begin, write, response }) => {
    const body = (await collect(request as AsyncIterable<Buffer>)).join('');
    bodies.push(`${request.method} ${body} ${String(request.headers['last-event-id'] ?? '')}`);
    begin();
    await write(`id: ${bodies.length}\ndata: 1\n\n`);
    if (bodies.length < 3) response.destroy();
    else response.end();
  });
  const api = server.client();
  const read = (methods?: string[]): Promise<unknown> =>
    collect(events(api, '/chat', { method, json: { a: 1 }, reconnect: { ...quick, methods } }));
  expect(await caught(read())).toBeInstanceOf(Error);
  expect(bodies).toHaveLength(1);
  await read([method.toLowerCase()]);
  expect(bodies).toEqual(['', '', '2'].map((id) => `${method} {"a":1} ${id}`));
});

test('a stream whose request body can be read once is not opened again', async () => {
  await using server = await serveStreams('plain', async ({ request, begin, write, response }) => {
    request.resume();
    begin();
    await write('id: 1\ndata: 1\n\n');
    response.destroy();
  });
  async function* parts(): AsyncGenerator<string> {
    yield 'a';
  }
  const options = { method: 'POST', body: parts(), reconnect: { ...quick, methods: ['POST'] } };
  const error = await caught(collect(events(server.client(), '/chat', options)));
  expect((error as { code?: string }).code).toMatch(/CONNECTION_LOST|CUT_SHORT/);
  expect(server.requests).toHaveLength(1);
});

test('a body that is complete ends the stream; with afterEnd, a 204 or the limit does', async () => {
  await using server = await serveStreams('plain', ({ request, number, begin, response }) => {
    if (request.url === '/feed' && number > 4) return void response.writeHead(204).end();
    begin();
    response.end(request.url === '/empty' ? ': nothing\n\n' : `id: ${number}\ndata: ${number}\n\n`);
  });
  const api = server.client();
  const read = (path: string, afterEnd: boolean): Promise<string[]> =>
    collect(events(api, path, { reconnect: { ...quick, afterEnd } }), ({ data }) => data);
  expect(await read('/feed', false)).toEqual(['1']);
  expect(await read('/feed', true)).toEqual(['2', '3', '4']);
  const error = await caught(read('/empty', true));
  expect(isEventStreamError(error) && error.reason).toBe('ended');
});

test('a stream that ends before its sentinel is opened again', async () => {
  await using server = await serveStreams('plain', ({ number, begin, response }) => {
    begin();
    response.end(number < 3 ? `id: ${number}\ndata: ${number}\n\n` : 'data: [DONE]\n\n');
  });
  const options = { reconnect: quick, sentinel: '[DONE]' };
  const seen = await collect(events(server.client(), '/feed', options), ({ data }) => data);
  expect(seen).toEqual(['1', '2']);
});

test('the first event may report a temporary failure, also of a POST; later events are delivered', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, response, write }) => {
    begin();
    if (number < 3) {
      await write('event: error\ndata: overloaded\n\n');
      return;
    }
    response.end('data: 1\n\nevent: error\ndata: overloaded\n\n');
  });
  const api = server.client();
  const isError = ({ type }: ServerSentEvent): boolean => type === 'error';
  const options = { method: 'POST', json: {}, retryEvent: isError };
  const read = (limit: number): Promise<string[]> =>
    collect(events(api, '/chat', { ...options, reconnect: { ...quick, limit } }), ({ data }) => data);
  const error = await caught(read(0));
  expect(isEventStreamError(error) && [error.reason, error.event?.data]).toEqual(['event', 'overloaded']);
  expect(JSON.stringify(error)).not.toContain('overloaded');
  expect(await read(2)).toEqual(['1', 'overloaded']);
  expect(server.requests).toHaveLength(3);
  await expect.poll(() => server.open).toBe(0);
});

test('an event that is skipped is not the first one', async () => {
  await using server = await serveStreams('plain', ({ number, begin, response }) => {
    begin();
    response.end(
      `event: ping\ndata: x\n\n${number === 1 ? 'event: error\ndata: x\n\n' : 'event: a\ndata: 1\n\n'}`,
    );
  });
  const any: StandardSchema = {
    '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
  };
  const retryEvent = ({ type }: ServerSentEvent): boolean => type === 'error';
  const stream = events(server.client(), '/chat', { data: { a: any }, retryEvent, reconnect: quick });
  expect(await collect(stream, ({ data }) => data)).toEqual([1]);
  expect(server.requests).toHaveLength(2);
});

test('each connection has fresh headers and credentials', async () => {
  const count = counting(6, 2, ({ reset }) => reset());
  const used = new Set<string | undefined>();
  await using server = await serveStreams('plain', (exchange) => {
    const { authorization } = exchange.request.headers;
    // Each token is good for one connection.
    if (used.has(authorization)) return void exchange.response.writeHead(401).end();
    used.add(authorization);
    return count(exchange);
  });
  let tokens = 0;
  let calls = 0;
  const api = server.client({ plugins: [bearer({ token: () => `t${++tokens}` })] });
  const headers = (): { 'x-call': string } => ({ 'x-call': String(++calls) });
  await collect(events(api, '/feed', { headers, reconnect: quick }));
  expect([...used]).toEqual(['Bearer t1', 'Bearer t2', 'Bearer t3']);
  expect(server.requests.at(-1)?.headers['x-call']).toBe(String(server.requests.length));
});

test('the stream continues after a given id, which may have any characters; resumption is by what was given', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    begin();
    await write(`id: näch-${number}\ndata: 1\n\ndata: 2\n\n`);
    if (number === 1) response.destroy();
    else response.end();
  });
  const stream = events(server.client(), '/feed', { lastEventId: 'schön ✓', reconnect: quick });
  const ids: string[] = [];
  expect(stream.lastEventId).toBe('schön ✓');
  for await (const { id } of stream) {
    ids.push(id);
    expect(stream.lastEventId).toBe(id);
    expect(stream.response?.status).toBe(200);
  }
  expect(ids).toEqual(['näch-1', 'näch-1', 'näch-2', 'näch-2']);
  const sent = server.requests.map(({ headers }) =>
    Buffer.from(headers['last-event-id'] as string, 'latin1'),
  );
  expect(sent.map(String)).toEqual(['schön ✓', 'näch-1']);
});

test('an idle stream is opened again', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    begin();
    await write(`id: ${number}\ndata: ${number}\n\n`);
    if (number === 3) return void response.end();
    while (!response.destroyed) {
      await write(': keep-alive\n');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
  const options = { reconnect: quick, idleTimeout: 100 };
  const seen = await collect(events(server.client(), '/feed', options), ({ data }) => data);
  expect(seen).toEqual(['1', '2', '3']);
});

test.each(WIRES)('only the stated limits end a quiet stream (%s)', async (wire) => {
  await using server = await serveStreams(wire, async ({ begin, write, response }) => {
    begin();
    await write('data: 1\n\n');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await write('data: 2\n\n');
    response.end();
  });
  // Every limit of the client is far below the silence.
  const limits = { attempt: 100, body: 100, total: 100 };
  const api = server.client({ timeout: limits, watchdog: { unread: 50 } });
  const seen: string[] = [];
  for await (const { data } of events(api, '/feed', { idleTimeout: 30_000 })) {
    seen.push(data);
    // Longer than the watchdog waits.
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  expect(seen).toEqual(['1', '2']);
});

test('limits of the call apply to each connection', async () => {
  await using server = await serveStreams('plain', ({ begin }) => begin());
  const api = server.client();
  for (const timeout of [80, { total: 80 }]) {
    const error = await caught(collect(events(api, '/feed', { timeout, reconnect: quick })));
    expect(isTimeoutError(error) && [error.phase, error.limit]).toEqual(['total', 80]);
  }
  expect(server.requests).toHaveLength(2);
});

test('one deadline over the whole stream, reconnects included', async () => {
  await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
    begin();
    await write(`id: ${number}\ndata: x\n\n`);
    response.destroy();
  });
  const stream = events(server.client(), '/feed', {
    deadline: 200,
    reconnect: { ...quick, limit: Infinity },
  });
  const error = await caught(collect(stream));
  expect(isTimeoutError(error) && error.message).toMatch(/deadline: the stream did not end within 200 ms/);
  expect(server.requests.length).toBeGreaterThan(1);
});

test('a client without the plugins that set limits works too', async () => {
  await using server = await serveStreams(
    'plain',
    counting(4, 2, ({ reset }) => reset()),
  );
  const api = createCoreClient({ transport: undiciTransport({ pool: {} }), baseUrl: server.url });
  const seen = await collect(events(api, '/feed', { reconnect: quick }), ({ data }) => data);
  expect(seen).toEqual(upTo(4));
  await api.close();
});

test.each(['connecting', 'waiting', 'reading'] as const)(
  'an abort or a close while %s settles at once and frees everything',
  async (phase) => {
    await using server = await serveStreams('plain', async ({ number, begin, write, response }) => {
      if (phase === 'connecting' && number > 1) return;
      begin();
      await write('id: 1\ndata: 1\n\n');
      if (phase !== 'reading') response.destroy();
    });
    const api = server.client({ retry: false });
    for (const how of ['abort', 'close'] as const) {
      const before = server.requests.length;
      const control = new AbortController();
      const delay = phase === 'waiting' ? 60_000 : 1;
      const reconnect = { minDelay: delay, maxDelay: delay };
      const stream = events(api, '/feed', { signal: control.signal, reconnect });
      const iterator = stream[Symbol.asyncIterator]();
      const isFirst = before === 0 || phase !== 'connecting';
      if (isFirst) expect((await iterator.next()).value?.data).toBe('1');
      const pending = iterator.next();
      const expected = before + (phase === 'connecting' && isFirst ? 2 : 1);
      await expect.poll(() => server.requests.length).toBe(expected);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const reason = new Error('enough');
      if (how === 'abort') {
        control.abort(reason);
        expect(await caught(pending)).toBe(reason);
      } else {
        stream.close();
        expect(await pending).toEqual({ done: true, value: undefined });
      }
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
      expect(api.stats().calls.inFlight).toBe(0);
      await expect.poll(() => server.open).toBe(0);
    }
  },
);

test('an abort ends a stream whose events have arrived already', async () => {
  await using server = await serveStreams('plain', async ({ begin, write }) => {
    begin();
    await write('data: 1\n\ndata: 2\n\n');
  });
  const control = new AbortController();
  const error = await caught(
    (async () => {
      for await (const { data } of events(server.client(), '/feed', { signal: control.signal })) {
        expect(data).toBe('1');
        control.abort();
      }
    })(),
  );
  expect(error).toBe(control.signal.reason);
});

test('nothing is sent before the first next()', async () => {
  await using server = await serveStreams('plain', ({ begin }) => begin());
  const api = server.client();
  const stream = events(api, '/feed');
  stream.close();
  expect(await collect(stream)).toEqual([]);
  expect(api.stats().calls.started).toBe(0);
});

test.each([
  [{ reconnect: { limit: -1 } }, /'options.reconnect.limit'/],
  [{ reconnect: true }, /'options.reconnect' must be an object/],
  [{ reconnect: { retries: 1 } }, /unknown option 'options.reconnect.retries'/],
  [{ lastEventId: 5 }, /'options.lastEventId' must be a string/],
  [{ retryEvent: true }, /'options.retryEvent' must be a function/],
  [{ deadline: 0 }, /'options.deadline'/],
  [{ method: 5 }, /'method' must be a string/],
  [{ signal: 5 }, /'signal' must be an AbortSignal/],
  [{ throwHttpErrors: false }, /'throwHttpErrors' must be absent or true/],
])('bad options are refused: %j', async (options, message) => {
  await using server = await serveStreams('plain', ({ begin }) => begin());
  expect(() => events(server.client(), '/feed', options as never)).toThrow(message);
});

test('an unknown option is refused by the client; a value that is not a client is refused', async () => {
  await using server = await serveStreams('plain', ({ begin }) => begin());
  const error = await caught(collect(events(server.client(), '/feed', { tiemout: 5 } as never)));
  expect(isOptionError(error)).toBe(true);
  expect(() => events(fetch as never, '/feed')).toThrow(/'client' must be a client/);
});

test('a signal that many streams share keeps no listener of those that are over', async () => {
  await using server = await serveStreams(
    'plain',
    counting(6, 2, ({ reset }) => reset()),
  );
  const api = server.client();
  const { signal } = new AbortController();
  for (let round = 0; round < 3; round++) {
    await collect(events(api, '/feed', { signal, reconnect: quick }));
    for await (const _ of events(api, '/feed', { signal, reconnect: quick })) break;
  }
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a consumer that stops asking stops the server', async () => {
  let written = 0;
  await using server = await serveStreams('plain', async ({ begin, response, closed }) => {
    begin();
    const piece = `data: ${'x'.repeat(1000)}\n\n`;
    const pump = (): void => {
      while (!response.destroyed && response.write(piece)) written += piece.length;
      if (!response.destroyed) response.once('drain', () => setImmediate(pump));
    };
    pump();
    await closed;
  });
  const stream = events(server.client(), '/feed');
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  let before = -1;
  // What the sockets of both sides hold.
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(written).toBeLessThan(20_000_000);
  stream.close();
  await expect.poll(() => server.open).toBe(0);
});

test('an id that no header can carry is not sent: the stream cannot be continued by it', async () => {
  await using server = await serveStreams('plain', async ({ begin, write, reset }) => {
    begin();
    await write('id: a\u0001b\ndata: 1\n\n');
    reset();
  });
  const api = server.client();
  const error = await caught(collect(events(api, '/feed', { reconnect: quick })));
  expect(isNetworkError(error)).toBe(true);
  expect(server.requests).toHaveLength(1);
  const limited = { ...quick, limit: 1, withoutId: true };
  let seen = 0;
  await caught(
    (async () => {
      for await (const { id } of events(api, '/feed', { reconnect: limited })) {
        expect(id).toBe('a\u0001b');
        if (++seen === 2) break;
      }
    })(),
  );
  expect(seen).toBe(2);
  expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
