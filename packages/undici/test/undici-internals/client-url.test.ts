import { expect, test } from 'vitest';
import { clientUrl } from '../../src/undici-internals/client-url.ts';

test('the URL of a client has its origin and protocol as own properties and otherwise works like any URL', () => {
  const url = clientUrl('https://a.test:8443');
  expect(Object.getOwnPropertyDescriptor(url, 'origin')?.value).toBe('https://a.test:8443');
  expect(Object.getOwnPropertyDescriptor(url, 'protocol')?.value).toBe('https:');
  expect(url.href).toBe('https://a.test:8443/');
});
