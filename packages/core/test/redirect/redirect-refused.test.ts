// Redirects that are not followed.
import { describe, expect, test } from 'vitest';
import { createClient, redirect, type RedirectCallOptions } from '../../src/index.ts';
import { Answers } from '../support/answers.ts';
import { make } from '../support/redirects.ts';

describe('a redirect is refused', () => {
  test.each([
    ['file:///etc/passwd'],
    ['data:text/plain,x'],
    ['javascript:1'],
    ['ftp://a.test/'],
    ['http://unix:/run/x.sock:/'],
    ['unix:/run/x.sock'],
    ['http://'],
    ['http://a b/'],
    ['http://*.test/'],
    ['http://a%2Fb/'],
  ])('58: to %s, before anything is sent', async (location) => {
    const { transport, client } = make({ '/a': [302, location] });
    await expect(client.get('http://a.test/a')).rejects.toMatchObject({ code: 'ERR_SLUICE_REDIRECT' });
    expect(transport.exchanges).toHaveLength(1);
  });

  test.each([
    ['to itself', { '/a': [302, '/a'] }],
    ['in a circle', { '/a': [302, '/b'], '/b': [302, '/c'], '/c': [302, '/b'] }],
  ] as [string, Record<string, [number, string]>][])('57: that leads %s, at the limit', async (_, table) => {
    const { client } = make(table);
    await expect(client.get('http://a.test/a')).rejects.toMatchObject({
      code: 'ERR_SLUICE_REDIRECT',
      message: expect.stringContaining('more than maxRedirects (20) redirects'),
    });
    expect(client.stats().calls.inFlight).toBe(0);
  });

  test('57: beyond `maxRedirects`', async () => {
    const endless = new Answers(({ url }) => [302, { location: `/${Number(url.pathname.slice(1)) + 1}` }]);
    const client = createClient({ transport: endless, plugins: [redirect()] });
    await expect(client.get('http://a.test/0')).rejects.toMatchObject({
      message: expect.stringContaining('more than maxRedirects (20) redirects'),
    });
    expect(endless.exchanges).toHaveLength(21);
    await expect(client.get('http://a.test/0', { maxRedirects: 2 })).rejects.toMatchObject({
      message: expect.stringContaining('more than maxRedirects (2) redirects'),
    });
  });

  test('at the first one with `maxRedirects: 0`, of the client or of the call', async () => {
    const { transport, client } = make({ '/a': [302, '/b'] });
    await expect(client.get('http://a.test/a', { maxRedirects: 0 })).rejects.toMatchObject({
      code: 'ERR_SLUICE_REDIRECT',
    });
    const none = make({ '/a': [302, '/b'] }, { maxRedirects: 0 });
    await expect(none.client.get('http://a.test/a')).rejects.toMatchObject({ code: 'ERR_SLUICE_REDIRECT' });
    await expect(client.get('http://a.test/a', { redirect: 'error' })).rejects.toMatchObject({
      code: 'ERR_SLUICE_REDIRECT',
      message: "GET http://a.test/a: redirected by http://a.test/a, but redirect is 'error'",
    });
    expect([transport.exchanges.length, none.transport.exchanges.length]).toEqual([2, 1]);
  });

  test('without credentials in the message', async () => {
    const { client } = make({ '/a': [302, 'ftp://user:secret@b.test/?token=secret'] });
    await expect(client.get('http://a.test/a?token=secret')).rejects.toMatchObject({
      message: expect.not.stringContaining('secret'),
    });
  });

  test.each([
    { redirect: 'yes' },
    { redirect: true },
    { maxRedirects: -1 },
    { maxRedirects: 1.5 },
    { maxRedirects: '5' },
  ])('with the option %j', async (options) => {
    const { client } = make({});
    await expect(client.get('http://a.test/', options as RedirectCallOptions)).rejects.toMatchObject({
      code: 'ERR_SLUICE_OPTION',
    });
  });
});

describe('a response is returned as it is', () => {
  test.each([
    ['62: 300 with a Location', { '/a': [300, '/b'] }, {}, 300],
    ['304', { '/a': [304, '/b'] }, {}, 304],
    ['57: 302 without a Location', { '/a': [302] }, {}, 302],
    ['302 when redirects are manual', { '/a': [302, '/b'] }, { redirect: 'manual' }, 302],
  ] as [string, Record<string, [number, string?]>, RedirectCallOptions, number][])(
    '%s',
    async (_, table, options, status) => {
      const { transport, client } = make(table);
      const response = await client.get('http://a.test/a', { throwHttpErrors: false, ...options });
      expect([response.status, response.redirected, transport.exchanges.length]).toEqual([status, false, 1]);
    },
  );

  test('a 404 after redirects is an HttpError with the last URL', async () => {
    const { client } = make({ '/a': [302, '/b'], '/b': [404] });
    await expect(client.get('http://a.test/a')).rejects.toMatchObject({
      status: 404,
      response: { url: 'http://a.test/b' },
    });
  });
});
