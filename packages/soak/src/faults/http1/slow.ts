// Faults of responses that are slow or missing.
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';

const slow = { wire: 'http1', outcome: 'error', retried: true } as const;

async function drip(exchange: Http1Exchange, bytes: Buffer, pieces: number, pause: number): Promise<void> {
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  let offset = 0;
  for (; offset + size < bytes.length && !exchange.gone; offset += size) {
    await exchange.write(bytes.subarray(offset, offset + size));
    await exchange.pause(pause);
  }
  await exchange.finish(bytes.subarray(offset));
}

export const slowness: readonly Http1Fault[] = [
  {
    ...slow,
    name: 'never-answers',
    phase: 'head',
    play: (exchange) => exchange.closed(),
  },
  {
    ...slow,
    name: 'stalls-in-head',
    phase: 'head',
    async play(exchange) {
      await exchange.uploaded();
      const { head } = exchange.answer();
      await exchange.write(head.slice(0, head.length / 2));
      await exchange.closed();
    },
  },
  {
    ...slow,
    name: 'stalls-in-body',
    phase: 'body',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer({ framing: 'length', coding: 'identity' });
      await exchange.write(`${head}\r\n`);
      await exchange.write(body.subarray(0, body.length / 2));
      await exchange.closed();
    },
  },
  {
    ...slow,
    name: 'drips-head',
    phase: 'head',
    outcome: 'either',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer();
      await drip(exchange, Buffer.from(`${head}\r\n`), 20, 5);
      await exchange.finish(body);
    },
  },
  {
    ...slow,
    name: 'drips-head-for-ever',
    phase: 'head',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('HTTP/1.1 200 OK\r\nx-drip: ');
      while (!exchange.gone) {
        await exchange.write('a');
        await exchange.pause(30);
      }
    },
  },
  {
    ...slow,
    name: 'drips-body',
    phase: 'body',
    outcome: 'either',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer();
      await exchange.write(`${head}\r\n`);
      await drip(exchange, body, 20, 5);
    },
  },
  {
    ...slow,
    name: 'drips-body-for-ever',
    phase: 'body',
    always: true,
    answer: { content: 'down', bytes: 1e12 },
    async play(exchange) {
      await exchange.uploaded();
      const { head } = exchange.answer({ framing: 'chunked', coding: 'identity', payload: Buffer.alloc(0) });
      await exchange.write(`${head}\r\n`);
      for (let offset = 0; !exchange.gone; offset++) {
        await exchange.write(`1\r\n${exchange.content.slice(offset, offset + 1).toString()}\r\n`);
        await exchange.pause(20);
      }
    },
  },
];
