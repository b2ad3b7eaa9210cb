// Faults of a server during an upload.
import type { Http1Fault } from '../fault.ts';

const upload = { wire: 'http1', phase: 'upload', retried: true, methods: ['PUT', 'POST'] } as const;
const LARGE = 600_000;

export const uploads: readonly Http1Fault[] = [
  {
    ...upload,
    name: 'answers-before-upload',
    outcome: 'either',
    uploadBytes: LARGE,
    async play(exchange) {
      const { head, body } = exchange.answer({ framing: 'length' });
      await exchange.finish(Buffer.concat([Buffer.from(`${head}\r\n`), body]));
      await exchange.uploaded();
    },
  },
  {
    ...upload,
    name: 'answers-and-never-reads-upload',
    outcome: 'either',
    uploadBytes: LARGE,
    async play(exchange) {
      exchange.stopReading();
      const { head, body } = exchange.answer({ framing: 'length' });
      await exchange.finish(Buffer.concat([Buffer.from(`${head}\r\n`), body]));
      await exchange.closed();
    },
  },
  {
    ...upload,
    name: '413-and-close-in-upload',
    outcome: 'status',
    retried: false,
    uploadBytes: LARGE,
    async play(exchange) {
      await exchange.write(
        'HTTP/1.1 413 Content Too Large\r\nconnection: close\r\ncontent-length: 3\r\n\r\nbig',
      );
      exchange.fin();
      await exchange.closed();
    },
  },
  {
    ...upload,
    name: 'never-reads-upload',
    outcome: 'error',
    uploadBytes: 4_000_000,
    async play(exchange) {
      exchange.stopReading();
      await exchange.closed();
    },
  },
  {
    ...upload,
    name: 'reset-in-upload',
    outcome: 'error',
    uploadBytes: LARGE,
    async play(exchange) {
      await exchange.pause(exchange.random.between(0, 3));
      exchange.reset();
    },
  },
  {
    ...upload,
    name: 'fin-in-upload',
    outcome: 'error',
    uploadBytes: LARGE,
    async play(exchange) {
      exchange.fin();
      await exchange.closed();
    },
  },
];
