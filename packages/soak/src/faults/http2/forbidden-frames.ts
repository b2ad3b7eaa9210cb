// Faults of an HTTP/2 connection that carries frames which the protocol forbids.
import type { Http2Exchange } from '../http2-exchange.ts';
import type { Http2Fault } from '../fault.ts';
import { Flag, FrameType, codePayload, makeFrame } from '../../origin/http2/frames.ts';

const spread = { wire: 'http2', spreads: true, retried: true } as const;

/** Sends frames that the protocol forbids during a response. */
async function forbidden(exchange: Http2Exchange, ...frames: readonly Uint8Array[]): Promise<void> {
  await exchange.uploaded();
  if (exchange.random.chance(0.5)) {
    exchange.head();
    await exchange.send(exchange.content.slice(0, 100));
    await exchange.flushed();
  }
  exchange.tap.inject(...frames);
  await exchange.closed();
}

export const forbiddenFrames: readonly Http2Fault[] = [
  {
    ...spread,
    name: 'push-promise',
    phase: 'body',
    outcome: 'error',
    play: (exchange) =>
      // An indexed `:method: GET` for a stream of the server (RFC 7541 section 6.1).
      forbidden(
        exchange,
        makeFrame(
          FrameType.pushPromise,
          Flag.endHeaders,
          exchange.id,
          Buffer.concat([codePayload(2), Buffer.from([0x82])]),
        ),
      ),
  },
  {
    ...spread,
    name: 'frame-of-a-wrong-size',
    phase: 'body',
    outcome: 'error',
    play: (exchange) => forbidden(exchange, makeFrame(FrameType.ping, 0, 0, Buffer.alloc(7))),
  },
  {
    ...spread,
    name: 'data-on-an-idle-stream',
    phase: 'body',
    outcome: 'error',
    play: (exchange) =>
      forbidden(exchange, makeFrame(FrameType.data, 0, exchange.id + 1_000, Buffer.from('stray'))),
  },
  {
    ...spread,
    name: 'header-block-of-garbage',
    phase: 'head',
    outcome: 'error',
    play: (exchange) =>
      forbidden(exchange, makeFrame(FrameType.headers, Flag.endHeaders, exchange.id, Buffer.alloc(20, 0xff))),
  },
  {
    ...spread,
    name: 'endless-continuation',
    phase: 'head',
    outcome: 'error',
    retried: false,
    async play(exchange) {
      await exchange.uploaded();
      exchange.tap.inject(makeFrame(FrameType.headers, 0, exchange.id, Buffer.from([0x88])));
      for (let sent = 0; sent < 200 && !exchange.gone; sent++) {
        exchange.tap.inject(
          ...Array.from({ length: 20 }, () => makeFrame(FrameType.continuation, 0, exchange.id)),
        );
        await exchange.pause(1);
      }
      await exchange.closed();
    },
  },
  {
    ...spread,
    name: 'garbage-past-tls',
    phase: 'body',
    outcome: 'error',
    play: (exchange) => forbidden(exchange, Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi')),
  },
  {
    ...spread,
    name: 'body-without-head',
    phase: 'head',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      exchange.tap.inject(
        makeFrame(FrameType.data, Flag.endStream, exchange.id, exchange.content.slice(0, 1_000)),
      );
      await exchange.closed();
    },
  },
];
