// Serves one file on this machine, and breaks each connection after a part of the file.
import { createHash } from 'node:crypto';
import { createFaultOrigin } from '@sluice/fixtures';
import type { Checksum } from '@sluice/sdk';

const LENGTH = 8_000_000;
/** The number of bytes of an answer before its connection breaks. */
const PART = 3_000_000;
const BYTES_PER_SECOND = 8_000_000;

/** A running server of one file. */
export interface FileServer {
  readonly url: string;
  readonly checksum: Checksum;
  close(): Promise<void>;
}

/** Starts the server. */
export async function startFileServer(): Promise<FileServer> {
  const content = Buffer.alloc(LENGTH, 'All work and no play makes a dull file. ');
  const etag = '"1"';
  const origin = await createFaultOrigin();
  origin.on('/file.bin').handle((request) => {
    const [, digits = '0'] = /^bytes=(\d+)-$/.exec(request.header('range') ?? '') ?? [];
    const from = request.header('if-range') === etag ? Number(digits) : 0;
    return {
      status: from === 0 ? 200 : 206,
      headers: { etag, ...(from > 0 && { 'content-range': `bytes ${from}-${LENGTH - 1}/${LENGTH}` }) },
      body: content.subarray(from),
      faults: [
        { do: 'throttle', bytesPerSecond: BYTES_PER_SECOND },
        ...(LENGTH - from > PART ? [{ do: 'reset', at: 'body', after: PART } as const] : []),
      ],
    };
  });
  return {
    url: origin.url('/file.bin'),
    checksum: { sha256: createHash('sha256').update(content).digest('hex') },
    close: () => origin.close(),
  };
}
