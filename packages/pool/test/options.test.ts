import { expect, test } from 'vitest';
import { ConnectionPool } from '../src/index.ts';
import { resolveLimits, type PoolOptions } from '../src/options.ts';

test('the defaults', () => {
  expect(resolveLimits(undefined)).toEqual({
    maxIdle: 256,
    maxIdlePerHost: 256,
    maxPerHost: 256,
    maxTotal: Infinity,
    maxDialing: Infinity,
    idleTimeout: 90_000,
    maxAge: Infinity,
    maxRequests: Infinity,
    keepAlive: true,
  });
  expect(resolveLimits({ maxPerHost: 12 })).toMatchObject({ maxIdle: 100, maxIdlePerHost: 12 });
  expect(resolveLimits({ maxPerHost: 1200 })).toMatchObject({ maxIdle: 1200, maxIdlePerHost: 1200 });
  expect(resolveLimits({ maxPerHost: 5_000_000 })).toMatchObject({ maxIdle: 1_000_000 });
  expect(resolveLimits({ maxPerHost: Infinity })).toMatchObject({ maxIdle: 100, maxIdlePerHost: Infinity });
});

test.each([
  [{ maxIdle: -1 }, 'pool.maxIdle', '-1'],
  [{ maxIdle: Infinity }, 'pool.maxIdle', 'from 0 to 1000000'],
  [{ maxIdle: 1.5 }, 'pool.maxIdle', '1.5'],
  [{ maxPerHost: 0 }, 'pool.maxPerHost', 'from 1 on, or Infinity'],
  [{ maxPerHost: '8' }, 'pool.maxPerHost', "'8'"],
  [{ maxTotal: Number.NaN }, 'pool.maxTotal', 'NaN'],
  [{ maxDialing: 0 }, 'pool.maxDialing', '0'],
  [{ maxRequests: 0 }, 'pool.maxRequests', '0'],
  [{ idleTimeout: -5 }, 'pool.idleTimeout', '-5'],
  [{ maxAge: 0 }, 'pool.maxAge', '0'],
  [{ keepAlive: 1 }, 'pool.keepAlive', 'true or false'],
  [{ maxSockets: 5 }, 'pool.maxSockets', 'maxPerHost'],
])('%j is refused', (options, option, shown) => {
  expect(() => new ConnectionPool(options as PoolOptions)).toThrow(
    expect.objectContaining({
      code: 'ERR_SLUICE_OPTION',
      option,
      message: expect.stringContaining(shown) as string,
    }),
  );
});

test('a polluted prototype changes nothing', () => {
  const polluted = Object.prototype as Record<string, unknown>;
  polluted['maxIdle'] = 0;
  polluted['keepAlive'] = false;
  try {
    expect(resolveLimits({})).toMatchObject({ maxPerHost: 256 });
    expect(resolveLimits({}).maxIdle).toBe(256);
    expect(resolveLimits(undefined).keepAlive).toBe(true);
  } finally {
    delete polluted['maxIdle'];
    delete polluted['keepAlive'];
  }
});
