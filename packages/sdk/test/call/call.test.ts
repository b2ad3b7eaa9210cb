// Calls of declared operations: what is sent, what is returned, and when.
import { inspect } from 'node:util';
import {
  HttpHeaders,
  HttpResponse,
  isHttpError,
  isOptionError,
  isSchemaError,
  type StandardSchema,
} from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { ResponseBody } from '@sluice/core/transport';
import type { SeenRequest } from '@sluice/fixtures';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  bytes,
  empty,
  file,
  form,
  fromPaths,
  json,
  metaOf,
  multipart,
  op,
  operationOf,
  stream,
  text,
} from '../../src/index.ts';
import { apiOf, failure, originOf } from '../setup.ts';

const User = z.object({ id: z.number(), name: z.string() });
const Problem = z.object({ message: z.string() });

describe('a call', () => {
  test('sends what it was given and returns the checked body', async () => {
    const origin = await originOf();
    origin.on('/teams/a%2Fb/users').reply(201, { json: { id: 7, name: 'Ada', more: true } });
    const api = apiOf(origin, {
      create: op('POST /teams/{team}/users', {
        query: z.object({ tag: z.array(z.string()), dry: z.boolean().default(false) }),
        headerParams: z.object({ 'x-tenant': z.string() }),
        body: z.object({ name: z.string(), born: z.date().transform((date) => date.getUTCFullYear()) }),
        ok: { 201: User },
      }),
    });
    const user = await api.create(
      {
        params: { team: 'a/b' },
        query: { tag: ['x', 'y'] },
        headers: { 'x-tenant': 't1' },
        body: { name: 'Ada', born: new Date('1815-12-10') },
      },
      { headers: { 'x-more': 'm' } },
    );
    expect(user).toEqual({ id: 7, name: 'Ada' });
    const [seen] = origin.seen();
    expect(seen).toMatchObject({ method: 'POST', target: '/teams/a%2Fb/users?tag=x&tag=y&dry=false' });
    expect(JSON.parse(String(seen?.text()))).toEqual({ name: 'Ada', born: 1815 });
    expect([seen?.header('x-tenant'), seen?.header('x-more'), seen?.header('accept')]).toEqual([
      't1',
      'm',
      'application/json',
    ]);
  });

  test.each([
    ['zod', z.object({ n: z.number() })],
    ['valibot', v.object({ n: v.number() })],
    ['arktype', type({ n: 'number' })],
  ] as const)('checks bodies with %s', async (_name, schema) => {
    const origin = await originOf();
    origin.on('/n').sequence({ status: 200, json: { n: 1 } }, { status: 200, json: { n: 'one' } });
    const api = apiOf(origin, { get: op('POST /n', { body: schema, ok: { 200: schema } }) });
    expect(await api.get({ body: { n: 2 } })).toEqual({ n: 1 });
    const drifted = await failure(api.get({ body: { n: 2 } }));
    expect(isSchemaError(drifted) && drifted.message).toMatch(
      /POST .*\/n: the body does not match its schema at n/,
    );
    const refused = await failure(api.get({ body: { n: 'x' } as never }));
    expect(isOptionError(refused) && refused.option).toBe('body');
    expect(origin.stats().requests).toBe(2);
  });

  test('is sent when it is awaited, and once', async () => {
    const origin = await originOf();
    origin.on('/u').reply(200, { json: { id: 1, name: 'a' } });
    const api = apiOf(origin, { get: op('GET /u', { ok: { 200: User } }) });
    const call = api.get();
    await new Promise((resolve) => setImmediate(resolve));
    expect(origin.stats().requests).toBe(0);
    const both = await Promise.all([call, call, call.settled(), call.finally(() => undefined)]);
    expect(both[0]).toBe(both[1]);
    expect(both[2]).toMatchObject({ ok: true, status: 200, body: { id: 1, name: 'a' } });
    expect(origin.stats().requests).toBe(1);
    expect(Object.prototype.toString.call(call)).toBe('[object OperationCall]');
    expect(inspect(call)).toBe("OperationCall { operation: 'get', route: 'GET /u' }");
  });

  test('reads its arguments when it is made', async () => {
    const origin = await originOf();
    origin.on('/u/*').reply(200, { json: { id: 1, name: 'a' } });
    const api = apiOf(origin, { get: op('GET /u/{id}', { ok: { 200: User } }) });
    const input = { params: { id: 1 } };
    const call = api.get(input);
    input.params = { id: 2 };
    await call;
    expect(origin.seen()[0]?.target).toBe('/u/1');
  });

  test('refuses a wrong argument before it is sent, as a rejection', async () => {
    const origin = await originOf();
    const api = apiOf(origin, {
      get: op('GET /u/{id}', { ok: { 200: User } }),
      list: op('GET /u', { ok: { 200: User } }),
    });
    for (const [call, named] of [
      [api.get({ params: { id: '..' } }), 'params.id'],
      [api.get({ parms: { id: 1 } } as never), 'parms'],
      [api.get({ params: { id: 1 } }, { timout: 1 } as never), 'timout'],
      [api.get({ params: { id: 1 }, body: {} } as never), 'body'],
      [api.get({ params: { id: 1 }, query: {} } as never), 'query'],
      [api.list({ params: { id: 1 } }), 'params'],
      [api.list({}, { timeout: -1 }), 'timeout.attempt'],
      [api.list({}, { client: { nope: 1 } as never }), 'nope'],
    ] as const) {
      const settled = await call.settled();
      expect(settled).toMatchObject({
        ok: false,
        status: 0,
        failure: { kind: 'refused', phase: 'before-send' },
      });
      const error = await failure(call);
      expect(isOptionError(error) && error.option).toBe(named);
      expect(metaOf(error)).toMatchObject({ attempts: [], status: undefined });
    }
    expect(origin.stats().requests).toBe(0);
  });

  test.each([
    [{ id: 1 }, "option 'id' is a parameter of the path: get({ params: { id } })"],
    [{ rest: 'a/b' }, "option 'rest' is a parameter of the path: get({ params: { rest } })"],
    [
      { params: { id: 1, rest: 'x' }, timeout: 1 },
      "option 'timeout' is an option of the call, in its second argument: get(input, { timeout })",
    ],
    [{ json: {} }, "unknown option 'json'; allowed: params, query, headers, body"],
  ])('says where the place of a misplaced argument is: %j', async (input, message) => {
    const origin = await originOf();
    const api = apiOf(origin, { get: op('GET /u/{id}/{+rest}', { ok: { 200: User } }) });
    const error = await failure(api.get(input as never));
    expect(isOptionError(error) && error.message).toBe(message);
    expect(origin.stats().requests).toBe(0);
  });

  test('throws an HttpError for an error status, with what is known of the call', async () => {
    const origin = await originOf();
    origin.on('/u/1').reply(404, { json: { message: 'no' }, headers: { 'x-request-id': 'r1' } });
    const api = apiOf(origin, { get: op('GET /u/{id}', { ok: { 200: User }, err: { 404: Problem } }) });
    const error = await failure(api.get({ params: { id: 1 } }, { tags: { team: 'x' } }));
    expect(isHttpError(error) && error.status).toBe(404);
    expect(metaOf(error)).toMatchObject({
      operation: 'get',
      status: 404,
      requestId: 'r1',
      tags: { team: 'x' },
    });
    expect(metaOf(error)?.attempts).toHaveLength(1);
    expect(metaOf(new Error('x'))).toBeUndefined();
  });
});

