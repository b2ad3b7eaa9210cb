import { describe, expect, test } from 'vitest';
import { createClient, type ClientOptions } from '../../src/index.ts';
import { callOption, group, option, type AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

const { boolean, limitOrFalse } = option;

const pass: AnyPlugin = { name: 'pass', stage: 'call', setup: () => (request, next) => next(request) };

/** A client with options on a scripted transport. */
function make(options: Partial<ClientOptions> = {}) {
  const rig = new Rig();
  return { rig, client: createClient({ transport: rig, clock: rig.clock, ...options }) };
}

describe('options of a client', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'options'],
    ['null', null, 'options'],
    ['a string', 'x', 'options'],
    ['no transport', {}, 'transport'],
    ['a transport of another type', { transport: { send: 1, close: 2 } }, 'transport'],
    ['plugins that are no array', { transport: new Rig(), plugins: pass }, 'plugins'],
    ['a plugin that is null', { transport: new Rig(), plugins: [null] }, 'plugins'],
    ['a plugin without setup', { transport: new Rig(), plugins: [{ name: 'p', stage: 'call' }] }, 'plugins'],
    ['a plugin without name', { transport: new Rig(), plugins: [{ ...pass, name: 5 }] }, 'plugins'],
    [
      'a plugin of no stage',
      { transport: new Rig(), plugins: [{ ...pass, stage: 'x' }] },
      'plugins.pass.stage',
    ],
    ['two plugins of one name', { transport: new Rig(), plugins: [pass, pass] }, 'plugins'],
    [
      'a setup that gives nothing',
      { transport: new Rig(), plugins: [{ ...pass, setup: () => ({}) }] },
      'plugins.pass.setup',
    ],
    ['a clock that is null', { transport: new Rig(), clock: null }, 'clock'],
    ['headers that are null', { transport: new Rig(), headers: null }, 'headers'],
    ['a clock of another type', { transport: new Rig(), clock: { now: () => 0 } }, 'clock'],
    ['closeTransport that is not boolean', { transport: new Rig(), closeTransport: 1 }, 'closeTransport'],
    ['a bad baseUrl', { transport: new Rig(), baseUrl: 'x' }, 'baseUrl'],
    ['bad headers', { transport: new Rig(), headers: { 'a b': '1' } }, 'headers'],
    ['a bad policy', { transport: new Rig(), throwHttpErrors: 'no' }, 'throwHttpErrors'],
    ['an unknown option', { transport: new Rig(), timeout: 5 }, 'timeout'],
    ['an option of a call', { transport: new Rig(), json: {} }, 'json'],
  ])('%s is refused', (_, options, option) => {
    expect(() => createClient(options as ClientOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }),
    );
  });

  test('are defaults of its calls, including the options of plugins', async () => {
    const limits: AnyPlugin = {
      ...pass,
      callOptions: {
        limit: group({ a: callOption(limitOrFalse, 1), b: callOption(limitOrFalse, 2) }),
        flag: callOption(boolean, false),
      },
    };
    const { rig, client } = make({
      plugins: [limits],
      throwHttpErrors: false,
      limit: { b: 5 },
    } as object);
    const options = { limit: { a: false }, flag: true } as object;
    void watch(client.get('http://a.test/', options));
    expect({ ...(await rig.exchange()).request.options }).toMatchObject({
      throwHttpErrors: false,
      limit: { a: Infinity, b: 5 },
      flag: true,
    });
  });
});

describe('options of a call', () => {
  test.each<[string, unknown, string]>([
    ['null', null, 'options'],
    ['an array', [], 'options'],
    ['a string', 'x', 'options'],
    ['a Map', new Map(), 'options'],
    ['headers that are a date', { headers: new Date(0) }, 'headers'],
    ['a method that is null', { method: null }, 'method'],
    ['a query that is a Map', { query: new Map([['a', '1']]) }, 'query'],
    ['a form that is a Map', { form: new Map([['a', '1']]) }, 'form'],
    ['an unknown key', { retries: 5 }, 'retries'],
    ['an option of the client', { baseUrl: 'http://b.test' }, 'baseUrl'],
    ['a bad signal', { signal: {} }, 'signal'],
    ['a bad body', { body: 5 }, 'body'],
    ['body and json', { body: 'x', json: 1 }, 'body'],
    ['json and form', { json: 1, form: {} }, 'body'],
    ['a bad form', { form: 'a=1' }, 'form'],
    ['an object in a form', { form: { a: {} } }, 'form.a'],
    ['a bad query', { query: 5 }, 'query'],
    ['bad headers', { headers: { a: '\n' } }, 'headers.a'],
    ['a bad policy', { maxResponseBytes: -1 }, 'maxResponseBytes'],
    ['a group of another type', { drain: 5 }, 'drain'],
  ])('%s is refused before anything is sent', async (_, options, option) => {
    const { rig, client } = make();
    await expect(client.post('http://a.test/', options as object)).rejects.toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option,
    });
    expect(rig.exchanges).toHaveLength(0);
    expect(client.stats().calls).toEqual({ started: 1, answered: 0, failed: 1, inFlight: 0 });
  });

  test('are read when the call is made: later changes apply to the next call', async () => {
    const { rig, client } = make();
    const options = { query: { page: 1 }, headers: { a: '1' }, json: { n: 1 } };
    void watch(client.post('http://a.test/', options));
    options.query.page = 2;
    options.headers.a = '2';
    options.json.n = 2;
    const { request } = await rig.exchange();
    expect([request.url.href, request.headers.get('a')]).toEqual(['http://a.test/?page=1', '1']);
    expect(Buffer.from(request.body?.open() as Uint8Array).toString()).toBe('{"n":1}');
  });

  test.each([undefined, null])('a body of %s is no body', async (body) => {
    const { rig, client } = make();
    void watch(client.get('http://a.test/', { body: body as undefined, signal: body as undefined }));
    expect((await rig.exchange()).request.body).toBeUndefined();
  });
});
