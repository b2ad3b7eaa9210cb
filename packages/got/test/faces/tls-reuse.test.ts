import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOriginProcess, type OriginProcess } from '@sluice/fixtures';
import { FACES, throughProxy, type Face } from './faces.ts';
import type { Counts, Ports } from './origin-module.ts';

const KB = 1_024;

/** Bodies of requests by their size in bytes, 0 for none, and how many calls are made with each by 50 callers. */
const BODIES: readonly (readonly [size: number, calls: number])[] = [
  [0, 120],
  [KB, 120],
  [64 * KB, 60],
  [1_024 * KB, 12],
];

const PATHS = { fast: '/', slow: '/slow/3' };

const KINDS = ['plain', 'TLS 1.2', 'TLS 1.3'] as const;

let origin: OriginProcess<Ports>;

beforeAll(async () => {
  origin = await startOriginProcess<Ports>(new URL('origin-module.ts', import.meta.url));
});

afterAll(() => origin.close());

function urlOf(kind: keyof Ports, path: string): string {
  return `${kind === 'plain' ? 'http' : 'https'}://localhost:${origin.ready[kind]}${path}`;
}

/** Concurrent callers make sequential calls, and check every answer. */
async function makeCalls(
  face: Face,
  url: string,
  size: number,
  calls: number,
  callers: number,
): Promise<void> {
  const body = size === 0 ? undefined : Buffer.alloc(size, 'sluice');
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const expected = `${body === undefined ? 'GET' : 'POST'} ${new URL(url).pathname} ${size} ${digest}`;
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) expect(await face.call(url, body)).toBe(expected);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** The number of connections beyond one for each caller, by callers and size of the request bodies. */
async function surplusOf(make: () => Face, kind: keyof Ports, path: string): Promise<Record<string, number>> {
  const surplus: Record<string, number> = {};
  for (const callers of [1, 50]) {
    const face = make();
    // All of them in flight at once, so that each caller has a connection.
    await makeCalls(face, urlOf(kind, `/together/${callers}`), 0, callers, callers);
    for (const [size, calls] of BODIES) {
      await makeCalls(face, urlOf(kind, path), size, callers === 1 ? calls / 2 : calls, callers);
      const { opened } = await origin.ask<Counts>();
      const more = size === 0 ? opened - callers : opened;
      if (more > 0) surplus[`${callers} callers, ${size} bytes`] = more;
    }
    await face.close();
  }
  return surplus;
}

for (const [name, make] of Object.entries(FACES)) {
  for (const kind of KINDS) {
    test.each(Object.entries(PATHS))(
      `${name}, ${kind}, %s origin: no more connections are opened than calls are in flight at once`,
      async (_speed, path) => {
        expect(await surplusOf(make, kind, path)).toEqual({});
      },
    );
  }
}

test.each(Object.entries(PATHS))(
  'TLS inside the TLS of a proxy, %s origin: no more connections are opened than calls are in flight at once',
  async (_speed, path) => {
    const proxy = `https://localhost:${origin.ready.proxy}`;
    expect(await surplusOf(() => throughProxy(proxy), 'TLS 1.3', path)).toEqual({});
  },
);

test.each(Object.entries(FACES))(
  '%s: callers that come at once open no more connections than there are callers',
  async (_name, make) => {
    for (const kind of KINDS) {
      const face = make();
      // The first connections serve the waiting callers, whose dials then serve the next calls of the first callers.
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await makeCalls(face, urlOf(kind, '/'), 0, 100, 10);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await origin.ask<Counts>()).opened).toBeLessThanOrEqual(10);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await face.close();
    }
  },
);

// Node's own client keeps such a connection for the request until the request is destroyed.
test.each(Object.entries(FACES).filter(([name]) => name !== 'agents, node:http'))(
  '%s, TLS: a connection whose upload is not read, though it was answered, is not used again',
  async (_name, make) => {
    const face = make();
    expect(await face.call(urlOf('TLS 1.3', '/early'), Buffer.alloc(32 * 1_024 * KB))).toBe('early');
    await makeCalls(face, urlOf('TLS 1.3', '/'), KB, 3, 1);
    expect(await origin.ask()).toMatchObject({ opened: 2 });
    await face.close();
  },
);
