// A property of downloads: after any behaviour of the server, the file is one of the server's states, complete.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createClient } from 'sluice';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { download } from '../../src/index.ts';
import { closeLater, originOf } from '../setup.ts';
import { bytesOf, serveFile, tagOf } from './file-origin.ts';

const LENGTH = 50_000;

/** What a server does with one request. */
const step = fc.record({
  /** The file is another one from this request on. */
  change: fc.boolean(),
  /** A header of the request that the server ignores. A server that ignores the condition names the tag of its part. */
  ignore: fc.constantFrom('nothing', 'nothing', 'range', 'if-range'),
  /** A 206 without `etag`, if the server obeys the condition. */
  bare: fc.boolean(),
  /** What is wrong with a 206, or 416 in its place. */
  wrong: fc.constantFrom('nothing', 'nothing', 'nothing', 'start', 'total', '416'),
  /** The length of a 206. */
  length: fc.option(fc.integer({ min: 1, max: 20_000 })),
  /** Where the connection breaks in the body. */
  cut: fc.option(
    fc.record({ do: fc.constantFrom('close' as const, 'reset' as const), after: fc.nat(LENGTH) }),
  ),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-download-'));
});

afterEach(() => rm(folder, { recursive: true }));

test('a file is never mixed from two states of it, nor cut short', async () => {
  const origin = await originOf();
  const client = closeLater(createClient({ pool: {}, retry: false }));
  const target = join(folder, 'file');
  let script: Step[] = [];
  let version = 1;
  origin.on('/file').handle((request) => {
    const given = script.shift();
    if (given?.change === true) version++;
    const ignored = given?.ignore;
    const answer = serveFile({ bytes: bytesOf(LENGTH, version) }, (name) =>
      name === ignored ? undefined : request.header(name),
    );
    const headers: Record<string, string> = { ...answer.headers };
    let { status, body } = answer;
    if (given !== undefined && status === 206) {
      const asked = Number(/\d+/.exec(request.header('range') ?? '')?.[0]);
      const from = given.wrong === 'start' ? 0 : asked;
      body = bytesOf(LENGTH, version).subarray(from, from + (given.length ?? LENGTH));
      const total = given.wrong === 'total' ? LENGTH + 1 : LENGTH;
      headers['content-range'] = `bytes ${from}-${from + body.length - 1}/${total}`;
      if (given.bare && ignored !== 'if-range') delete headers['etag'];
      if (given.wrong === '416') {
        status = 416;
        headers['content-range'] = `bytes */${LENGTH}`;
        body = new Uint8Array();
      }
    }
    const faults = given?.cut ? [{ ...given.cut, at: 'body' as const }] : [];
    return { status, headers: Object.entries(headers), body: Buffer.from(body), faults };
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.boolean(), async (steps, restarts) => {
      script = [...steps];
      version = 1;
      const options = {
        key: 'file',
        fsync: false,
        retry: { maxRetries: restarts ? 0 : Infinity, minDelay: 0, maxDelay: 0 },
      };
      // Each failure is the end of a process: the next call continues with what it left.
      for (let runs = 0; runs < 20; runs++) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- one run after the other
          await download(client, origin.url('/file'), target, options);
          break;
        } catch (error) {
          if (!restarts || runs === 19) throw error;
        }
      }
      expect(tagOf(await readFile(target))).toBe(tagOf(bytesOf(LENGTH, version)));
      expect(await readdir(folder)).toEqual(['file']);
      await rm(target);
    }),
    { numRuns: 150 },
  );
});
