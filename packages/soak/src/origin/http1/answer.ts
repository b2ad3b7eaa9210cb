// Builds responses of HTTP/1.1.
import zlib from 'node:zlib';
import type { AnswerParts, Http1Answer } from '../../faults/http1-exchange.ts';
import type { Content } from '../../plan/content.ts';
import type { CallPlan, Coding } from '../../plan/call-plan.ts';

/** Builds the response to a call over HTTP/1.1: the correct one, except for the given parts. */
export function makeAnswer(plan: CallPlan, content: Content, parts: AnswerParts): Http1Answer {
  const { status = 200, framing = plan.answer.framing, coding = plan.answer.coding, fields = [] } = parts;
  const payload = parts.payload ?? encode(coding, content.slice());
  const coded = parts.payload === undefined && coding !== 'identity' ? `content-encoding: ${coding}\r\n` : '';
  const more = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const start = `HTTP/1.1 ${status} Some Reason\r\ncontent-type: application/octet-stream\r\n${coded}${more}`;
  switch (framing) {
    case 'length':
      return { head: `${start}content-length: ${payload.length}\r\n`, body: payload };
    case 'chunked':
      return { head: `${start}transfer-encoding: chunked\r\n`, body: chunked(payload) };
    case 'close':
      return { head: `${start}connection: close\r\n`, body: payload };
  }
}

/** Applies a content coding. */
export function encode(coding: Coding, bytes: Buffer): Buffer {
  switch (coding) {
    case 'identity':
      return bytes;
    case 'gzip':
      return zlib.gzipSync(bytes, { level: 1 });
    case 'deflate':
      return zlib.deflateSync(bytes, { level: 1 });
    case 'br':
      return zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } });
    case 'zstd':
      return zlib.zstdCompressSync(bytes);
  }
}

function chunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  const size = Math.max(1, Math.ceil(bytes.length / 3));
  for (let offset = 0; offset < bytes.length; offset += size) {
    const piece = bytes.subarray(offset, offset + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from('0\r\n\r\n'));
  return Buffer.concat(pieces);
}
