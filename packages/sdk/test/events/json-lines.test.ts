// Tests of JSON lines, in any chunks and on every wire.
import fc from 'fast-check';
import {
  isBodyError,
  isHttpError,
  isNetworkError,
  isSchemaError,
  isTimeoutError,
  type StandardSchema,
} from '@sluice/core';
import { expect, test } from 'vitest';
import { isEventStreamError } from '../../src/events/event-stream-error.ts';
import { JsonLineParser } from '../../src/events/json-line-parser.ts';
import { jsonLines, readJsonLines } from '../../src/events/json-lines.ts';
import { caught, collect } from '../support/collect.ts';
import { serveStreams, WIRES } from '../support/stream-server.ts';

test('any values in any chunks, with any ends of lines', () => {
  const end = fc.constantFrom('\n', '\r\n', '\n\n', ' \n', '\n \t\r\n');
  const value = fc.jsonValue({ noUnicodeString: false });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, end)),
      fc.array(fc.nat()),
      fc.boolean(),
      fc.constantFrom('', '\u001e'),
      (values, places, isCutAtEnd, separator) => {
        const text = values.map(([value, end]) => separator + JSON.stringify(value) + end).join('');
        const bytes = Buffer.from(isCutAtEnd ? text.trimEnd() : text);
        const parser = new JsonLineParser(1_000_000);
        const lines: string[] = [];
        const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
        for (const [index, start] of [0, ...at].entries())
          parser.push(bytes.subarray(start, at[index]), lines);
        parser.end(lines);
        expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
          values.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test.each(WIRES)('values arrive one by one (%s)', async (wire) => {
  const next: (() => void)[] = [];
  await using server = await serveStreams(wire, async ({ response, write, request }) => {
    expect(request.headers.accept).toBe('application/x-ndjson, application/jsonl');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (let n = 1; n <= 3; n++) {
      await write(`{"n":${n}}${n === 3 ? '' : '\n'}`);
      if (n < 3) await new Promise<void>((resolve) => next.push(resolve));
    }
    response.end();
  });
  const api = server.client({ timeout: { body: 30_000 } });
  const seen: unknown[] = [];
  for await (const value of jsonLines(api, '/rows')) {
    seen.push(value);
    next.shift()?.();
  }
  expect(seen).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});

test.each(WIRES)(
  'a cut stream is an error, after its values; leaving frees the connection (%s)',
  async (wire) => {
    await using server = await serveStreams(wire, async ({ response, write, request }) => {
      await write('1\n2\n3');
      if (request.url === '/cut') response.destroy();
    });
    const api = server.client();
    const seen: unknown[] = [];
    const error = await caught(
      (async () => {
        for await (const value of jsonLines(api, '/cut')) seen.push(value);
      })(),
    );
    expect(isNetworkError(error) || isBodyError(error)).toBe(true);
    expect(seen).toEqual([1, 2]);
    for await (const value of jsonLines(api, '/open')) {
      expect(value).toBe(1);
      break;
    }
    expect(api.stats().calls.inFlight).toBe(0);
    await expect.poll(() => server.open).toBe(0);
  },
);

test.each(['connecting', 'reading'] as const)('close() while %s settles a pending next()', async (phase) => {
  await using server = await serveStreams('plain', async ({ write }) => {
    if (phase === 'reading') await write('1\n');
  });
  const api = server.client();
  const stream = jsonLines(api, '/rows');
  const values = stream[Symbol.asyncIterator]();
  if (phase === 'reading') expect(await values.next()).toEqual({ done: false, value: 1 });
  const pending = values.next();
  await expect.poll(() => server.requests.length).toBe(1);
  stream.close();
  expect(await pending).toEqual({ done: true, value: undefined });
  await expect.poll(() => server.open).toBe(0);
  expect(api.stats().calls.inFlight).toBe(0);
});

test('bad lines, long lines, silence and values that do not match are errors that quote nothing', async () => {
  await using server = await serveStreams('plain', async ({ request, response, write }) => {
    await write('{"n":1}\n');
    if (request.url === '/bad') await write('secret\n');
    else if (request.url === '/long') await write('9'.repeat(100));
    else if (request.url === '/schema') await write('{"n":"secret"}\n');
    else {
      while (!response.destroyed) {
        await write('\n');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  });
  const schema: StandardSchema<unknown, number> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) => {
        const { n } = value as { n: unknown };
        return typeof n === 'number' ? { value: n } : { issues: [{ message: 'bad' }] };
      },
    },
  };
  const api = server.client();
  const read = async (path: string): Promise<[seen: unknown[], error: unknown]> => {
    const seen: unknown[] = [];
    const rows = jsonLines(api, path, { schema, maxLineBytes: 50, idleTimeout: 100 });
    const error = await caught(
      (async () => {
        for await (const value of rows) seen.push(value);
      })(),
    );
    expect(String(error)).not.toContain('secret');
    expect(seen).toEqual([1]);
    return [seen, error];
  };
  const [, bad] = await read('/bad');
  expect(isBodyError(bad) && bad.code).toBe('ERR_SLUICE_BODY_DECODE');
  const [, long] = await read('/long');
  expect(isBodyError(long) && long.code).toBe('ERR_SLUICE_BODY_LIMIT');
  const [, mismatch] = await read('/schema');
  expect(isSchemaError(mismatch)).toBe(true);
  const [, idle] = await read('/idle');
  expect(isTimeoutError(idle)).toBe(true);
  await expect.poll(() => server.open).toBe(0);
});

test('the lines of any response are read; bad options are refused', async () => {
  await using server = await serveStreams('plain', ({ response }) => response.end('1\n[2]\n'));
  const api = server.client();
  expect(await collect(readJsonLines(await api.get('/')))).toEqual([1, [2]]);
  expect(await collect(readJsonLines(await api.fetch(server.url)))).toEqual([1, [2]]);
  expect(await collect(readJsonLines(await api.get('/').buffered()))).toEqual([1, [2]]);
  expect(() => jsonLines(api, '/', { schema: {} as never })).toThrow(
    /'options.schema' must be a Standard Schema/,
  );
  expect(() => jsonLines(api, '/', { maxLineBytes: 0 })).toThrow(/'options.maxLineBytes'/);
  expect(() => jsonLines(api, '/', { idleTimeout: -1 })).toThrow(/'options.idleTimeout'/);
  expect(() => jsonLines(api, '/', { signal: 5 as never })).toThrow(/'signal' must be an AbortSignal/);
});

test('the body of an error is not read as lines', async () => {
  await using server = await serveStreams('plain', ({ response }) =>
    response.writeHead(500).end('{"error":1}\n'),
  );
  const api = server.client({ retry: false, throwHttpErrors: false });
  const error = await caught(collect(jsonLines(api, '/')));
  expect(isHttpError(error) && error.status).toBe(500);
  const read = await caught(collect(readJsonLines(await api.get('/'))));
  expect(isEventStreamError(read) && read.message).toMatch(/expected JSON lines; got the status 500/);
  expect(() => jsonLines(api, '/', { throwHttpErrors: false })).toThrow(
    /'throwHttpErrors' must be absent or true/,
  );
  await expect.poll(() => api.stats().calls.inFlight).toBe(0);
});
