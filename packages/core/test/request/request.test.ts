import { describe, expect, test, vi } from 'vitest';
import {
  createClient,
  HttpHeaders,
  OptionError,
  type BodyInput,
  type ClientOptions,
  type HttpRequest,
} from '../../src/index.ts';
import { Rig, watch } from '../support/rig.ts';

/** A client with options on a scripted transport. */
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
    'for %s has that method',
    async (method) => {
      expect((await sent((client) => client[method]('http://a.test/'))).method).toBe(method.toUpperCase());
    },
  );

  test('accepts headers of another copy of the package, and refuses other values', async () => {
    const request = await sent((client) => client.get('http://a.test/'));
    vi.resetModules();
    const copy = await import('../../src/index.ts');
    const given = copy.HttpHeaders.from({ 'x-a': ['1', '2'], 'x-b': '3' });
    expect(given).not.toBeInstanceOf(HttpHeaders);
    const { headers } = request.with({ headers: given });
    expect(headers).toBeInstanceOf(HttpHeaders);
    expect([...headers]).toEqual([...given]);
    for (const wrong of [{ 'x-a': '1' }, new Headers(), null, 5]) {
      expect(() => request.with({ headers: wrong as never })).toThrow(OptionError);
    }
  });

  test('has the credentials of its URL or base unless it removes or replaces them', async () => {
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

  test('of a shortcut has the method of the shortcut: a method among the options is refused', async () => {
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

  test('of a call has the given method, or GET', async () => {
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

  test('has `accept` for JSON if it is read as JSON, unless a header is given', async () => {
    const accepting = async (options: object, headers: object = {}) =>
      (await sent((client) => client.get('http://a.test/', options).json(), { headers })).headers.get(
        'accept',
      );
    expect(await accepting({})).toBe('application/json');
    expect(await accepting({ headers: { accept: 'a/b' } })).toBe('a/b');
    expect(await accepting({}, { accept: 'c/d' })).toBe('c/d');
    expect((await sent((client) => client.get('http://a.test/').text())).headers.get('accept')).toBeNull();
  });

  test('with user and password in its URL has `authorization`, unless the header is given', async () => {
    const authorization = async (options: object) =>
      (await sent((client) => client.get('http://u:p@a.test/', options))).headers.get('authorization');
    expect(await authorization({})).toBe('Basic dTpw');
    expect(await authorization({ headers: { authorization: 'mine' } })).toBe('mine');
  });

  test('to another origin has its own headers, and only the harmless headers of the client', async () => {
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

  test('is immutable: a change returns another request', async () => {
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

  describe('a changed request', () => {
    const at = 'http://a.test/dir/x?q=1';
    const made = (): Promise<HttpRequest> =>
      sent((client) => client.put(at, { body: 'old', headers: { 'x-own': '1' } }));

    test('may have a relative URL', async () => {
      const request = await made();
      expect(request.with({ url: 'y?p=2' }).url.href).toBe('http://a.test/dir/y?p=2');
      expect(request.with({ url: new URL('https://b.test/z') }).origin).toBe('https://b.test');
    });

    test.each<[string, BodyInput, string]>([
      ['text', 'new', 'text/plain;charset=UTF-8'],
      ['bytes', new Uint8Array([110, 101, 119]), 'text/plain;charset=UTF-8'],
      ['a function', () => 'new', 'text/plain;charset=UTF-8'],
      [
        'a Blob, whose type does not replace the one declared',
        new Blob(['new'], { type: 'a/b' }),
        'text/plain;charset=UTF-8',
      ],
    ])('may have a body of %s', async (_, body, type) => {
      const changed = (await made()).with({ body });
      const content = changed.body?.open() as AsyncIterable<Uint8Array> | Uint8Array;
      const chunks: Uint8Array[] = [];
      if (content instanceof Uint8Array) chunks.push(content);
      else for await (const chunk of content) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe('new');
      expect([changed.body?.replayable, changed.headers.get('content-type')]).toEqual([true, type]);
      expect(changed.headers.get('x-own')).toBe('1');
    });

    test('has the content type of its body if no header is given, and always that of a form', async () => {
      const request = await made();
      const bare = request.with({ headers: HttpHeaders.empty, body: new Blob(['new'], { type: 'a/b' }) });
      expect(bare.headers.get('content-type')).toBe('a/b');
      const form = new FormData();
      form.append('a', '1');
      expect(request.with({ body: form }).headers.get('content-type')).toMatch(
        /^multipart\/form-data; boundary=/,
      );
    });

    test('a stream that was never sent is closed with its call', async () => {
      let closed = false;
      const stream = new ReadableStream<Uint8Array>({ cancel: () => void (closed = true) });
      const request = await made();
      expect(request.with({ body: stream }).body?.replayable).toBe(false);
      request.call.end();
      await new Promise((resolve) => setImmediate(resolve));
      expect(closed).toBe(true);
    });

    test.each<[string, object]>([
      ["option 'url' must be an http: or https: URL", { url: 'ftp://a.test/' }],
      ["option 'url' must be an http: or https: URL", { url: new URL('data:,x') }],
      ["option 'url' must be an http: or https: URL", { url: 7 }],
      ["option 'url' must be without user and password", { url: 'http://ada:secret@a.test/' }],
      ["option 'headers' must be derived from the request", { headers: { 'x-new': '1' } }],
      ["option 'headers' must be derived from the request", { headers: null }],
      ["option 'body' must be", { body: 7 }],
      ["option 'body' must be", { body: {} }],
      ["option 'method' must be", { method: 'G T' }],
      ["option 'method' must be", { method: 7 }],
      ["option 'method' must be a method with a body", { method: 'GET' }],
    ])('%s', async (message, changes) => {
      const request = await made();
      const refused = (): HttpRequest => request.with(changes);
      expect(refused).toThrow(OptionError);
      expect(refused).toThrow(message);
      expect(refused).not.toThrow(/secret/);
    });

    test('a GET with a body is refused too', async () => {
      const request = await sent((client) => client.get(at));
      expect(() => request.with({ body: 'x' })).toThrow("option 'method' must be a method with a body");
      expect(request.with({ method: 'post', body: 'x' }).method).toBe('POST');
    });
  });
});
