import * as undici from 'undici';
import { expect, test } from 'vitest';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import { http2Rig, trusted } from '../support/http2-setup.ts';

const MIB = 1_048_576;

test.each(['transport', 'dispatcher'])(
  '%s: sixty uploads of a mebibyte at once are all answered',
  async (face) => {
    const { client, registry, server } = await http2Rig();
    server.on('/echo', ({ stream }) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        stream.respond({ ':status': 200 });
        stream.end(Buffer.concat(parts));
      });
    });
    const dispatcher = dispatcherOf(registry, { http2: true, tls: trusted });
    const call = async (): Promise<number> => {
      const body = new Uint8Array(MIB);
      if (face === 'transport') return (await client.put('/echo', { body }).bytes()).length;
      const response = await undici.request(server.url('/echo'), { dispatcher, method: 'PUT', body });
      return (await response.body.bytes()).length;
    };
    const lengths = await Promise.all(Array.from({ length: 60 }, call));
    expect(new Set(lengths)).toEqual(new Set([MIB]));
    expect(server.opened).toBe(1);
  },
);
