// Tests of event streams on a single response, on every wire.
import zlib from 'node:zlib';
import {
  isBodyError,
  isNetworkError,
  isSchemaError,
  isTimeoutError,
  type StandardSchema,
} from '@sluice/core';
import { expect, test } from 'vitest';
import { isEventStreamError } from '../../src/events/event-stream-error.ts';
import { readEvents } from '../../src/events/read-events.ts';
import { caught, collect } from '../support/collect.ts';
import { serveStreams, WIRES } from '../support/stream-server.ts';

test.each(WIRES)('events arrive one by one, in order (%s)', async (wire) => {
  const next: (() => void)[] = [];
  await using server = await serveStreams(wire, async ({ begin, write, response }) => {
    begin();
    for (let number = 1; number <= 3; number++) {
      await write(`id: ${number}\nevent: step\ndata: ${number}\n\n`);
      await new Promise<void>((resolve) => next.push(resolve));
    }
    response.end();
  });
  const api = server.client();
  const seen: unknown[] = [];
  const stream = readEvents(await api.get('/events'));
  for await (const event of stream) {
    seen.push(event);
    expect(stream.lastEventId).toBe(String(seen.length));
    next.shift()?.();
  }
  expect(seen).toEqual(
    [1, 2, 3].map((number) => ({ type: 'step', data: String(number), id: String(number) })),
  );
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test('the responses of client.fetch and read responses are read too', async () => {
  await using server = await serveStreams('plain', ({ begin, response }) => {
    begin();
    response.end('data: 1\n\ndata: 2\n\n');
  });
  const api = server.client();
  const dataOf = async (response: Parameters<typeof readEvents>[0]): Promise<string[]> =>
    collect(readEvents(response), ({ data }) => data);
  expect(await dataOf(await api.fetch(`${server.url}/events`))).toEqual(['1', '2']);
  expect(await dataOf(await api.get('/events').buffered())).toEqual(['1', '2']);
});

test('a response of client.fetch that was read already is refused', async () => {
  await using server = await serveStreams('plain', ({ begin, response }) => {
    begin();
    response.end('data: 1\n\n');
  });
  const fetched = await server.client().fetch(`${server.url}/events`);
  await fetched.text();
  expect(() => readEvents(fetched)).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_BODY_USED' }));
});

test.each(['gzip', 'br', 'zstd'] as const)(
  'a compressed stream gives its events at once (%s)',
  async (coding) => {
    const release = Promise.withResolvers<void>();
    await using server = await serveStreams('plain', async ({ begin, response }) => {
      begin({ 'content-encoding': coding });
      const coder =
        coding === 'gzip'
          ? zlib.createGzip()
          : coding === 'br'
            ? zlib.createBrotliCompress()
            : zlib.createZstdCompress();
      coder.pipe(response);
      coder.write('data: 1\n\n');
      coder.flush();
      await release.promise;
      coder.end('data: 2\n\n');
    });
    const seen: string[] = [];
    for await (const { data } of readEvents(await server.client().get('/events'))) {
      seen.push(data);
      release.resolve();
    }
    expect(seen).toEqual(['1', '2']);
  },
);

test.each(WIRES)('leaving the loop gives the connection back at once (%s)', async (wire) => {
  await using server = await serveStreams(wire, async ({ begin, write, response }) => {
    begin();
    // Endless.
    while (!response.destroyed) await write(`data: ${'x'.repeat(1000)}\n\n`);
  });
  // A drain would go on for a minute.
  const api = server.client({ drain: { bytes: Infinity, time: 60_000 } });
  for await (const { data } of readEvents(await api.get('/events'))) {
    expect(data).toHaveLength(1000);
    break;
  }
  expect(api.stats().calls.inFlight).toBe(0);
  expect(api.stats().plugins.gate.running).toBe(0);
  await expect.poll(() => server.open).toBe(0);
});

test.each(WIRES)('return() and close() settle a pending next() (%s)', async (wire) => {
  await using server = await serveStreams(wire, ({ begin }) => begin());
  const api = server.client();
  for (const leave of ['return', 'close', 'dispose'] as const) {
    const stream = readEvents(await api.get('/events'));
    const events = stream[Symbol.asyncIterator]();
    const pending = [events.next(), events.next()];
    if (leave === 'return') await events.return?.();
    else if (leave === 'close') stream.close();
    else await stream[Symbol.asyncDispose]();
    const done = { done: true, value: undefined };
    expect(await Promise.all(pending)).toEqual([done, done]);
    expect(await events.next()).toEqual(done);
  }
  expect(api.stats().calls.inFlight).toBe(0);
  await expect.poll(() => server.open).toBe(0);
});

test('a stream has one consumer', async () => {
  await using server = await serveStreams('plain', ({ begin }) => begin());
  const stream = readEvents(await server.client().get('/events'));
  void stream[Symbol.asyncIterator]();
  expect(() => stream[Symbol.asyncIterator]()).toThrow('already has a consumer');
  stream.close();
});

test('concurrent calls of next() are served in order', async () => {
  await using server = await serveStreams('plain', ({ begin, response }) => {
    begin();
    response.end('data: 1\n\ndata: 2\n\ndata: 3\n\n');
  });
  const events = readEvents(await server.client().get('/events'))[Symbol.asyncIterator]();
  const results = await Promise.all([1, 2, 3, 4].map(() => events.next()));
  expect(results.map(({ value }) => value?.data)).toEqual(['1', '2', '3', undefined]);
});

test.each([
  ['text/html', '<html>', 200, /expected an event stream.*got text\/html \(status 200\)/],
  [undefined, 'data: 1\n\n', 200, /got no content-type \(status 200\)/],
  ['text/event-streams', '', 200, /got text\/event-streams/],
  ['text/event-stream', 'data: 1\n\n', 404, /got text\/event-stream \(status 404\)/],
])('a response of %s is refused', async (type, body, status, message) => {
  await using server = await serveStreams('plain', ({ response }) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type });
    response.end(body);
  });
  const api = server.client();
  const response = await api.get('/page?key=secret', { throwHttpErrors: false });
  let error: unknown;
  try {
    readEvents(response);
  } catch (thrown) {
    error = thrown;
  }
  expect(isEventStreamError(error) && error.reason).toBe('response');
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).toMatch(/^GET http:.*page\?key=…:/);
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test.each(['text/event-stream', 'Text/Event-Stream; charset=utf-8', ' text/event-stream ;x'])(
  'the content-type %j is accepted',
  async (type) => {
    await using server = await serveStreams('plain', ({ begin, response }) => {
      begin({ 'content-type': type });
      response.end('data: 1\n\n');
    });
    expect(await collect(readEvents(await server.client().get('/events')))).toHaveLength(1);
  },
);

