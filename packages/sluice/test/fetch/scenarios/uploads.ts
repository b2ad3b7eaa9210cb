// Scenarios: bodies of requests.
import {
  echoed,
  failureOf,
  headerOf,
  kindOf,
  outcome,
  pauseUntil,
  scenario,
  pacedStreamOf,
  streamOf,
  uploadOf,
  type Scenario,
} from '../scenario.ts';
import { pattern, type ComparedServer } from '../server.ts';

type Fetch = typeof globalThis.fetch;

const form = (): FormData => {
  const data = new FormData();
  data.append('a', '1');
  data.append('file', new Blob(['content'], { type: 'text/x' }), 'name.txt');
  return data;
};

const bodies: Readonly<Record<string, () => unknown>> = {
  'a string': () => 'gr\u00fc\u00dfe',
  'an empty string': () => '',
  'a Uint8Array': () => pattern(1_000),
  'a large Uint8Array': () => pattern(400_000),
  'an ArrayBuffer': () => Uint8Array.from([1, 2, 3]).buffer,
  'a DataView': () => new DataView(Uint8Array.from([1, 2, 3]).buffer, 1),
  URLSearchParams: () => new URLSearchParams({ a: '1', b: '\u00fc' }),
  'a Blob': () => new Blob(['abc'], { type: 'text/x' }),
  'a large Blob': () => new Blob([pattern(300_000)]),
  'a number': () => 5,
  'a plain object': () => ({ a: 1 }),
  null: () => null,
};

const upload = async (fetch: Fetch, server: ComparedServer, init: RequestInit): Promise<unknown> =>
  uploadOf(await echoed(fetch, server, { method: 'POST', ...init }));

/** A Request, or the same arguments for fetch itself. */
const ways: Readonly<Record<string, (fetch: Fetch, url: string, init: RequestInit) => Promise<Response>>> = {
  '': (fetch, url, init) => fetch(url, init),
  ' of a Request': (fetch, url, init) => fetch(new Request(url, init)),
  ' of a Request of a Request': (fetch, url, init) => fetch(new Request(new Request(url, init))),
  ' of a clone': (fetch, url, init) => {
    const request = new Request(url, init);
    const copy = request.clone();
    void request.text();
    return fetch(copy);
  },
};

