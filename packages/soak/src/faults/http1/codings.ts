// Faults of bodies that do not match their content-encoding.
import zlib from 'node:zlib';
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';
import type { Coding } from '../../plan/call-plan.ts';

const coded = {
  wire: 'http1',
  phase: 'coding',
  outcome: 'error',
  retried: false,
  coded: true,
  methods: ['GET', 'PUT'],
} as const;

// The same for every call.
let bomb: Buffer | undefined;
let bulk: Buffer | undefined;

function gzipped({ content }: Http1Exchange): Buffer {
  return zlib.gzipSync(content.slice());
}

function encode(coding: Coding, bytes: Buffer): Buffer {
  if (coding === 'gzip') return zlib.gzipSync(bytes);
  if (coding === 'br')
    return zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
  if (coding === 'zstd') return zlib.zstdCompressSync(bytes);
  return bytes;
}

/** Sends bytes as a complete body with a content-encoding. */
async function labelled(exchange: Http1Exchange, coding: string, payload: Buffer): Promise<void> {
  await exchange.uploaded();
  const framing = exchange.random.chance(0.5) ? 'length' : 'chunked';
  const { head, body } = exchange.answer({
    framing,
    coding: 'identity',
    payload,
    fields: [['content-encoding', coding]],
  });
  await exchange.write(`${head}\r\n`);
  await exchange.finish(body);
}

function cut(coding: Coding): Http1Fault {
  return {
    ...coded,
    name: `${coding}-cut`,
    async play(exchange) {
      const whole = encode(coding, exchange.content.slice());
      await labelled(exchange, coding, whole.subarray(0, exchange.random.between(1, whole.length - 9)));
    },
  };
}

export const codings: readonly Http1Fault[] = [
  cut('gzip'),
  cut('br'),
  cut('zstd'),
  {
    ...coded,
    name: 'gzip-of-garbage',
    play: (exchange) => labelled(exchange, 'gzip', exchange.content.slice()),
  },
  {
    ...coded,
    name: 'gzip-of-garbage-for-ever',
    async play(exchange) {
      await exchange.uploaded();
      const { head } = exchange.answer({
        framing: 'chunked',
        coding: 'identity',
        fields: [['content-encoding', 'gzip']],
      });
      await exchange.write(`${head}\r\n`);
      while (!exchange.gone) {
        await exchange.write('10\r\n0123456789abcdef\r\n');
        await exchange.pause(20);
      }
    },
  },
  {
    ...coded,
    name: 'bytes-after-gzip',
    play: (exchange) =>
      labelled(
        exchange,
        'gzip',
        Buffer.concat([zlib.gzipSync(exchange.content.slice()), Buffer.from('after')]),
      ),
  },
  {
    ...coded,
    name: 'gzip-bomb',
    answer: { content: 'blank', bytes: 16_777_216 },
    play: (exchange) => labelled(exchange, 'gzip', (bomb ??= gzipped(exchange))),
  },
  {
    ...coded,
    name: 'gzip-of-bulk',
    // Within the default limit on decompression bombs, and expensive to decode.
    outcome: 'either',
    answer: { content: 'bulk', bytes: 24_000_000 },
    play: (exchange) => labelled(exchange, 'gzip', (bulk ??= gzipped(exchange))),
  },
  {
    ...coded,
    name: 'unknown-coding',
    outcome: 'whole',
    play: (exchange) => labelled(exchange, 'x-unknown', exchange.content.slice()),
  },
];
