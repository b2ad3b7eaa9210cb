import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOptionError, type SluiceClient } from 'sluice';
import { clientOf, originOf } from '../setup.ts';

/** Texts that would become a header line or a request of their own if they were written unchanged. */
const INJECTIONS = [
  '\r\nx-evil: 1',
  '\nx-evil: 1',
  '\rx-evil: 1',
  '\r\n\r\nGET /evil HTTP/1.1\r\nhost: a\r\n\r\n',
  ' HTTP/1.1\r\nhost: a\r\n\r\nGET /evil',
  '\u010d\u010ax-evil: 1', // CR and LF, if cut to bytes
  '\0',
];

const unit = fc.oneof(
  fc.integer({ min: 0, max: 0x17f }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(...Array.from('\r\n\0\t :/\\@?#%.[]=&"')),
);
const piece = fc.string({ unit, maxLength: 8 });
const hostile = fc.tuple(piece, fc.constantFrom('', ...INJECTIONS), piece).map((pieces) => pieces.join(''));

function formOf(name: string, value: string | Blob, file?: string): FormData {
  const form = new FormData();
  if (typeof value === 'string') form.append(name, value);
  else form.append(name, value, file);
  return form;
}

/** Every place in which a caller's text becomes part of a request. */
const PLACES: Record<string, (client: SluiceClient, text: string, url: string) => PromiseLike<unknown>> = {
  method: (client, text) => client('/x', { method: text }),
  path: (client, text) => client.get(`/x/${text}`),
  target: (client, text) => client.get(text),
  'query name': (client, text) => client.get('/x', { query: { [text]: 'a' } }),
  'query value': (client, text) => client.get('/x', { query: { a: text } }),
  'query text': (client, text) => client.get(`/x?${text}`),
  'header name': (client, text) => client.get('/x', { headers: { [text]: 'a' } }),
  'header value': (client, text) => client.get('/x', { headers: { 'x-a': text } }),
  'header value in a pair': (client, text) => client.get('/x', { headers: [['x-a', text]] }),
  'host header': (client, text) => client.get('/x', { headers: { host: text } }),
  'content type': (client, text) => client.post('/x', { body: 'a', headers: { 'content-type': text } }),
  'type of a blob': (client, text) => client.post('/x', { body: new Blob(['a'], { type: text }) }),
  'idempotency key': (client, text) => client.post('/x', { body: 'a', idempotencyKey: text }),
  'user of the URL': (client, text, url) => {
    const target = new URL('/x', url);
    target.username = text;
    target.password = text;
    return client.get(target);
  },
  body: (client, text) => client.post('/x', { body: text }),
  json: (client, text) => client.post('/x', { json: { [text]: text } }),
  form: (client, text) => client.post('/x', { form: { [text]: text } }),
  'name of a field': (client, text) => client.post('/x', { body: formOf(text, text) }),
  'name of a file': (client, text) => client.post('/x', { body: formOf('a', new Blob(['a']), text) }),
  'method of fetch': (client, text, url) => client.fetch(`${url}/x`, { method: text }),
};

test.each(Object.entries(PLACES))(
  '%s: whatever the text, one request is sent, or none',
  async (_name, send) => {
    const origin = await originOf();
    origin.on('/*').reply(200);
    const url = origin.url('').replace(/\/$/, '');
    const client = clientOf({ baseUrl: url, retry: false });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        try {
          const response = (await send(client, text, url)) as { bytes(): Promise<unknown> };
          await response.bytes();
          sent += 1;
        } catch (error) {
          // fetch refuses with a TypeError, as the standard requires.
          if (!isOptionError(error) && !isOptionError((error as Error).cause)) throw error;
        }
        expect(origin.stats().requests).toBe(sent);
      }),
      { numRuns: 60 },
    );
    // A second request would have been answered before this one.
    await client.get('/last').bytes();
    expect(origin.stats().requests).toBe(sent + 1);
    for (const { path, rawHeaders } of origin.seen()) {
      expect(path).not.toMatch(/^\/evil/);
      expect(rawHeaders).not.toContain('x-evil');
    }
  },
);