test('a 204 is an empty stream', async () => {
  await using server = await serveStreams('plain', ({ response }) => response.writeHead(204).end());
  expect(await collect(readEvents(await server.client().get('/events')))).toEqual([]);
});

test.each(WIRES)('a stream that breaks is an error, after its events (%s)', async (wire) => {
  await using server = await serveStreams(wire, async ({ begin, write, reset, number, response }) => {
    begin();
    await write('data: 1\n\ndata: 2');
    if (number === 1) reset();
    else response.destroy();
  });
  const api = server.client();
  for (let round = 0; round < 2; round++) {
    const seen: string[] = [];
    const error = await caught(
      (async () => {
        for await (const { data } of readEvents(await api.get('/events'))) seen.push(data);
      })(),
    );
    expect(isNetworkError(error) || isBodyError(error), String(error)).toBe(true);
    expect(seen).toEqual(['1']);
  }
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test('the sentinel ends the stream, is not given, and keeps the connection', async () => {
  await using server = await serveStreams('plain', async ({ begin, write, response }) => {
    begin();
    await write('data: 1\n\ndata: [DONE]\n\n');
    setTimeout(() => response.end('data: after\n\n'), 5);
  });
  const api = server.client();
  for (let round = 0; round < 3; round++) {
    const events = await collect(readEvents(await api.get('/events'), { sentinel: '[DONE]' }));
    expect(events.map(({ data }) => data)).toEqual(['1']);
    await expect.poll(() => api.stats().calls.inFlight).toBe(0);
  }
  const sockets = new Set(server.requests.map(({ socket }) => socket));
  expect(sockets.size).toBe(1);
});

test('a stream that ends without its sentinel fails', async () => {
  await using server = await serveStreams('plain', ({ begin, response }) => {
    begin();
    response.end('event: stop\ndata: 1\n\n');
  });
  const api = server.client();
  const stream = readEvents(await api.get('/events'), { sentinel: ({ type }) => type === 'end' });
  const error = await caught(collect(stream));
  expect(isEventStreamError(error) && error.reason).toBe('ended');
  const complete = readEvents(await api.get('/events'), { sentinel: ({ type }) => type === 'stop' });
  expect(await collect(complete)).toEqual([]);
});

test('an event that is too long ends the stream, after the events before it', async () => {
  await using server = await serveStreams('plain', async ({ begin, write, response }) => {
    begin();
    await write(`data: 1\n\ndata: ${'x'.repeat(50)}`);
    while (!response.destroyed) await write('x'.repeat(1000));
  });
  const api = server.client();
  const seen: string[] = [];
  const error = await caught(
    (async () => {
      for await (const { data } of readEvents(await api.get('/events'), { maxEventBytes: 40 }))
        seen.push(data);
    })(),
  );
  expect(isBodyError(error) && error.code).toBe('ERR_SLUICE_BODY_LIMIT');
  expect(seen).toEqual(['1']);
  expect(api.stats().calls.inFlight).toBe(0);
  await expect.poll(() => server.open).toBe(0);
});

const number: StandardSchema<unknown, { readonly n: number }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: async (value) => {
      const { n } = value as { n: unknown };
      return typeof n === 'number'
        ? { value: { n: n * 10 } }
        : { issues: [{ message: `no ${String(n)}`, path: ['n'] }] };
    },
  },
};

