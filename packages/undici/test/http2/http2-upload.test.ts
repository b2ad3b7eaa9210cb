import { EventEmitter } from 'node:events';
import type http2 from 'node:http2';
import { systemClock } from '@sluice/core/plugin';
import { expect, test } from 'vitest';
import { sendBody, type UploadOwner } from '../../src/http2/http2-upload.ts';

test.each([false, true])('a 100 after the end of the exchange (%s) sends no body', async (done) => {
  const written: unknown[] = [];
  const stream = Object.assign(new EventEmitter(), { end: (bytes: unknown) => written.push(bytes) });
  const calls: string[] = [];
  const owner: UploadOwner = {
    done,
    onPiece: () => calls.push('piece'),
    onPieceTaken: () => calls.push('taken'),
    onBodySent: () => calls.push('sent'),
    abort: () => calls.push('abort'),
  };
  const body = Buffer.from('body');
  const wait = { limit: Infinity, clock: systemClock };
  const sent = sendBody(stream as unknown as http2.ClientHttp2Stream, body, wait, owner);
  stream.emit('continue');
  await sent;
  expect(written).toEqual(done ? [] : [body]);
  expect(calls).toEqual(done ? [] : ['piece', 'sent']);
  expect(stream.eventNames()).toEqual([]);
});