test('the stack of an error names the line that waits for the call', async () => {
  const origin = await originOf();
  origin.on('/u').reply(404);
  const api = apiOf(origin, { get: op('GET /u', { ok: { 200: User } }) });
  const loadUser = async (): Promise<unknown> => {
    const user = await api.get();
    return user;
  };
  expect((await failure(loadUser())).stack).toMatch(/at (async )?loadUser /);
});

describe('kinds', () => {
  test('of request bodies', async () => {
    const origin = await originOf();
    const bodies: [string, string | undefined][] = [];
    origin.on('/*').handle((request: SeenRequest) => {
      bodies.push([request.text(), request.header('content-type')]);
      return { status: 204 };
    });
    const ok = { 204: empty() };
    const api = apiOf(origin, {
      text: op('POST /text', { body: text(), ok }),
      csv: op('POST /csv', { body: text('text/csv'), ok }),
      bytes: op('POST /bytes', { body: bytes(), ok }),
      png: op('POST /png', { body: bytes('image/png'), ok }),
      form: op('POST /form', { body: form(z.object({ a: z.number(), b: z.array(z.string()) })), ok }),
      multipart: op('POST /multipart', { body: multipart(), ok }),
      stream: op('POST /stream', { body: stream(), ok }),
      file: op('POST /file', { body: file(), ok }),
      json: op('POST /json', { body: json<{ a: number }>(), ok }),
      none: op('POST /none', { ok }),
      empty: op('POST /empty', { body: empty(), ok }),
    });
    await api.text({ body: 'hé' });
    await api.csv({ body: 'a,b' });
    await api.bytes({ body: new Uint8Array([65]) });
    await api.png({ body: () => new Uint8Array([66]) });
    await api.form({ body: { a: 1, b: ['x y', 'z'] } });
    await api.stream({
      body: async function* () {
        yield 'one';
        yield 'two';
      },
    });
    await api.file({ body: { file: import.meta.filename } });
    await api.json({ body: { a: 1 } }, { headers: { 'content-type': 'application/vnd.a+json' } });
    await api.none();
    await api.empty();
    expect(
      await api.multipart({ body: { a: 1, b: ['x', 'y'], c: undefined, f: new File(['data'], 'f.txt') } }),
    ).toBeUndefined();
    const shown = bodies.map(([body, type]) => [body.slice(0, 9), type?.split('; boundary')[0]]);
    expect(shown).toEqual([
      ['hé', 'text/plain;charset=UTF-8'],
      ['a,b', 'text/csv'],
      ['A', 'application/octet-stream'],
      ['B', 'image/png'],
      ['a=1&b=x+y', 'application/x-www-form-urlencoded;charset=UTF-8'],
      ['onetwo', 'application/octet-stream'],
      ['// Calls ', 'application/octet-stream'],
      ['{"a":1}', 'application/vnd.a+json'],
      ['', undefined],
      ['', undefined],
      [expect.stringMatching(/^--/), 'multipart/form-data'],
    ]);
    const sent = bodies.at(-1)?.[0] ?? '';
    expect(sent).toContain('name="a"\r\n\r\n1\r\n');
    expect(sent).toContain('filename="f.txt"');
    expect(sent.match(/name="b"/g)).toHaveLength(2);
    expect(sent).not.toContain('name="c"');
  });

  test('of response bodies', async () => {
    const origin = await originOf();
    origin.on('/text').reply(200, { body: 'hé' });
    origin.on('/bytes').reply(200, { body: new Uint8Array([1, 2]) });
    origin.on('/empty').reply(200, { body: 'ignored' });
    origin.on('/stream').reply(200, { body: { size: 100_000 } });
    origin.on('/json').reply(200, { body: '[1]' });
    origin.on('/204').reply(204);
    const api = apiOf(origin, {
      text: op('GET /text', { ok: { 200: text() } }),
      bytes: op('GET /bytes', { ok: { '2XX': bytes() } }),
      empty: op('GET /empty', { ok: { 200: empty() } }),
      stream: op('GET /stream', { ok: { 200: stream() } }),
      json: op('GET /json', { ok: { 200: json<number[]>() } }),
      either: op('GET /204', { ok: { 200: User, 204: empty() } }),
      streamOrNone: op('GET /204', { ok: { 200: stream(), 204: empty() } }),
    });
    expect(await api.text()).toBe('hé');
    expect(await api.bytes()).toEqual(new Uint8Array([1, 2]));
    expect(await api.empty()).toBeUndefined();
    expect(await api.json()).toEqual([1]);
    expect(await api.either()).toBeUndefined();
    expect(await api.streamOrNone()).toBeUndefined();
    let size = 0;
    for await (const chunk of await api.stream()) size += chunk.length;
    expect(size).toBe(100_000);
    expect(origin.seen('/text')[0]?.header('accept')).toBe('*/*');
  });
});

