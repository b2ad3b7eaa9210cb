import { describe, expect, test } from 'vitest';
import { createClient, HttpHeaders, type ClientOptions } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

/** A client over a rig with options. */
function make(options: Partial<ClientOptions> = {}) {
  const rig = new Rig();
  return { rig, client: createClient({ transport: rig, clock: rig.clock, ...options }) };
}

describe('a request', () => {
  const sent = async (
    call: (client: ReturnType<typeof make>['client']) => PromiseLike<unknown>,
    options = {},
  ) => {
    const { rig, client } = make(options);
    void watch(call(client));
    return (await rig.exchange()).request;
  };

  test.each(['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const)(
    'of %s has its method',
    async (method) => {
      expect((await sent((client) => client[method]('http://a.test/'))).method).toBe(method.toUpperCase());
    },
  );

  test('has the credentials of its URL or base unless it takes them out or has others', async () => {
    const authorization = async (headers: object, url = '/x') => {
      const { headers: all } = await sent((client) => client.get(url, { headers: { ...headers } }), {
        baseUrl: 'http://user:pw@a.test',
      });
      return all.get('authorization');
    };
    expect(await authorization({})).toBe('Basic dXNlcjpwdw==');
    expect(await authorization({ authorization: undefined })).toBe('Basic dXNlcjpwdw==');
    expect(await authorization({ Authorization: 'Bearer x' })).toBe('Bearer x');
    expect(await authorization({ Authorization: null })).toBeNull();
    expect(await authorization({ authorization: null }, 'http://me:mine@a.test/x')).toBeNull();
  });

  test('of a shortcut has its method alone: another among the options is refused', async () => {
    const given = (method: string | undefined): object => ({ method });
    for (const method of ['POST', 'GET', 'nope nope']) {
      const { client, rig } = make();
      // oxlint-disable-next-line no-await-in-loop -- a client each
      await expect(client.get('http://a.test/', given(method))).rejects.toMatchObject({
        code: 'ERR_SLUICE_OPTION',
        option: 'method',
      });
      expect(rig.exchanges).toEqual([]);
    }
    expect((await sent((client) => client.put('http://a.test/', given(undefined)))).method).toBe('PUT');
  });

  test('of a call has the method it is given, else GET', async () => {
    expect((await sent((client) => client('http://a.test/'))).method).toBe('GET');
    expect((await sent((client) => client('http://a.test/', { method: 'post' }))).method).toBe('POST');
    await expect(make().client('http://a.test/', { method: 'CONNECT' })).rejects.toMatchObject({
      option: 'method',
    });
  });

  test('has the headers of the client, changed by those of the call', async () => {
    const headers = { a: '1', b: '2', c: '3' };
    const request = await sent(
      (client) => client.get('http://a.test/', { headers: { a: '9', b: null, d: '4' } }),
      {
        headers,
      },
    );
    expect([...request.headers].filter(([name]) => name.length === 1).flat()).toEqual([
      'c',
      '3',
      'a',
      '9',
      'd',
      '4',
    ]);
  });

  test.each([
    [{ json: {} }, 'application/json'],
    [{ form: { a: 1 } }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    [{ body: 'x' }, 'text/plain;charset=UTF-8'],
    [{ body: Buffer.from('x') }, null],
    [{ body: 'x', headers: { 'Content-Type': 'a/b' } }, 'a/b'],
  ])('with %j has the content type %s', async (options, type) => {
    const request = await sent((client) => client.post('http://a.test/', options));
    expect(request.headers.get('content-type')).toBe(type);
  });

  test('accepts JSON when JSON is wanted, unless a header says otherwise', async () => {
    const accepting = async (options: object, headers: object = {}) =>
      (await sent((client) => client.get('http://a.test/', options).json(), { headers })).headers.get(
        'accept',
      );
    expect(await accepting({})).toBe('application/json');
    expect(await accepting({ headers: { accept: 'a/b' } })).toBe('a/b');
    expect(await accepting({}, { accept: 'c/d' })).toBe('c/d');
    expect((await sent((client) => client.get('http://a.test/').text())).headers.get('accept')).toBeNull();
  });

  test('of a URL with user and password is authorized, unless a header says otherwise', async () => {
    const authorization = async (options: object) =>
      (await sent((client) => client.get('http://u:p@a.test/', options))).headers.get('authorization');
    expect(await authorization({})).toBe('Basic dTpw');
    expect(await authorization({ headers: { authorization: 'mine' } })).toBe('mine');
  });

  test('to another origin takes its own headers, and of the client’s only harmless ones', async () => {
    const options = {
      baseUrl: 'http://u:p@a.test/',
      headers: {
        authorization: 'secret',
        'x-api-key': 'secret',
        cookie: 'secret',
        'user-agent': 'me',
        accept: 'a/b',
      },
      allowOtherOrigin: true,
    };
    const own = { headers: { 'x-own': '1' } };
    const foreign = await sent((client) => client.get('http://b.test/', own), options);
    expect(Object.fromEntries(foreign.headers)).not.toHaveProperty('authorization');
    expect(JSON.stringify([...foreign.headers])).not.toContain('secret');
    expect(Object.fromEntries(foreign.headers)).toMatchObject({
      'user-agent': 'me',
      accept: 'a/b',
      'x-own': '1',
    });
    const home = await sent((client) => client.get('http://a.test/x', own), options);
    expect(Object.fromEntries(home.headers)).toMatchObject({
      authorization: 'secret',
      'x-api-key': 'secret',
    });
  });

  test('can be changed only into another', async () => {
    const request = await sent((client) => client.post('http://a.test/', { body: 'x' }));
    const other = request.with({
      method: 'PUT',
      url: new URL('http://b.test/'),
      headers: HttpHeaders.empty,
      body: undefined,
    });
    expect([other.method, other.url.href, other.headers.size, other.body]).toEqual([
      'PUT',
      'http://b.test/',
      0,
      undefined,
    ]);
    expect([request.method, request.url.href, request.with({}).body]).toEqual([
      'POST',
      'http://a.test/',
      request.body,
    ]);
    expect([other.call, other.attempt]).toEqual([request.call, request.attempt]);
  });
});
