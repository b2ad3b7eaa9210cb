// Faults of one HTTP/2 stream, which do not affect the other streams of the connection.
import http2 from 'node:http2';
import type { Http2Exchange } from '../http2-exchange.ts';
import type { Http2Fault } from '../fault.ts';
import { FrameType, makeFrame } from '../../origin/http2/frames.ts';

const { constants } = http2;

const stream = { wire: 'http2', spreads: false, retried: true } as const;

/** Error codes of RST_STREAM (RFC 9113 section 7), and an unknown one. REFUSED_STREAM has its own faults. */
const CODES = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 99];

async function partOf(exchange: Http2Exchange): Promise<void> {
  await exchange.uploaded();
  exchange.head();
  await exchange.send(exchange.content.slice(0, exchange.random.between(0, exchange.content.length)));
}

/** A reset with a code, before or during the response. */
function resets(code: number): Http2Fault {
  return {
    ...stream,
    name: `rst-${code}`,
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      if (exchange.random.chance(0.5)) await partOf(exchange);
      await exchange.rst(code);
    },
  };
}

export const streams: readonly Http2Fault[] = [
  ...CODES.map(resets),
  {
    ...stream,
    name: 'head-and-body-in-one-read',
    phase: 'head',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      exchange.tap.hold();
      const replied = exchange.reply({ length: exchange.random.chance(0.3) });
      await exchange.pause(2);
      exchange.tap.release();
      await replied;
    },
  },
  {
    ...stream,
    name: 'refused-stream',
    phase: 'head',
    outcome: 'whole',
    play(exchange) {
      exchange.notProcessed();
      return exchange.rst(constants.NGHTTP2_REFUSED_STREAM);
    },
  },
  {
    ...stream,
    name: 'refused-after-upload',
    phase: 'upload',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      exchange.notProcessed();
      await exchange.rst(constants.NGHTTP2_REFUSED_STREAM);
    },
  },
  {
    ...stream,
    name: 'no-end',
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      exchange.head({ length: false });
      await exchange.send(exchange.content.slice());
      await exchange.closed();
    },
  },
  {
    ...stream,
    name: 'length-too-large',
    phase: 'body',
    outcome: 'error',
    methods: ['GET', 'PUT', 'POST'],
    async play(exchange) {
      await exchange.uploaded();
      exchange.head({ length: false, fields: { 'content-length': exchange.content.length + 10 } });
      await exchange.send(exchange.content.slice(), true);
    },
  },
  {
    ...stream,
    name: 'length-too-small',
    // nghttp2 ends the whole connection if a client receives more than the declared length.
    spreads: true,
    phase: 'body',
    outcome: 'error',
    methods: ['GET', 'PUT', 'POST'],
    async play(exchange) {
      await exchange.uploaded();
      exchange.head({ length: false, fields: { 'content-length': Math.floor(exchange.content.length / 2) } });
      await exchange.send(exchange.content.slice(), true);
    },
  },
  {
    ...stream,
    name: 'trailers',
    phase: 'after',
    outcome: 'whole',
    play: (exchange) => exchange.reply({ trailers: true }),
  },
  {
    ...stream,
    name: 'early-hints',
    phase: 'head',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      for (let sent = 0; sent < 3 && !exchange.gone; sent++)
        exchange.stream.additionalHeaders({ ':status': 103 });
      await exchange.reply();
    },
  },
  {
    ...stream,
    name: 'a-few-empty-frames',
    phase: 'body',
    outcome: 'whole',
    methods: ['GET', 'PUT', 'POST'],
    async play(exchange) {
      await exchange.uploaded();
      exchange.head();
      await exchange.flushed();
      for (const half of [exchange.content.slice(0, 1_000), exchange.content.slice(1_000)]) {
        exchange.tap.inject(
          makeFrame(FrameType.data, 0, exchange.id),
          makeFrame(200, 0, exchange.id, Buffer.from('?')),
        );
        await exchange.send(half);
      }
      await exchange.send(Buffer.alloc(0), true);
    },
  },
  {
    ...stream,
    name: 'in-small-pieces',
    phase: 'body',
    outcome: 'either',
    async play(exchange) {
      await exchange.uploaded();
      exchange.head();
      const size = Math.ceil(exchange.content.length / 12);
      for (let offset = 0; offset < exchange.content.length && !exchange.gone; offset += size) {
        await exchange.send(exchange.content.slice(offset, Math.min(offset + size, exchange.content.length)));
        await exchange.pause(exchange.random.between(0, 4));
      }
      await exchange.send(Buffer.alloc(0), true);
    },
  },
  {
    ...stream,
    name: 'never-answers',
    phase: 'head',
    outcome: 'error',
    play: (exchange) => exchange.closed(),
  },
  {
    ...stream,
    name: 'stalls-in-body',
    phase: 'body',
    outcome: 'error',
    async play(exchange) {
      await partOf(exchange);
      await exchange.closed();
    },
  },
  {
    ...stream,
    name: 'answers-before-upload',
    phase: 'upload',
    outcome: 'either',
    methods: ['PUT', 'POST'],
    uploadBytes: 600_000,
    async play(exchange) {
      exchange.head();
      await exchange.send(exchange.content.slice(), true);
      await exchange.rst(constants.NGHTTP2_NO_ERROR);
    },
  },
  {
    ...stream,
    name: 'window-never-opens',
    phase: 'upload',
    outcome: 'error',
    methods: ['PUT', 'POST'],
    uploadBytes: 600_000,
    async play(exchange) {
      const { id } = exchange;
      exchange.tap.onOutgoing((frame) =>
        frame.type === FrameType.windowUpdate && frame.stream === id ? undefined : frame.bytes,
      );
      await exchange.closed();
    },
  },
  {
    ...stream,
    name: '503',
    phase: 'head',
    outcome: 'status',
    play: (exchange) => exchange.reply({ status: 503, payload: Buffer.from('busy') }),
  },
];