describe('response() and request()', () => {
  test('give the response whatever its status, unread', async () => {
    const origin = await originOf();
    origin.on('/u').reply(404, { json: { message: 'no' } });
    const api = apiOf(origin, { get: op('GET /u', { ok: { 200: User } }) });
    await using response = await api.get().response();
    expect(response.status).toBe(404);
    expect(response.bodyUsed).toBe(false);
    expect(await response.json()).toEqual({ message: 'no' });
  });

  test('give the request as it would be sent, and send nothing', async () => {
    const origin = await originOf();
    const api = apiOf(
      origin,
      {
        create: op('POST /u', { body: User, ok: { 201: User }, idempotency: 'key' }),
        get: op('GET /u', { ok: { 200: User } }),
      },
      { headers: () => ({ authorization: 'Bearer t' }), userAgent: 'acme/1.0' },
    );
    const request = await api.create({ body: { id: 1, name: 'x' } }, { idempotencyKey: 'k1' }).request();
    expect(request).toBeInstanceOf(Request);
    expect([request.method, request.url]).toEqual(['POST', origin.url('/u')]);
    expect(Object.fromEntries(request.headers)).toMatchObject({
      authorization: 'Bearer t',
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      'user-agent': 'acme/1.0',
      accept: 'application/json',
    });
    expect(await request.json()).toEqual({ id: 1, name: 'x' });
    expect((await api.get().request()).body).toBeNull();
    expect(origin.stats().requests).toBe(0);
    expect(api.$client.stats().calls.inFlight).toBe(0);
  });

  test('reject request() if a plugin answers the call itself', async () => {
    const origin = await originOf();
    const answering: Plugin = {
      name: 'answering',
      stage: 'attempt',
      setup: () => (request) => {
        const body = new ResponseBody(request.attempt, { pause() {}, resume() {}, destroy() {} }, 0);
        const head = { status: 200, statusText: '', headers: HttpHeaders.empty, url: request.url };
        const response = new HttpResponse(head, request.attempt, body);
        body.finish(false);
        return Promise.resolve(response);
      },
    };
    const api = apiOf(origin, { get: op('GET /u', { ok: { 200: empty() } }) }, { plugins: [answering] });
    expect((await failure(api.get().request())).message).toMatch(/a plugin answers the call 'get' itself/);
  });
});

