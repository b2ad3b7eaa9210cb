import { EventEmitter } from 'node:events';
import type http2 from 'node:http2';
import { expect, test } from 'vitest';
import { FloodWatch } from '../../src/http2/http2-flood.ts';
import { frame, STATUS_200 } from '../support/http2-frames.ts';
import { http2Rig, rawServer } from '../support/http2-setup.ts';
import { failure } from '../support/setup.ts';

const ALTSVC = Buffer.concat([Buffer.from([0, 14]), Buffer.from('https://a.test'), Buffer.from('h2=":1"')]);

/** Frames that bring no exchange on. */
const FRAMES: Record<string, Buffer> = {
  PING: frame(6, 0, 0, Buffer.alloc(8)),
  SETTINGS: frame(4, 0, 0),
  ALTSVC: frame(10, 0, 0, ALTSVC),
};

test.each(Object.entries(FRAMES))(
  '66: %s frames without end are an error, not tried again',
  async (_name, one) => {
    const { client, pool } = await http2Rig();
    const url = await rawServer(() => Buffer.concat(Array.from({ length: 3_000 }, () => one)));
    const error = await failure(client.get(url, { allowOtherOrigin: true }));
    expect(error).toMatchObject({
      code: 'ERR_SLUICE_PROTOCOL',
      systemCode: 'ERR_HTTP2_FLOOD',
      retryable: false,
    });
    expect(pool()).toMatchObject({ active: 0, idle: 0 });
  },
);

test('66: as many frames between the pieces of a response are accepted', async () => {
  const { client, pool } = await http2Rig();
  // Frames that nothing is sent back for: acknowledgements of all of them at once would be a flood of our own.
  const notes = Buffer.concat(Array.from({ length: 600 }, () => FRAMES['ALTSVC'] as Buffer));
  const url = await rawServer((stream, socket) => {
    const pieces = [
      frame(1, 4, stream, STATUS_200),
      frame(0, 0, stream, Buffer.from('o')),
      frame(0, 1, stream, Buffer.from('k')),
    ];
    for (const piece of pieces) socket.write(Buffer.concat([notes, piece]));
    return Buffer.alloc(0);
  });
  expect(await client.get(url, { allowOtherOrigin: true }).text()).toBe('ok');
  expect(pool()).toMatchObject({ idle: 1 });
});

test('66: a PING every few seconds is accepted for any time; a thousand PINGs at once are an error at any time', () => {
  const session = new EventEmitter();
  let now = 0;
  const floods: Error[] = [];
  const watch = new FloodWatch(session as http2.ClientHttp2Session, { now: () => now }, (error) =>
    floods.push(error),
  );
  for (let ping = 0; ping < 20_000; ping++) {
    session.emit('ping');
    now += 1_000;
  }
  for (let burst = 0; burst < 20; burst++) {
    for (let ping = 0; ping < 900; ping++) session.emit('ping');
    now += 10_001;
  }
  expect(floods).toEqual([]);
  for (let ping = 0; ping < 1_001; ping++) session.emit('ping');
  expect(floods).toHaveLength(1);
  watch.onProgress();
  for (let ping = 0; ping < 1_000; ping++) session.emit('ping');
  expect(floods).toHaveLength(1);
});
