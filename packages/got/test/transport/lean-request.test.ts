import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import got from 'got';
import { expect, test, vi } from 'vitest';
import { leanRequest } from '../../src/transport/lean-request.ts';
import { failure, rig } from '../setup.ts';

type AddRequest = (this: http.Agent, request: ClientRequest, options: http.RequestOptions) => void;

/** Records the options of each request. */
class Recording extends http.Agent {
  readonly seen: Record<string, unknown>[] = [];

  addRequest(request: ClientRequest, options: http.RequestOptions): void {
    this.seen.push(options as Record<string, unknown>);
    const { addRequest } = http.Agent.prototype as unknown as { addRequest: AddRequest };
    addRequest.call(this, request, options);
  }
}

test('Node.js receives exactly the options that are set', async () => {
  const agent = new Recording();
  const instance = got.extend({ localAddress: '127.0.0.1', maxHeaderSize: 8_192 });
  const { origin, client } = await rig({ transport: { got: instance, agent: { http: agent } } });
  origin.on('/x').handle((request) => ({ status: 200, body: `${request.target} ${request.header('host')}` }));
  const { host } = new URL(origin.url());
  expect(await client.get('/x?a=%20b&c#d').text()).toBe(`/x?a=%20b&c ${host}`);
  const [options = {}] = agent.seen;
  expect(options).toMatchObject({ method: 'GET', localAddress: '127.0.0.1', maxHeaderSize: 8_192 });
  expect(Object.keys(options)).not.toContain('ciphers');
  agent.destroy();
});

test('headers of the instance are sent, those of the call replace them, and each repeated header has its own line', async () => {
  const instance = got.extend({ headers: { 'user-agent': 'mine/1', 'x-both': 'instance', 'x-own': 'yes' } });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').handle(({ rawHeaders }) => ({ status: 200, body: JSON.stringify(rawHeaders) }));
  const headers: [string, string][] = [
    ['x-both', 'call'],
    ['x-many', '1'],
    ['x-many', '2'],
    ['constructor', 'c'],
  ];
  const raw = await client.get('/x', { headers }).json<string[]>();
  const lines = raw.flatMap((name, at) => (at % 2 === 0 ? [`${name.toLowerCase()}: ${raw[at + 1]}`] : []));
  expect(lines).toEqual(expect.arrayContaining(['x-both: call', 'x-own: yes', 'x-many: 1', 'x-many: 2']));
  expect(lines).toEqual(expect.arrayContaining(['user-agent: mine/1', 'constructor: c']));
  expect(lines).not.toContain('x-both: instance');
});

test('a header named __proto__ is refused, because got would drop it', async () => {
  const init = [() => undefined];
  for (const instance of [got, got.extend({ hooks: { init } })]) {
    // oxlint-disable-next-line no-await-in-loop -- each has an origin of its own
    const { client } = await rig({ transport: { got: instance } });
    // oxlint-disable-next-line no-await-in-loop -- as above
    expect(await failure(client.get('/x', { headers: [['__proto__', 'x']] }))).toMatchObject({
      code: 'ERR_SLUICE_OPTION',
      option: 'headers',
    });
  }
});

test('an init hook sees the options of each call', async () => {
  const seen: unknown[] = [];
  const init = [(plain: object): void => void seen.push(plain)];
  const { origin, client } = await rig({ transport: { got: got.extend({ hooks: { init } }) } });
  origin.on('/x').reply(200);
  seen.length = 0;
  await client.delete('/x', { headers: { 'x-a': '1' } });
  expect(seen).toContainEqual(
    expect.objectContaining({ method: 'DELETE', headers: expect.objectContaining({ 'x-a': '1' }) }),
  );
});

test('a request function of the instance creates the requests', async () => {
  const request = vi.fn<typeof http.request>(http.request);
  const { origin, client } = await rig({ transport: { got: got.extend({ request: request as never }) } });
  origin.on('/x').reply(200, { body: 'ok' });
  expect(await client.get('/x').text()).toBe('ok');
  expect(request).toHaveBeenCalledOnce();
});

test('an agent that a hook sets for one call is used', async () => {
  const agent = new Recording();
  const instance = got.extend({
    hooks: { beforeRequest: [(options) => void (options.agent = { http: agent })] },
  });
  const { origin, client } = await rig({ transport: { got: instance } });
  origin.on('/x').reply(200, { body: 'ok' });
  expect(await client.get('/x').text()).toBe('ok');
  expect(agent.seen).toHaveLength(1);
  agent.destroy();
});

test('got handles an HTTP/2 session itself', () => {
  const agent = new http.Agent();
  const options = { agent, h2session: {} };
  expect(leanRequest({ http: agent })(new URL('http://localhost/'), options, undefined)).toBeUndefined();
});

test.each([
  ['credentials', 'http://user:pass@localhost/', {}],
  ['an IPv6 address', 'http://[::1]/', {}],
  ['another agent', 'http://localhost/', { agent: new http.Agent() }],
  ['no agent', 'http://localhost/', { agent: undefined }],
  ['https without an agent for it', 'https://localhost/', {}],
])('%s: done as got does it, with the URL and all options', (_what, url, options) => {
  const made = {} as ClientRequest;
  const module = url.startsWith('https:') ? https : http;
  const request = vi.spyOn(module, 'request').mockReturnValue(made);
  const agent = new http.Agent();
  const given = { agent, method: 'PUT', ...options };
  const target = new URL(url);
  expect(leanRequest({ http: agent })(target, given, undefined)).toBe(made);
  expect(request.mock.calls).toEqual([[target, given, undefined]]);
});
