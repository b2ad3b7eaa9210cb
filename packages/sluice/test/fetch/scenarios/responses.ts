// Scenarios: members of the Response and its body.
import { failureOf, kindOf, outcome, pauseUntil, readAll, scenario, type Scenario } from '../scenario.ts';
import { pattern, type ComparedServer } from '../server.ts';

type Fetch = typeof globalThis.fetch;

const facts = (response: Response, server: ComparedServer): unknown => {
  const { status, ok, type, redirected, bodyUsed } = response;
  return {
    status,
    ok,
    type,
    redirected,
    bodyUsed,
    url: response.url.replace(server.url(''), ''),
    body: response.body === null,
  };
};

const readers: Readonly<Record<string, (response: Response) => unknown>> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => {
    const buffer = await response.arrayBuffer();
    return [buffer instanceof ArrayBuffer, buffer.byteLength];
  },
  bytes: async (response) => {
    // Not in the types of the oldest Node.js.
    const bytes = await (response as unknown as { bytes(): Promise<Uint8Array> }).bytes();
    return [bytes.constructor.name, bytes.byteOffset, bytes.buffer.byteLength];
  },
  blob: async (response) => {
    const blob = await response.blob();
    return [blob instanceof Blob, blob.type, blob.size];
  },
  formData: async (response) => [...(await response.formData())],
};

const member = (name: string, run: (fetch: Fetch, server: ComparedServer) => unknown, h1 = false): Scenario =>
  scenario(name, run, h1 ? ['plain', 'tls'] : undefined);

