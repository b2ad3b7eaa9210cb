// Values that a declaration marks as secret do not appear in messages, issues, JSON, logs or channels.
import diagnostics_channel from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { isSchemaError } from '@sluice/core';
import { gotTransport } from '@sluice/got';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { metaOf, op, type Drift } from '../../src/index.ts';
import { apiOf, failure, originOf } from '../setup.ts';

const SECRET = 'hunter2';
/** A schema whose issues quote the value. */
const quoting = z
  .string()
  .refine((value) => value !== SECRET, { error: ({ input }) => `bad value ${String(input)}` });

/** Everything that an error shows. */
function shown(error: unknown): string {
  const parts: unknown[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause)
    parts.push(
      String(one),
      one.stack,
      inspect(one, { depth: 9, showHidden: true }),
      JSON.stringify(one),
      (one as { issues?: unknown }).issues,
    );
  return inspect(parts, { depth: 9 }) + JSON.stringify(metaOf(error));
}

describe('a value marked as secret', () => {
  test('in the path is in no message, log line or channel', async () => {
    const origin = await originOf();
    origin.on('/*').reply(500, { headers: { 'x-request-id': 'r' } });
    const lines: unknown[] = [];
    const log = (...line: unknown[]): void => void lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    const reset = op('POST /reset-password/{token}', {
      ok: { 204: z.undefined() },
      secret: { params: ['token'] },
    });
    const api = apiOf(origin, { reset }, { logger });
    const messages: unknown[] = [];
    const onMessage = (message: unknown): void => void messages.push(message);
    const channels = [
      'sluice:call:start',
      'sluice:call:end',
      'sluice:call:error',
      'sluice:attempt',
      'sluice:attempt:start',
    ];
    for (const channel of channels) diagnostics_channel.subscribe(channel, onMessage);
    const error = await failure(api.reset({ params: { token: SECRET } }));
    const settled = await api.reset({ params: { token: SECRET } }).settled();
    for (const channel of channels) diagnostics_channel.unsubscribe(channel, onMessage);
    expect(origin.seen()[0]?.target).toBe(`/reset-password/${SECRET}`);
    expect(messages.length).toBeGreaterThan(3);
    expect(lines.length).toBeGreaterThan(1);
    const all =
      shown(error) +
      inspect([lines, messages], { depth: 9 }) +
      JSON.stringify([lines, messages]) +
      JSON.stringify(settled.meta);
    expect(all).not.toContain(SECRET);
    expect(error.message).toContain('/reset-password/…');
  });

  test.each([
    ['the default transport', undefined],
    ['got', () => gotTransport({ pool: {} })],
  ])('in the path is in no error of a connection, over %s', async (_name, transport) => {
    const origin = await originOf();
    origin.on('/*').fault({ do: 'reset', at: 'head' }, { first: 1 });
    origin.on('/*').fault({ do: 'stall', at: 'head' }, { nth: 2 });
    const use = op('POST /use-token/{token}', { ok: { 204: z.undefined() }, secret: { params: ['token'] } });
    const carried = transport === undefined ? {} : { transport: transport() };
    const api = apiOf(origin, { use }, { ...carried, timeout: { attempt: 300 } });
    for (const name of ['NetworkError', 'TimeoutError']) {
      const error = await failure(api.use({ params: { token: SECRET } }));
      expect(error.name).toBe(name);
      expect(error.message).toContain('/use-token/…');
      expect(shown(error) + inspect(error.attempts, { depth: 9 })).not.toContain(SECRET);
    }
    expect(origin.seen()).toHaveLength(2);
  });

  test('in the body sent is in no issue', async () => {
    const origin = await originOf();
    const body = z.object({
      user: z.string(),
      card: z.object({ number: quoting }),
      list: z.array(z.object({ pin: quoting })),
    });
    const operation = (marks: string[]) =>
      op('POST /pay', { body, ok: { 204: z.undefined() }, secret: { body: marks } });
    const given = { user: 'ada', card: { number: SECRET }, list: [{ pin: SECRET }] };
    const marked = await failure(
      apiOf(origin, { pay: operation(['card.number', 'list.*.pin']) }).pay({ body: given }),
    );
    expect(shown(marked)).not.toContain(SECRET);
    expect(marked.message).toBe(
      "option 'body' does not match the schema of the operation at card.number, list[0].pin",
    );
    const parent = await failure(apiOf(origin, { pay: operation(['card', 'list']) }).pay({ body: given }));
    expect(shown(parent)).not.toContain(SECRET);
    // Without marks the issue quotes the value, so that the test can fail; the message still does not.
    const open = await failure(apiOf(origin, { pay: operation([]) }).pay({ body: given }));
    expect(isSchemaError(open.cause) && JSON.stringify(open.cause.issues)).toContain(SECRET);
    expect(open.message).not.toContain(SECRET);
    expect(JSON.stringify(open)).not.toContain(SECRET);
    expect(origin.stats().requests).toBe(0);
  });

  test('in an answer appears in no issue, thrown or reported', async () => {
    const origin = await originOf();
    origin.on('/me').reply(200, { json: { id: 1, tokens: [{ value: SECRET }] } });
    const me = op('GET /me', {
      ok: { 200: z.object({ id: z.string(), tokens: z.array(z.object({ value: quoting })) }) },
      secret: { response: ['tokens.*.value'] },
    });
    const error = await failure(apiOf(origin, { me }).me());
    expect(isSchemaError(error) && error.issues).toHaveLength(2);
    expect(shown(error)).not.toContain(SECRET);
    const drifts: Drift[] = [];
    const published: unknown[] = [];
    const onMessage = (message: unknown): void => void published.push(message);
    diagnostics_channel.subscribe('sluice:sdk:drift', onMessage);
    const api = apiOf(origin, { me }, { drift: 'report', onDrift: (drift) => void drifts.push(drift) });
    expect(await api.me()).toEqual({ id: 1, tokens: [{ value: SECRET }] });
    diagnostics_channel.unsubscribe('sluice:sdk:drift', onMessage);
    expect(drifts).toHaveLength(1);
    expect(published).toMatchObject([
      { operation: 'me', route: 'GET /me', what: 'status 200', issues: { length: 2 } },
    ]);
    expect(inspect([drifts, published], { depth: 9 })).not.toContain(SECRET);
  });

  test('in a query or a header is not shown either, without a mark', async () => {
    const origin = await originOf();
    origin.on('/q').reply(400);
    const get = op('GET /q', {
      query: z.object({ key: z.string() }),
      headerParams: z.object({ 'x-key': z.string() }),
      ok: { 200: z.unknown() },
    });
    const error = await failure(
      apiOf(origin, { get }).get({ query: { key: SECRET }, headers: { 'x-key': SECRET } }),
    );
    expect(origin.seen()[0]?.target).toContain(SECRET);
    expect(inspect(error) + JSON.stringify(error) + JSON.stringify(metaOf(error)?.url)).not.toContain(SECRET);
  });
});