export const uploads: readonly Scenario[] = [
  ...Object.entries(ways).flatMap(([way, send]) =>
    Object.entries(bodies).flatMap(([name, make]) => [
      scenario(`body: ${name}${way}`, async (fetch, server) => {
        const response = await send(fetch, server.url('/echo'), {
          method: 'POST',
          body: make() as NonNullable<RequestInit['body']>,
        });
        return uploadOf((await response.json()) as never);
      }),
    ]),
  ),
  ...Object.entries(ways).map(([way, send]) =>
    scenario(`body: a form${way}`, async (fetch, server) => {
      const response = await send(fetch, server.url('/echo'), { method: 'POST', body: form() });
      const seen = (await response.json()) as { headers: [string, string][]; length: number };
      const header = (name: string) => seen.headers.find(([other]) => other.toLowerCase() === name)?.[1];
      const type = header('content-type') ?? '';
      const boundary = /boundary=(.*)/.exec(type)?.[1] ?? '';
      return [
        type.startsWith('multipart/form-data; boundary='),
        header('content-length') === String(seen.length),
        seen.length - 3 * boundary.length,
      ];
    }),
  ),
  ...Object.entries(ways).flatMap(([way, send]) =>
    [307, 308].map((code) =>
      scenario(`body: a string${way} over a ${code}`, async (fetch, server) => {
        const url = server.url(`/redirect?code=${code}&to=/echo`);
        const response = await send(fetch, url, { method: 'POST', body: 'abc' });
        return uploadOf((await response.json()) as never);
      }),
    ),
  ),
  ...[301, 302, 303].map((code) =>
    scenario(`body: a string over a ${code}`, async (fetch, server) => {
      const response = await fetch(server.url(`/redirect?code=${code}&to=/echo`), {
        method: 'POST',
        body: 'abc',
        headers: { 'x-a': '1', 'content-language': 'de' },
      });
      return uploadOf((await response.json()) as never);
    }),
  ),
  scenario('body: a stream', (fetch, server) =>
    upload(fetch, server, { body: streamOf('ab', 'cd'), duplex: 'half' }),
  ),
  scenario('body: a quick stream of a Request', async (fetch, server) => {
    const body = new Blob(['abcd']).stream();
    return uploadOf(
      await echoed(fetch, server, (url) => new Request(url, { method: 'POST', body, duplex: 'half' })),
    );
  }),
  scenario('body: bytes that change after the call', async (fetch, server) => {
    const body = Buffer.from('abcd');
    const answer = fetch(server.url('/echo'), { method: 'POST', body });
    body.fill('x');
    return uploadOf((await (await answer).json()) as never);
  }),
  scenario('body: a function', (fetch, server) =>
    upload(fetch, server, { body: (() => 'abc') as unknown as NonNullable<RequestInit['body']> }),
  ),
  scenario('body: a stream that fails', (fetch, server) =>
    outcome(
      () => upload(fetch, server, { body: streamOf('ab', new RangeError('mine')), duplex: 'half' }),
      kindOf,
    ),
  ),
  scenario('body: a stream of a Request', async (fetch, server) =>
    uploadOf(
      await echoed(fetch, server, (url) => {
        // A process that stands still would read a faster stream ahead (decision 91), and send its length.
        const body = pacedStreamOf(1_000, ['ab']);
        return new Request(url, { method: 'POST', body, duplex: 'half' });
      }),
    ),
  ),
  ...[301, 302].flatMap((code) =>
    ['POST', 'PUT'].map((method) =>
      scenario(`body: a stream of a ${method} over a ${code}`, (fetch, server) =>
        outcome(async () => {
          const url = server.url(`/redirect?code=${code}&to=/json`);
          return (await fetch(url, { method, body: streamOf('ab'), duplex: 'half' })).status;
        }),
      ),
    ),
  ),
  scenario('body: a form with a file without a name', async (fetch, server) => {
    const body = new FormData();
    body.append('file', new File(['content'], ''));
    const seen = await echoed(fetch, server, { method: 'POST', body });
    const boundary = /boundary=(.*)/.exec(headerOf(seen, 'content-type') ?? '')?.[1] ?? '';
    return seen.length - 3 * boundary.length;
  }),
  scenario('body: a stream over a 307', (fetch, server) =>
    outcome(
      async () =>
        (
          await fetch(server.url('/redirect?code=307&to=/echo'), {
            method: 'POST',
            body: streamOf('ab'),
            duplex: 'half',
          })
        ).status,
    ),
  ),
  scenario(
    'body: a stream over a 303',
    async (fetch, server) =>
      (
        await fetch(server.url('/redirect?code=303&to=/json'), {
          method: 'POST',
          body: streamOf('ab'),
          duplex: 'half',
        })
      ).status,
  ),
  scenario('body: an async iterable', (fetch, server) =>
    upload(fetch, server, {
      body: (async function* () {
        yield Buffer.from('ab');
        yield Buffer.from('cd');
      })(),
      duplex: 'half',
    }),
  ),
  scenario('body: a locked or used stream', async (fetch, server) => {
    const locked = streamOf('ab');
    locked.getReader();
    const used = streamOf('ab');
    await used.getReader().read();
    return [
      await outcome(() => fetch(server.url('/echo'), { method: 'POST', body: locked, duplex: 'half' })),
      await outcome(() => fetch(server.url('/echo'), { method: 'POST', body: used, duplex: 'half' })),
    ];
  }),
  scenario('duplex: missing for a stream', (fetch, server) =>
    outcome(() => upload(fetch, server, { body: streamOf('ab') })),
  ),
  scenario('duplex: missing for an async iterable', (fetch, server) =>
    outcome(() =>
      upload(fetch, server, {
        body: (async function* () {
          yield Buffer.from('ab');
        })(),
      }),
    ),
  ),
  scenario('duplex: full', (fetch, server) =>
    outcome(() => upload(fetch, server, { body: 'x', duplex: 'full' as 'half' })),
  ),
  scenario('duplex: half with a string', (fetch, server) =>
    upload(fetch, server, { body: 'x', duplex: 'half' }),
  ),
  scenario('content-length: stated for a stream', (fetch, server) =>
    upload(fetch, server, { body: streamOf('ab', 'cd'), duplex: 'half', headers: { 'content-length': '4' } }),
  ),
  scenario('content-length: stated for a stream of a Request', async (fetch, server) =>
    uploadOf(
      await echoed(
        fetch,
        server,
        (url) =>
          new Request(url, {
            method: 'POST',
            body: streamOf('ab', 'cd'),
            duplex: 'half',
            headers: { 'content-length': '4' },
          }),
      ),
    ),
  ),
  ...[
    ['too long', '3'],
    ['too short', '9'],
  ].map(([what = '', length = '']) =>
    scenario(`content-length: a stream that is ${what}`, async (fetch, server) => [
      await outcome(() =>
        upload(fetch, server, {
          body: streamOf('ab', 'cd'),
          duplex: 'half',
          headers: { 'content-length': length },
        }),
      ),
      server.seen.filter(({ whole }) => whole).length,
    ]),
  ),
  // With fewer, Node's fetch never settles for a string, bytes and a stream.
  ...['0', '9'].flatMap((length) =>
    (length === '9'
      ? (['a string', 'bytes', 'a stream', 'a Request'] as const)
      : (['a Request'] as const)
    ).map((what) =>
      scenario(`content-length: ${length} stated for ${what} of 4 bytes`, async (fetch, server) => {
        const bodies = {
          'a string': 'abcd',
          bytes: Buffer.from('abcd'),
          'a stream': streamOf('ab', 'cd'),
          'a Request': 'abcd',
        };
        const init: RequestInit = {
          method: 'PUT',
          body: bodies[what],
          duplex: 'half',
          headers: { 'content-length': length },
        };
        const url = server.url('/echo');
        const result = await outcome(async () => {
          const response = await (what === 'a Request' ? fetch(new Request(url, init)) : fetch(url, init));
          return [response.status, uploadOf((await response.json()) as never)];
        }, failureOf);
        return [result, server.seen.filter(({ whole }) => whole).length];
      }),
    ),
  ),
  ...['a form', 'a Blob', 'search parameters'].map((what) =>
    scenario(`content-length: 999 stated for ${what}`, async (fetch, server) => {
      const bodies: Readonly<Record<string, NonNullable<RequestInit['body']>>> = {
        'a form': form(),
        'a Blob': new Blob(['abcd']),
        'search parameters': new URLSearchParams({ a: '1' }),
      };
      const init: RequestInit = { method: 'PUT', body: bodies[what]!, headers: { 'content-length': '999' } };
      const result = await outcome(async () => (await fetch(server.url('/echo'), init)).status, failureOf);
      return [result, server.seen.filter(({ whole }) => whole).length];
    }),
  ),
  scenario('content-length: right for a string', (fetch, server) =>
    outcome(() => upload(fetch, server, { body: 'abcd', headers: { 'content-length': '4' } })),
  ),
  scenario('content-length: without a body', (fetch, server) =>
    outcome(() => upload(fetch, server, { headers: { 'content-length': '0' } })),
  ),
  scenario('content-type: given for a string', (fetch, server) =>
    upload(fetch, server, { body: 'x', headers: { 'content-type': 'text/y' } }),
  ),
  scenario('content-type: given for a form', (fetch, server) =>
    upload(fetch, server, { body: new URLSearchParams('a=1'), headers: { 'Content-Type': 'text/y' } }),
  ),
  scenario('Request: bodyUsed once taken', async (fetch, server) => {
    const request = new Request(server.url('/echo'), { method: 'POST', body: 'x' });
    const first = fetch(request);
    const taken = request.bodyUsed;
    const second = await outcome(() => fetch(request));
    return [taken, second, (await first).status, request.bodyUsed];
  }),
  scenario('Request: used before', async (fetch, server) => {
    const request = new Request(server.url('/echo'), { method: 'POST', body: 'x' });
    await request.text();
    return [await outcome(() => fetch(request)), (await fetch(request, { method: 'PUT', body: 'y' })).status];
  }),
  scenario('Request: a new body over its own', async (fetch, server) => {
    const request = new Request(server.url('/echo'), { method: 'POST', body: 'x' });
    const seen = (await (await fetch(request, { method: 'PUT', body: 'other' })).json()) as never;
    return [uploadOf(seen), request.bodyUsed];
  }),
  scenario('Request: without a body is not used', async (fetch, server) => {
    const request = new Request(server.url('/json'));
    await fetch(request);
    return [request.bodyUsed, (await fetch(request)).status];
  }),
  scenario('Request: aborted before', async (fetch, server) => {
    const request = new Request(server.url('/json'), {
      method: 'POST',
      body: 'x',
      signal: AbortSignal.abort(new RangeError('mine')),
    });
    return outcome(() => fetch(request), failureOf);
  }),
  scenario('Request: its signal while the body is read', async (fetch, server) => {
    const controller = new AbortController();
    let cancelled: unknown;
    const body = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => undefined),
      cancel: (reason) => void (cancelled = kindOf(reason)),
    });
    const request = new Request(server.url('/echo'), {
      method: 'POST',
      body,
      duplex: 'half',
      signal: controller.signal,
    });
    const failing = outcome(() => fetch(request));
    await new Promise((resolve) => void setTimeout(resolve, 20));
    controller.abort();
    const error = await failing;
    await pauseUntil(() => cancelled !== undefined);
    return [error, cancelled !== undefined];
  }),
  ...['of init', 'of a Request'].map((place) =>
    scenario(`aborted before: its stream, ${place}, is cancelled at once`, async (fetch, server) => {
      const cancels: unknown[] = [];
      const body = new ReadableStream<Uint8Array>({ cancel: (reason) => void cancels.push(kindOf(reason)) });
      const init: RequestInit = { method: 'POST', body, duplex: 'half' };
      const signal = AbortSignal.abort(new RangeError('mine'));
      const isInit = place === 'of init';
      const input = isInit ? server.url('/echo') : new Request(server.url('/echo'), init);
      const failing = outcome(() => fetch(input, isInit ? { ...init, signal } : { signal }));
      const atOnce = [...cancels];
      return [await failing, atOnce, cancels, server.seen.length];
    }),
  ),
  ...['GET', 'HEAD'].map((method) =>
    scenario(`aborted before: a body with ${method} has precedence`, (fetch, server) =>
      outcome(() => fetch(server.url('/echo'), { method, body: 'x', signal: AbortSignal.abort() })),
    ),
  ),
  scenario('body: a symbol', (fetch, server) =>
    outcome(() => echoed(fetch, server, { method: 'POST', body: Symbol('x') as unknown as string })),
  ),
  scenario('body: a Request with one is made a GET', async (fetch, server) => {
    const request = new Request(server.url('/echo'), { method: 'PUT', body: 'x' });
    return [await outcome(() => fetch(request, { method: 'GET' })), server.seen.length];
  }),
  scenario('aborted before: a bad URL has precedence', (fetch) =>
    outcome(() => fetch('http://[', { signal: AbortSignal.abort() })),
  ),
  scenario('body: bytes whose buffer was transferred', (fetch, server) =>
    outcome(() => {
      const bytes = Buffer.from(new ArrayBuffer(4));
      structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
      return upload(fetch, server, { body: bytes });
    }),
  ),
  scenario('a refused call closes its stream', async (fetch) => {
    let cancelled = false;
    const body = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ cancel: () => void (cancelled = true) });
    const error = await outcome(() =>
      fetch('http://127.0.0.1:2/', { method: 'a b', body: body(), duplex: 'half' }),
    );
    await pauseUntil(() => cancelled, 50);
    return [error, cancelled];
  }),
  scenario('a failed connection closes its stream', async (fetch) => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
    const error = await outcome(
      () => fetch('http://127.0.0.1:2/', { method: 'POST', body, duplex: 'half' }),
      failureOf,
    );
    await pauseUntil(() => cancelled, 50);
    return [error, cancelled];
  }),
];