export const responses: readonly Scenario[] = [
  ...[200, 201, 204, 205, 206, 300, 304, 400, 404, 429, 500, 503, 599].map((code) =>
    member(`status: ${code}`, async (fetch, server) => {
      const response = await fetch(server.url(`/status?code=${code}`));
      return [facts(response, server), await response.text(), server.seen.length];
    }),
  ),
  ...[600, 999].map((code) =>
    member(
      `status: ${code}`,
      async (fetch, server) => {
        const response = await fetch(server.url(`/status-${code}`));
        const copy = response.clone();
        return [
          facts(response, server),
          facts(copy, server),
          copy.status,
          response.headers.get('x-a'),
          await response.text(),
          await copy.text(),
        ];
      },
      true,
    ),
  ),
  member(
    'statusText',
    async (fetch, server) => (await fetch(server.url('/status?code=404'))).statusText,
    true,
  ),
  ...(
    [
      ['gr\u00fcn', 'utf8'],
      ['gr\u00fcn', 'latin1'],
      ['\u65e5\u672c', 'utf8'],
      ['a\tb ', 'utf8'],
    ] as const
  ).map(([text, coding]) =>
    scenario(
      `statusText: ${JSON.stringify(text)} in ${coding}`,
      async (fetch, server) =>
        (await fetch(server.url(`/reason?text=${encodeURIComponent(text)}&as=${coding}`))).statusText,
      ['plain', 'tls'],
    ),
  ),
  member(
    'statusText: HTTP/2 has none',
    async (fetch, server) => typeof (await fetch(server.url('/json'))).statusText,
  ),
  member('Response: facts', async (fetch, server) => facts(await fetch(server.url('/json#part')), server)),
  member('Response: is a Response', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const tag = Object.prototype.toString.call(response);
    return [
      response instanceof Response,
      tag,
      response.constructor === Response,
      Object.keys(response),
      await response.text(),
    ];
  }),
  member('Response: its properties are read-only', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const set = (name: string): unknown => {
      try {
        (response as unknown as Record<string, unknown>)[name] = 1;
        return (response as unknown as Record<string, unknown>)[name] === 1;
      } catch (error) {
        return kindOf(error);
      }
    };
    const result = ['status', 'ok', 'url', 'type', 'redirected', 'headers', 'body', 'bodyUsed'].map(set);
    await response.text();
    return result;
  }),
  member('Response: a method of the prototype', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    // oxlint-disable-next-line typescript/unbound-method -- called with another object
    return outcome(() => Reflect.apply(Response.prototype.text, response, []));
  }),
  member('Response: as init of another', async (fetch, server) => {
    const response = await fetch(server.url('/headers'));
    const other = new Response(response.body, response);
    return [other.status, other.headers.get('x-list'), await other.text(), response.bodyUsed];
  }),
  member('clone: facts and both bodies', async (fetch, server) => {
    const response = await fetch(server.url('/redirect?to=/json'));
    const copy = response.clone();
    return [
      facts(response, server),
      facts(copy, server),
      copy instanceof Response,
      await response.text(),
      await copy.json(),
      response.bodyUsed,
      copy.bodyUsed,
    ];
  }),
  member('clone: of a clone', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const copy = response.clone().clone();
    return [facts(copy, server), await copy.json(), await response.json()];
  }),
  member('clone: of a large body, both read', async (fetch, server) => {
    const response = await fetch(server.url('/big'));
    const copy = response.clone();
    const [a, b] = await Promise.all([response.arrayBuffer(), copy.arrayBuffer()]);
    return [Buffer.from(a).equals(pattern(200_000)), Buffer.from(b).equals(pattern(200_000))];
  }),
  member('clone: after use', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    await response.text();
    return outcome(() => response.clone());
  }),
  member('clone: its headers', async (fetch, server) => {
    const response = await fetch(server.url('/headers'));
    const copy = response.clone();
    const result = [
      copy.headers.get('x-list'),
      copy.headers.getSetCookie(),
      await outcome(() => copy.headers.set('a', 'b')),
    ];
    await Promise.all([response.text(), copy.text()]);
    return result;
  }),
  member('clone: without a body', async (fetch, server) => {
    const copy = (await fetch(server.url('/status?code=204'))).clone();
    return [facts(copy, server), await copy.text()];
  }),
  member('headers: of a response', async (fetch, server) => {
    const { headers, body } = await fetch(server.url('/headers'));
    await body?.cancel();
    const h = (name: string): string | null => headers.get(name);
    return [
      h('x-list'),
      h('X-LIST'),
      h('content-type'),
      headers.getSetCookie(),
      headers.has('none'),
      headers instanceof Headers,
      [...headers.keys()].filter((name) => name.startsWith('x-')),
    ];
  }),
  member('headers: cannot be changed', async (fetch, server) => {
    const { headers, body } = await fetch(server.url('/headers'));
    await body?.cancel();
    return [
      await outcome(() => headers.set('x-a', '1')),
      await outcome(() => headers.append('x-a', '1')),
      await outcome(() => headers.delete('x-list')),
      headers.get('x-list'),
      new Headers(headers).get('x-list'),
    ];
  }),
  member('headers: the same object', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const same = response.headers === response.headers;
    return [same, await response.text()];
  }),
  ...Object.entries(readers).flatMap(([name, read]) => [
    ...['/json', '/text', '/form', '/big', '/gzip', '/status?code=204', '/status?code=200&body='].map(
      (path) =>
        member(`${name}(): of ${path}`, async (fetch, server) => {
          const response = await fetch(server.url(path));
          return [await outcome(() => read(response)), response.bodyUsed];
        }),
    ),
    member(`${name}(): twice`, async (fetch, server) => {
      const response = await fetch(server.url('/json'));
      await outcome(() => read(response));
      return [await outcome(() => read(response)), response.bodyUsed];
    }),
    member(`${name}(): at once twice`, async (fetch, server) => {
      const response = await fetch(server.url('/pieces'));
      const both = [outcome(() => response.text()), outcome(() => read(response))];
      return [response.bodyUsed, await Promise.all(both)];
    }),
    member(`${name}(): of a body that is cut short`, async (fetch, server) => {
      const response = await fetch(server.url('/cut'));
      return outcome(() => read(response), failureOf);
    }),
    member(`${name}(): of a locked body`, async (fetch, server) => {
      const response = await fetch(server.url('/json'));
      const reader = response.body?.getReader();
      const result = await outcome(() => read(response));
      await reader?.cancel();
      return [result, response.bodyUsed];
    }),
    member(`${name}(): after body was taken, not read`, async (fetch, server) => {
      const response = await fetch(server.url('/form'));
      response.body?.getReader().releaseLock();
      return [response.bodyUsed, await outcome(() => read(response)), response.bodyUsed];
    }),
  ]),
  member('json(): of what is not JSON', async (fetch, server) => {
    const response = await fetch(server.url('/text'));
    return outcome(() => response.json());
  }),
  member('body: the same object', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const { body } = response;
    return [
      body === response.body,
      body instanceof ReadableStream,
      body?.locked,
      await response.text(),
      body?.locked,
      body === response.body,
    ];
  }),
  member('body: first asked for after it was read', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    await response.text();
    return [response.body instanceof ReadableStream, await outcome(() => response.body?.getReader().read())];
  }),
  member('body: async iteration', async (fetch, server) => {
    const response = await fetch(server.url('/big'));
    return [
      (await readAll(response.body as ReadableStream<Uint8Array>)).equals(pattern(200_000)),
      response.bodyUsed,
    ];
  }),
  member('body: a BYOB reader', async (fetch, server) => {
    const response = await fetch(server.url('/big?size=70000'));
    const reader = response.body!.getReader({ mode: 'byob' });
    const chunks: Uint8Array[] = [];
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a stream is read in order
      const { done, value } = await reader.read(new Uint8Array(1_000));
      if (done)
        return [
          Buffer.concat(chunks).equals(pattern(70_000)),
          value?.length,
          Math.max(...chunks.map(({ length }) => length)) <= 1_000,
        ];
      chunks.push(value);
    }
  }),
  member('body: a BYOB reader that asks for a minimum', async (fetch, server) => {
    const response = await fetch(server.url('/pieces'));
    const reader = response.body!.getReader({ mode: 'byob' });
    const first = await reader.read(new Uint8Array(8), { min: 8 });
    const rest = await reader.read(new Uint8Array(8));
    return [
      Buffer.from(first.value!).toString(),
      Buffer.from(rest.value!).toString(),
      (await reader.read(new Uint8Array(8))).done,
    ];
  }),
  member('body: chunks have a buffer of their own', async (fetch, server) => {
    const response = await fetch(server.url('/pieces'));
    const chunks: unknown[] = [];
    for await (const chunk of response.body!) {
      chunks.push([chunk.constructor.name, chunk.byteOffset, chunk.byteLength === chunk.buffer.byteLength]);
      structuredClone(chunk.buffer, { transfer: [chunk.buffer] });
    }
    return [chunks.length > 0, [...new Set(chunks.map((chunk) => JSON.stringify(chunk)))]];
  }),
  member('body: tee', async (fetch, server) => {
    const response = await fetch(server.url('/big'));
    const [a, b] = response.body!.tee();
    const both = await Promise.all([readAll(a), readAll(b)]);
    return [both.every((bytes) => bytes.equals(pattern(200_000))), response.bodyUsed];
  }),
  member('body: pipeThrough', async (fetch, server) => {
    const response = await fetch(server.url('/text'));
    let text = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) text += piece;
    return [text, response.bodyUsed];
  }),
  member('body: cancel', async (fetch, server) => {
    const response = await fetch(server.url('/big'));
    await response.body?.cancel();
    return [response.bodyUsed, await outcome(() => response.text())];
  }),
  member('body: cut short, by a reader', async (fetch, server) => {
    const response = await fetch(server.url('/cut'));
    const reader = response.body!.getReader();
    const closed = outcome(() => reader.closed, failureOf);
    const first = await reader.read();
    return [first.value?.length, await outcome(() => reader.read(), failureOf), await closed];
  }),
  member('body: closed of a reader that does not read', async (fetch, server) => {
    const response = await fetch(server.url('/cut'));
    return outcome(() => response.body!.getReader().closed, failureOf);
  }),
  member('body: closed of a reader settles at the end', async (fetch, server) => {
    const response = await fetch(server.url('/json'));
    const reader = response.body!.getReader();
    while (!(await reader.read()).done);
    return outcome(() => reader.closed);
  }),
  member(
    'body: a framing error',
    async (fetch, server) => {
      const response = await fetch(server.url('/bad-chunk'));
      const reader = response.body!.getReader();
      const first = await reader.read();
      const closed = outcome(() => reader.closed, kindOf);
      return [
        Buffer.from(first.value ?? []).toString(),
        await outcome(() => reader.read(), kindOf),
        await closed,
      ];
    },
    true,
  ),
  member('body: cut short in chunks', async (fetch, server) => {
    const response = await fetch(server.url('/cut?chunked'));
    return outcome(() => response.text(), failureOf);
  }),
  ...['gzip', 'x-gzip', 'deflate', 'br', 'gzip, br'].map((coding) =>
    member(`body: the coding ${coding} that is broken`, async (fetch, server) =>
      outcome(
        async () => (await fetch(server.url(`/bad-coding?coding=${encodeURIComponent(coding)}`))).text(),
        failureOf,
      ),
    ),
  ),
  ...['foo', 'foo, bar', ''].map((coding) =>
    member(`body: the unknown coding '${coding}'`, async (fetch, server) =>
      (await fetch(server.url(`/bad-coding?coding=${encodeURIComponent(coding)}`))).text(),
    ),
  ),
  member('body: a coding in a 206', async (fetch, server) =>
    (await fetch(server.url('/gzip?code=206'))).text(),
  ),
  member('body: a coding that ends early', (fetch, server) =>
    outcome(async () => (await fetch(server.url('/gzip?bytes=30'))).text(), failureOf),
  ),
  member('body: a coding without a byte', (fetch, server) =>
    outcome(async () => (await fetch(server.url('/gzip?bytes=0'))).text(), failureOf),
  ),
  ...['gzip', 'deflate', 'br', 'zstd'].flatMap((coding) => [
    member(`body: the coding ${coding} without a byte`, (fetch, server) =>
      outcome(async () => (await fetch(server.url(`/coded?coding=${coding}&empty`))).text(), failureOf),
    ),
    ...['junk', 'zeros', 'again'].map((rest) =>
      member(`body: the coding ${coding} followed by ${rest}`, (fetch, server) =>
        outcome(
          async () => (await fetch(server.url(`/coded?coding=${coding}&rest=${rest}`))).text(),
          failureOf,
        ),
      ),
    ),
  ]),
  ...['gzip,', ',gzip', 'gzip , ,', 'GZip'].map((list) =>
    member(`body: the list of codings '${list}'`, (fetch, server) =>
      outcome(
        async () => (await fetch(server.url(`/coded?coding=gzip&list=${encodeURIComponent(list)}`))).text(),
        failureOf,
      ),
    ),
  ),
  member('body: the coding identity after another', async (fetch, server) =>
    (await fetch(server.url('/identity'))).text(),
  ),
  scenario(
    'headers: whitespace around a value',
    async (fetch, server) => (await fetch(server.url('/padded'))).headers.get('x-a'),
    ['plain', 'tls'],
  ),
  member('headers: content-encoding stays', async (fetch, server) => {
    const response = await fetch(server.url('/gzip'));
    return [response.headers.get('content-encoding'), (await response.text()).length];
  }),
  member('abort: before', async (fetch, server) => [
    await outcome(() => fetch(server.url('/json'), { signal: AbortSignal.abort() })),
    await outcome(
      () => fetch(server.url('/json'), { signal: AbortSignal.abort(new RangeError('mine')) }),
      failureOf,
    ),
    server.seen.length,
  ]),
  member('abort: before the head', async (fetch, server) => {
    const controller = new AbortController();
    const failing = outcome(() => fetch(server.url('/hang'), { signal: controller.signal }));
    await pauseUntil(() => server.seen.length > 0);
    controller.abort();
    return failing;
  }),
  member('abort: a timeout', (fetch, server) =>
    outcome(() => fetch(server.url('/hang'), { signal: AbortSignal.timeout(30) })),
  ),
  member('abort: with a reason, while the body is read', async (fetch, server) => {
    const controller = new AbortController();
    const response = await fetch(server.url('/head-then-hang'), { signal: controller.signal });
    const reading = outcome(() => response.text(), failureOf);
    controller.abort(new RangeError('mine'));
    return reading;
  }),
  member('abort: while a reader waits', async (fetch, server) => {
    const controller = new AbortController();
    const response = await fetch(server.url('/head-then-hang'), { signal: controller.signal });
    const reader = response.body!.getReader();
    await reader.read();
    const reading = outcome(() => reader.read());
    const closed = outcome(() => reader.closed);
    controller.abort();
    return [await reading, await closed];
  }),
  ...['text', 'body'].map((how) =>
    member(`abort: after a short body has arrived, unread (${how})`, async (fetch, server) => {
      const controller = new AbortController();
      const response = await fetch(server.url('/json'), { signal: controller.signal });
      await new Promise((resolve) => void setTimeout(resolve, 30));
      controller.abort();
      return how === 'text'
        ? outcome(() => response.text())
        : outcome(() => response.body!.getReader().read());
    }),
  ),
  ...(['text', 'json', 'arrayBuffer', 'blob', 'bytes'] as const).map((how) =>
    member(`abort: while a short body is read (${how})`, async (fetch, server) => {
      const controller = new AbortController();
      const response = await fetch(server.url('/json'), { signal: controller.signal });
      await new Promise((resolve) => void setTimeout(resolve, 30));
      // `bytes` is missing in the types.
      const reading = outcome(() => (response as unknown as Record<string, () => unknown>)[how]?.());
      controller.abort();
      return reading;
    }),
  ),
  member('abort: after the body was read', async (fetch, server) => {
    const controller = new AbortController();
    const response = await fetch(server.url('/json'), { signal: controller.signal });
    const text = await response.text();
    controller.abort();
    return text;
  }),
  member('abort: with a reason that is no error', (fetch, server) =>
    outcome(() => fetch(server.url('/json'), { signal: AbortSignal.abort('gone') })),
  ),
  member('early hints', async (fetch, server) => (await fetch(server.url('/early-hints'))).text()),
  ...['get', 'set', 'value', 'pull', 'then'].map((name) =>
    member(`a getter on Object.prototype: ${name}`, async (fetch, server) => {
      // What is loaded at the first call is not at issue.
      await (await fetch(server.url('/json'))).clone().text();
      // oxlint-disable-next-line no-extend-native -- what a polluted prototype does is the point
      Object.defineProperty(Object.prototype, name, { get: () => undefined, configurable: true });
      try {
        const response = await fetch(server.url('/json'));
        return [response.status, response.type, await response.clone().text(), await response.json()];
      } finally {
        delete (Object.prototype as unknown as Record<string, unknown>)[name];
      }
    }),
  ),
];
