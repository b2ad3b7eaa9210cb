// Informational responses before the final one, trailers, and keep-alive hints.
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';

const interim = { wire: 'http1', phase: 'head', outcome: 'whole', retried: true } as const;
const HINT = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';

async function afterHints(exchange: Http1Exchange, hints: string): Promise<void> {
  await exchange.uploaded();
  await exchange.write(hints);
  if (exchange.random.chance(0.5)) await exchange.pause(2);
  await exchange.reply();
}

export const informational: readonly Http1Fault[] = [
  {
    ...interim,
    name: 'lone-100',
    play: (exchange) => afterHints(exchange, 'HTTP/1.1 100 Continue\r\n\r\n'),
  },
  { ...interim, name: 'early-hints', play: (exchange) => afterHints(exchange, HINT.repeat(3)) },
  {
    ...interim,
    name: 'flood-of-hints',
    outcome: 'error',
    retried: false,
    async play(exchange) {
      await exchange.uploaded();
      for (let sent = 0; sent < 2_000 && !exchange.gone; sent++) await exchange.write(HINT);
      await exchange.closed();
    },
  },
  {
    ...interim,
    name: 'unasked-101',
    outcome: 'error',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc',
      );
      await exchange.closed();
    },
  },
  {
    ...interim,
    name: 'trailers',
    phase: 'after',
    async play(exchange) {
      await exchange.uploaded();
      const { head, body } = exchange.answer({ framing: 'chunked' });
      const trailers = exchange.bodyless ? '' : 'x-sum: 1\r\nx-more: 2\r\n\r\n';
      await exchange.finish(
        Buffer.concat([Buffer.from(`${head}\r\n`), body.subarray(0, -2), Buffer.from(trailers)]),
      );
    },
  },
  {
    ...interim,
    name: 'keep-alive-hint-too-long',
    phase: 'after',
    async play(exchange) {
      await exchange.reply({ framing: 'length', fields: [['keep-alive', 'timeout=60, max=1000']] });
      await exchange.pause(exchange.random.between(1, 8));
      exchange.fin();
    },
  },
  {
    ...interim,
    name: 'keep-alive-hint-of-nothing',
    phase: 'after',
    async play(exchange) {
      await exchange.reply({ framing: 'length', fields: [['keep-alive', 'timeout=0, max=0, x=']] });
    },
  },
];
