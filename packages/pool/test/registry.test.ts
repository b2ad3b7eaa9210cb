import { expect, test } from 'vitest';
import { createAgentRegistry, poolOf, sharedRegistry } from '../src/index.ts';

test('a registry has one pool, and checks its limits when it is created', () => {
  const registry = createAgentRegistry({ maxPerHost: 8 });
  expect(poolOf(registry)).toBe(poolOf(registry));
  expect(registry.limits).toMatchObject({ maxPerHost: 8, maxIdlePerHost: 8, keepAlive: true });
  expect(() => createAgentRegistry({ maxIdle: -1 })).toThrow(/maxIdle/);
});

test('the shared registry is one per process, and created again after it was closed', async () => {
  const first = sharedRegistry();
  expect(sharedRegistry()).toBe(first);
  expect(poolOf(first)).not.toBe(poolOf(createAgentRegistry()));
  await first.close();
  expect(sharedRegistry()).not.toBe(first);
});

test('a polluted prototype does not become a limit', () => {
  const polluted = Object.prototype as Record<string, unknown>;
  polluted['keepAlive'] = false;
  try {
    expect(createAgentRegistry().limits.keepAlive).toBe(true);
  } finally {
    delete polluted['keepAlive'];
  }
});
