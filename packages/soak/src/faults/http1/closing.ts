// Faults of connections that end before, during or after a response.
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';

const ended = { wire: 'http1', outcome: 'error', retried: true } as const;
const after = { wire: 'http1', phase: 'after', outcome: 'whole', retried: true } as const;

/** Sends a part of a response's head or body. */
async function partOf(
  exchange: Http1Exchange,
  where: 'head' | 'body',
  framing: 'length' | 'chunked' | 'close',
) {
  await exchange.uploaded();
  const { head, body } = exchange.answer({ framing, coding: 'identity' });
  if (where === 'head') {
    await exchange.write(head.slice(0, exchange.random.between(1, head.length)));
    return;
  }
  await exchange.write(`${head}\r\n`);
  // The last chunk is 5 bytes long: without it, a chunked body is incomplete.
  await exchange.write(body.subarray(0, exchange.random.between(0, body.length - 5)));
  await exchange.pause(exchange.random.between(0, 4));
}

export const closing: readonly Http1Fault[] = [
  {
    ...ended,
    name: 'reset-before-head',
    phase: 'head',
    async play(exchange) {
      if (exchange.random.chance(0.5)) await exchange.uploaded();
      exchange.reset();
    },
  },
  {
    ...ended,
    name: 'fin-before-head',
    phase: 'head',
    async play(exchange) {
      await exchange.uploaded();
      exchange.fin();
    },
  },
  {
    ...ended,
    name: 'reset-in-head',
    phase: 'head',
    async play(exchange) {
      await partOf(exchange, 'head', 'length');
      exchange.reset();
    },
  },
  {
    ...ended,
    name: 'fin-in-head',
    phase: 'head',
    async play(exchange) {
      await partOf(exchange, 'head', 'length');
      exchange.fin();
    },
  },
  {
    ...ended,
    name: 'reset-in-body',
    phase: 'body',
    async play(exchange) {
      await partOf(exchange, 'body', 'length');
      exchange.reset();
    },
  },
  {
    ...ended,
    name: 'fin-in-body',
    phase: 'body',
    async play(exchange) {
      await partOf(exchange, 'body', 'length');
      exchange.fin();
    },
  },
  {
    ...ended,
    name: 'fin-in-chunked-body',
    phase: 'body',
    async play(exchange) {
      await partOf(exchange, 'body', 'chunked');
      exchange.fin();
    },
  },
  {
    ...ended,
    name: 'reset-in-chunked-body',
    phase: 'body',
    async play(exchange) {
      await partOf(exchange, 'body', 'chunked');
      exchange.reset();
    },
  },
  {
    ...ended,
    name: 'reset-in-unframed-body',
    phase: 'body',
    async play(exchange) {
      await partOf(exchange, 'body', 'close');
      exchange.reset();
    },
  },
  {
    ...ended,
    name: 'tls-cut-in-body',
    phase: 'body',
    secure: true,
    async play(exchange) {
      await partOf(exchange, 'body', 'length');
      exchange.truncate();
    },
  },
  {
    ...ended,
    name: 'tls-cut-in-unframed-body',
    phase: 'body',
    secure: true,
    // Node.js does not report whether a close_notify preceded the end.
    outcome: 'cut',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer({ framing: 'close', coding: 'identity' });
      await exchange.write(`${head}\r\n`);
      await exchange.write(body);
      exchange.truncate();
    },
  },
  {
    ...ended,
    name: 'tls-garbage-in-body',
    phase: 'body',
    secure: true,
    async play(exchange) {
      await partOf(exchange, 'body', 'length');
      exchange.writeRaw(
        Buffer.from('\u0017\u0003\u0003\u0000\u0020this record decrypts to nothing.', 'latin1'),
      );
      await exchange.closed();
    },
  },
  {
    ...after,
    name: 'unframed-body',
    async play(exchange) {
      await exchange.reply({ framing: 'close' });
      exchange.fin();
    },
  },
  {
    ...after,
    name: 'close-at-once',
    async play(exchange) {
      await exchange.reply({ framing: 'length' });
      exchange.fin();
    },
  },
  {
    ...after,
    name: 'close-soon',
    async play(exchange) {
      await exchange.reply({ framing: 'length' });
      await exchange.pause(exchange.random.between(1, 6));
      exchange.fin();
    },
  },
  {
    ...after,
    name: 'reset-after-answer',
    // The reset discards the bytes that the client has not read from its kernel.
    outcome: 'either',
    async play(exchange) {
      await exchange.reply({ framing: 'length' });
      await exchange.pause(exchange.random.between(0, 6));
      exchange.reset();
    },
  },
  {
    ...after,
    name: 'reset-at-reuse',
    async play(exchange) {
      await exchange.reply({ framing: 'length' });
      exchange.endAtNextRequest('reset');
    },
  },
  {
    ...after,
    name: 'fin-at-reuse',
    async play(exchange) {
      await exchange.reply({ framing: 'length' });
      exchange.endAtNextRequest('fin');
    },
  },
  {
    ...after,
    name: 'says-close-and-stays',
    async play(exchange) {
      await exchange.reply({ framing: 'length', fields: [['connection', 'close']] });
      await exchange.closed();
    },
  },
];
