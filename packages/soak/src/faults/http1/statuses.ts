// Error statuses and redirects.
import type { Http1Exchange } from '../http1-exchange.ts';
import type { Http1Fault } from '../fault.ts';

const status = { wire: 'http1', phase: 'head', outcome: 'status', retried: true } as const;
const redirect = { wire: 'http1', phase: 'redirect', retried: false, redirects: true } as const;

async function redirectTo(exchange: Http1Exchange, code: number, location: string): Promise<void> {
  await exchange.reply({
    status: code,
    coding: 'identity',
    fields: [['location', location]],
    payload: Buffer.from('go there'),
  });
}

function refusing(name: string, code: number, fields: readonly (readonly [string, string])[]): Http1Fault {
  return {
    ...status,
    name,
    play: (exchange) =>
      exchange.reply({ status: code, fields, coding: 'identity', payload: Buffer.from('busy') }),
  };
}

export const statuses: readonly Http1Fault[] = [
  refusing('503', 503, []),
  refusing('503-retry-after', 503, [['retry-after', '0']]),
  refusing('503-retry-after-ms', 503, [['retry-after-ms', '20']]),
  refusing('429', 429, [['retry-after-ms', '15']]),
  refusing('429-with-rate-limit', 429, [['ratelimit', '"default";r=0;t=0']]),
  {
    ...status,
    name: '503-endless',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n');
      while (!exchange.gone) {
        await exchange.write(`400\r\n${'x'.repeat(1_024)}\r\n`);
        await exchange.pause(10);
      }
    },
  },
  {
    ...status,
    name: '500-with-late-end',
    async play(exchange) {
      await exchange.uploaded();
      await exchange.write('HTTP/1.1 500 Broken\r\ncontent-length: 2000\r\n\r\n');
      await exchange.write('x'.repeat(1_999));
      await exchange.pause(1_500);
      await exchange.write('x');
    },
  },
  {
    ...redirect,
    name: 'redirect',
    outcome: 'whole',
    play: (exchange) =>
      redirectTo(exchange, exchange.random.pick([301, 302, 303, 307, 308]), exchange.next(false)),
  },
  {
    ...redirect,
    name: 'redirect-elsewhere',
    outcome: 'whole',
    play: (exchange) =>
      redirectTo(exchange, exchange.random.pick([301, 302, 303, 307, 308]), exchange.next(true)),
  },
  {
    ...redirect,
    name: 'redirect-in-a-loop',
    always: true,
    outcome: 'error',
    play(exchange) {
      exchange.mayRepeat();
      return redirectTo(exchange, 307, '?round');
    },
  },
  {
    ...redirect,
    name: 'redirect-to-nothing-of-http',
    outcome: 'error',
    play: (exchange) => redirectTo(exchange, 302, 'ftp://127.0.0.1/x'),
  },
];
