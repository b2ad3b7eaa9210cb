// Faults of an HTTP/2 connection with all its streams.
import http2 from 'node:http2';
import type { Http2Exchange } from '../http2-exchange.ts';
import type { Http2Fault } from '../fault.ts';
import { FrameType, codePayload, makeFrame } from '../../origin/http2/frames.ts';

const { constants } = http2;

const spread = { wire: 'http2', spreads: true, retried: true } as const;

const PING = makeFrame(FrameType.ping, 0, 0, Buffer.alloc(8));
const SETTINGS = makeFrame(FrameType.settings, 0, 0);

async function flood(exchange: Http2Exchange, ...frames: readonly Uint8Array[]): Promise<void> {
  await exchange.uploaded();
  exchange.head();
  await exchange.flushed();
  for (let sent = 0; sent < 200 && !exchange.gone; sent++) {
    exchange.tap.inject(...Array.from({ length: 50 }, () => frames).flat());
    await exchange.pause(1);
  }
  await exchange.closed();
}

export const connections: readonly Http2Fault[] = [
  {
    ...spread,
    name: 'goaway-and-answer',
    phase: 'head',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      exchange.goAway(constants.NGHTTP2_NO_ERROR, exchange.id);
      await exchange.reply();
    },
  },
  {
    ...spread,
    name: 'goaway-below',
    phase: 'head',
    outcome: 'whole',
    play(exchange) {
      exchange.notProcessed();
      exchange.goAway(constants.NGHTTP2_NO_ERROR, Math.max(0, exchange.id - 2));
      return Promise.resolve();
    },
  },
  {
    ...spread,
    name: 'goaway-twice',
    phase: 'head',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      exchange.tap.inject(
        makeFrame(FrameType.goAway, 0, 0, Buffer.concat([codePayload(0x7fff_ffff), codePayload(0)])),
      );
      await exchange.pause(3);
      exchange.goAway(constants.NGHTTP2_NO_ERROR, exchange.id);
      await exchange.reply();
    },
  },
  {
    ...spread,
    name: 'goaway-after-answer-and-close',
    phase: 'after',
    outcome: 'whole',
    async play(exchange) {
      await exchange.reply();
      exchange.goAway(constants.NGHTTP2_NO_ERROR, exchange.id);
      exchange.session.close();
    },
  },
  {
    ...spread,
    name: 'goaway-with-an-error',
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      exchange.head();
      await exchange.send(exchange.content.slice(0, 500));
      exchange.goAway(exchange.random.pick([1, 2, 3, 11]), exchange.id);
      await exchange.pause(2);
      exchange.session.destroy();
    },
  },
  {
    ...spread,
    name: 'reset-of-the-connection',
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      if (exchange.random.chance(0.7)) {
        exchange.head();
        await exchange.send(exchange.content.slice(0, exchange.content.length / 2));
      }
      exchange.reset();
    },
  },
  {
    ...spread,
    name: 'end-of-the-connection',
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      exchange.head();
      await exchange.send(exchange.content.slice(0, exchange.content.length / 2));
      exchange.session.destroy();
    },
  },
  {
    ...spread,
    name: 'flood-of-pings',
    phase: 'body',
    outcome: 'error',
    retried: false,
    play: (exchange) => flood(exchange, PING),
  },
  {
    ...spread,
    name: 'flood-of-settings',
    phase: 'body',
    outcome: 'error',
    retried: false,
    play: (exchange) => flood(exchange, SETTINGS),
  },
  {
    ...spread,
    name: 'flood-of-empty-data',
    phase: 'body',
    outcome: 'error',
    retried: false,
    play: (exchange) => flood(exchange, makeFrame(FrameType.data, 0, exchange.id)),
  },
  {
    ...spread,
    name: 'stops-reading',
    phase: 'upload',
    outcome: 'error',
    methods: ['PUT', 'POST'],
    uploadBytes: 3_000_000,
    async play(exchange) {
      exchange.stopReading();
      await exchange.closed();
    },
  },
  {
    ...spread,
    name: 'huge-head',
    phase: 'head',
    outcome: 'error',
    retried: false,
    async play(exchange) {
      await exchange.uploaded();
      exchange.head({ fields: { 'x-huge': 'a'.repeat(40_000) } });
      await exchange.closed();
    },
  },
];