test('data is parsed as JSON, and validated', async () => {
  await using server = await serveStreams('plain', ({ begin, response, request }) => {
    begin();
    response.end(
      `data: {"n":\ndata: 1}\n\ndata: ${request.url === '/bad' ? '{"n":"secret"}' : '{"n":2}'}\n\n`,
    );
  });
  const api = server.client();
  const read = async (path: string, data: 'json' | typeof number): Promise<unknown[]> =>
    collect(readEvents(await api.get(path), { data }), (event) => event.data);
  expect(await read('/', 'json')).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await read('/', number)).toEqual([{ n: 10 }, { n: 20 }]);
  const error = await caught(read('/bad', number));
  expect(isSchemaError(error) && error.message).toMatch(/^GET .* at n$/);
  expect(JSON.stringify(error)).not.toContain('secret');
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test('data is validated by the schema of the type of its event; events of other types are skipped', async () => {
  await using server = await serveStreams('plain', ({ begin, response, request }) => {
    begin();
    const odd = 'event: toString\ndata: x\n\n: ping\n\nid: 7\nevent: ping\ndata: no JSON\n\n';
    const last = request.url === '/bad' ? 'event: b\ndata: {"n":"secret"}\n\n' : '';
    response.end(
      `event: a\ndata: {"n":1}\n\n${odd}event: b\ndata: {"n":2}\n\n${last}event: ping\nid: 8\ndata:\n\n`,
    );
  });
  const api = server.client();
  const schemas = { a: number, b: number };
  const stream = readEvents(await api.get('/'), { data: schemas });
  expect(await collect(stream)).toEqual([
    { type: 'a', data: { n: 10 }, id: '' },
    { type: 'b', data: { n: 20 }, id: '7' },
  ]);
  // An event that was skipped is not to be sent again.
  expect(stream.lastEventId).toBe('8');
  expect(isSchemaError(await caught(collect(readEvents(await api.get('/bad'), { data: schemas }))))).toBe(
    true,
  );
});

test('data that is not JSON is an error that does not quote it', async () => {
  await using server = await serveStreams('plain', async ({ begin, write }) => {
    begin();
    await write('data: secret\n\n');
  });
  const api = server.client();
  const error = await caught(collect(readEvents(await api.get('/events'), { data: 'json' })));
  expect(isBodyError(error) && error.code).toBe('ERR_SLUICE_BODY_DECODE');
  expect(String(error)).not.toContain('secret');
  expect(api.stats().calls.inFlight).toBe(0);
});

test.each(WIRES)('comments keep a stream alive only with commentsKeepAlive (%s)', async (wire) => {
  await using server = await serveStreams(wire, async ({ begin, write, response }) => {
    begin();
    await write('data: 1\n\n');
    for (let count = 0; !response.destroyed; count++) {
      await write(count % 2 === 0 ? ': keep-alive\n\n' : '\n');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });
  const api = server.client();
  const seen: string[] = [];
  const read = async (commentsKeepAlive: boolean): Promise<void> => {
    const response = await api.get('/events', { timeout: commentsKeepAlive ? { total: 600 } : {} });
    for await (const { data } of readEvents(response, { idleTimeout: 150, commentsKeepAlive }))
      seen.push(data);
  };
  const error = await caught(read(false));
  expect(isTimeoutError(error) && error.message).toMatch(/idleTimeout: nothing but comments.* within 150 ms/);
  await expect.poll(() => server.open).toBe(0);
  const kept = await caught(read(true));
  expect(isTimeoutError(kept) && kept.phase).toBe('total');
  expect(seen).toEqual(['1', '1']);
});

test('the bytes of one long event keep a stream alive', async () => {
  await using server = await serveStreams('plain', async ({ begin, write, response }) => {
    begin();
    await write('data: ');
    for (let count = 0; count < 30; count++) {
      await write('x');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    response.end('\n\n');
  });
  const response = await server.client().get('/events');
  const [event] = await collect(readEvents(response, { idleTimeout: 300 }));
  expect(event?.data).toBe('x'.repeat(30));
});

test('a consumer may take longer than the idle limit', async () => {
  await using server = await serveStreams('plain', async ({ begin, write }) => {
    begin();
    await write('data: 1\n\n');
    await write('data: 2\n\n');
  });
  const stream = readEvents(await server.client().get('/events'), { idleTimeout: 100 });
  for await (const { data } of stream) {
    if (data === '2') break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
});

test.each([
  [{ idle: 5 }, /unknown option 'options.idle'.*idleTimeout/],
  [{ data: 'xml' }, /'text', 'json', a Standard Schema, or an object of schemas/],
  [{ data: {} }, /an object of schemas by type of event/],
  [{ data: { a: 5 } }, /'options.data.a' must be a Standard Schema/],
  [{ sentinel: 5 }, /'options.sentinel' must be a string/],
  [{ idleTimeout: 0 }, /'options.idleTimeout'/],
  [{ maxEventBytes: 0 }, /'options.maxEventBytes'/],
  [{ commentsKeepAlive: 'yes' }, /'options.commentsKeepAlive'/],
  [{ reconnect: {} }, /unknown option 'options.reconnect'/],
])('bad options are refused: %j', async (options, message) => {
  await using server = await serveStreams('plain', ({ begin, response }) => {
    begin();
    response.end();
  });
  const response = await server.client().get('/events');
  expect(() => readEvents(response, options as never)).toThrow(message);
  // The response is untouched.
  expect(await response.text()).toBe('');
});
