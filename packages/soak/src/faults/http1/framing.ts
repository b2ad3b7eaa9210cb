// Faults of responses with wrong framing.
import type { AnswerParts } from '../http1-exchange.ts';
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';

const broken = { wire: 'http1', phase: 'body', outcome: 'error', retried: true } as const;

const CHUNKED: AnswerParts = { framing: 'chunked', coding: 'identity' };
const PLAIN: AnswerParts = { framing: 'length', coding: 'identity' };

/** Sends a response with a changed head, and keeps the connection open. */
async function withHead(exchange: Http1Exchange, change: (head: string) => string): Promise<void> {
  await exchange.uploaded();
  const { head, body } = exchange.answer(PLAIN);
  await exchange.write(`${change(head)}\r\n`);
  await exchange.finish(body);
  await exchange.closed();
}

export const framing: readonly Http1Fault[] = [
  {
    ...broken,
    name: 'chunk-size-garbage',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer(CHUNKED);
      await exchange.write(`${head}\r\n`);
      await exchange.write(body.subarray(0, -5));
      await exchange.write('xyz\r\nabc\r\n');
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'chunk-without-end',
    async play(exchange) {
      await exchange.uploaded();
      const { head } = exchange.answer(CHUNKED);
      await exchange.write(`${head}\r\n4\r\n${exchange.content.slice(0, 8).toString()}\r\n0\r\n\r\n`);
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'endless-body',
    always: true,
    answer: { content: 'down', bytes: 1e12 },
    async play(exchange) {
      await exchange.uploaded();
      const { head } = exchange.answer({ ...CHUNKED, payload: Buffer.alloc(0) });
      await exchange.write(`${head}\r\n`);
      for (let offset = 0; !exchange.gone; offset += 8_192) {
        await exchange.write(`2000\r\n`);
        await exchange.write(exchange.content.slice(offset, offset + 8_192));
        await exchange.write('\r\n');
        await exchange.pause(10);
      }
    },
  },
  {
    ...broken,
    name: 'length-too-small',
    outcome: 'prefix',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer(PLAIN);
      const short = Math.floor(body.length / 2);
      // The bytes beyond the length may arrive after the next request was sent.
      await exchange.finish(`${head.replace(/content-length: \d+/, `content-length: ${short}`)}\r\n`);
      await exchange.write(body);
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'length-too-large-and-fin',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer(PLAIN);
      await exchange.write(
        `${head.replace(/content-length: \d+/, `content-length: ${body.length + 10}`)}\r\n`,
      );
      await exchange.write(body);
      exchange.fin();
    },
  },
  {
    ...broken,
    name: 'length-too-large-and-open',
    play: (exchange) =>
      withHead(exchange, (head) => head.replace(/content-length: (\d+)/, 'content-length: $10')),
  },
  {
    ...broken,
    name: 'two-lengths',
    play: (exchange) => withHead(exchange, (head) => `${head}content-length: 7\r\n`),
  },
  {
    ...broken,
    name: 'length-and-chunked',
    play: (exchange) => withHead(exchange, (head) => `${head}transfer-encoding: chunked\r\n`),
  },
  {
    ...broken,
    name: 'huge-head',
    phase: 'head',
    retried: false,
    play: (exchange) => withHead(exchange, (head) => `${head}x-huge: ${'a'.repeat(40_000)}\r\n`),
  },
  {
    ...broken,
    name: 'many-header-lines',
    phase: 'head',
    retried: false,
    play: (exchange) => withHead(exchange, (head) => `${head}${'a: b\r\n'.repeat(3_000)}`),
  },
  {
    ...broken,
    name: 'folded-header',
    phase: 'head',
    play: (exchange) => withHead(exchange, (head) => `${head}x-folded: one\r\n two\r\n`),
  },
  {
    ...broken,
    name: 'not-http',
    phase: 'head',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('SSH-2.0-OpenSSH_9.9\r\n\r\n');
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'garbage-after-answer',
    phase: 'after',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer(PLAIN);
      await exchange.write(
        Buffer.concat([Buffer.from(`${head}\r\n`), body, Buffer.from('\u0000garbage\r\n\r\n')]),
      );
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'second-answer-at-once',
    phase: 'after',
    outcome: 'whole',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer(PLAIN);
      const extra = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged';
      await exchange.write(Buffer.concat([Buffer.from(`${head}\r\n`), body, Buffer.from(extra)]));
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'bytes-while-idle',
    phase: 'after',
    outcome: 'whole',
    async play(exchange) {
      await exchange.reply(PLAIN);
      await exchange.pause(exchange.random.between(1, 5));
      if (exchange.over) return;
      await exchange.write('stray');
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: '408-while-idle',
    phase: 'after',
    outcome: 'whole',
    async play(exchange) {
      await exchange.reply(PLAIN);
      await exchange.pause(exchange.random.between(0, 5));
      if (exchange.over) return;
      await exchange.write('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      exchange.fin();
    },
  },
  {
    ...broken,
    name: 'body-on-204',
    phase: 'after',
    outcome: 'empty',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nstray');
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'body-on-304',
    phase: 'after',
    outcome: 'empty',
    methods: ['GET'],
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\nstray');
      await exchange.closed();
    },
  },
  {
    ...broken,
    name: 'body-on-head',
    phase: 'after',
    outcome: 'whole',
    methods: ['HEAD'],
    async play(exchange) {
      const { head } = exchange.answer(PLAIN);
      await exchange.write(`${head}\r\nstray`);
      await exchange.closed();
    },
  },
];