describe('an API', () => {
  test('names the operation of a request to plugins and hooks', async () => {
    const origin = await originOf();
    origin.on('/u/9').reply(200, { json: { id: 9, name: 'a' } });
    const seen: unknown[] = [];
    const api = apiOf(
      origin,
      { get: op('GET /u/{id}', { ok: { 200: User } }) },
      { name: 'users', hooks: { beforeRequest: [({ request }) => void seen.push(operationOf(request))] } },
    );
    await api.get({ params: { id: 9 } }, { tags: { a: 'b' } });
    expect(seen).toEqual([{ api: 'users', operation: 'get', route: 'GET /u/{id}', tags: { a: 'b' } }]);
    await api.$client.get('/u/9').json();
    expect(seen[1]).toBeUndefined();
  });

  test('from a paths type reads bodies as the type states', async () => {
    interface paths {
      '/u/{id}': {
        get: {
          parameters: { path: { id: number } };
          responses: {
            200: { content: { 'application/json': { id: number } } };
            404: { content: { 'text/plain': string } };
          };
        };
        put: {
          parameters: { path: { id: number } };
          requestBody: { content: { 'application/json': { a: string } } };
          responses: { 204: { content?: never } };
        };
      };
    }
    const origin = await originOf();
    origin.on('GET /u/1').reply(200, { json: { id: 1 } });
    origin.on('GET /u/2').reply(404, { body: 'none', headers: { 'content-type': 'text/plain' } });
    origin.on('PUT /u/1').reply(204);
    const { op: opOf } = fromPaths<paths>();
    const api = apiOf(origin, { get: opOf('/u/{id}', 'get'), put: opOf('/u/{id}', 'put') });
    expect((await api.get({ params: { id: 1 } })).id).toBe(1);
    expect(await api.get({ params: { id: 2 } }).settled()).toMatchObject({
      ok: false,
      status: 404,
      body: 'none',
    });
    expect(await api.put({ params: { id: 1 }, body: { a: 'x' } })).toBeUndefined();
    expect(origin.seen('/u/1')[1]?.text()).toBe('{"a":"x"}');
  });
});

test('a schema may return any thenable, whose issues are reported', async () => {
  const origin = await originOf();
  const issues = [{ message: 'refused' }];
  const schema: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      // oxlint-disable-next-line unicorn/no-thenable -- a promise of another library
      validate: () => ({ then: (resolve: (result: object) => void) => resolve({ issues }) }) as never,
    },
  };
  const api = apiOf(origin, { put: op('PUT /u', { body: schema, ok: { 200: schema } }) });
  const error = await failure(api.put({ body: {} }));
  expect(isOptionError(error) && error.option).toBe('body');
  expect(origin.stats().requests).toBe(0);
});
