import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import zlib from 'node:zlib';
import { serveProcess } from '@sluice/fixtures';

// The process of an origin with encoded bodies. Its paths: `/whole/<coding>/<MiB>`, a body of so many MiB when decoded, which
// is about 200 times the bytes sent; `/bomb/<coding>`, an endless body that decodes to 1,000 times the bytes sent;
// `/garbage/<coding>` and `/broken/<coding>`, endless bodies that are invalid from the beginning or after a while;
// `/half/<coding>`, the first half of a body, ended with the connection. The reply to every message is the number of
// requests; the message `prepare` creates the longest body.

const MIB = 1_048_576;

const CODERS = {
  gzip: () => zlib.createGzip({ level: 4 }),
  deflate: () => zlib.createDeflate({ level: 4 }),
  br: () => zlib.createBrotliCompress({ params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: () => zlib.createZstdCompress(),
};
type Name = keyof typeof CODERS;

/** Equal letters, with 250 random bytes per 65,536. */
function mebibyte(): Buffer {
  const bytes = Buffer.alloc(MIB, 'a');
  for (let offset = 0; offset < MIB; offset += 65_536) randomBytes(250).copy(bytes, offset);
  return bytes;
}

/** The most MiB that are encoded in one piece. */
const PIECE = 60;

async function coded(name: Name, mebibytes: number): Promise<Buffer> {
  if (name === 'gzip' && mebibytes > PIECE && mebibytes % PIECE === 0) {
    // The members of a gzip body can be concatenated, which costs less CPU than encoding them all.
    const member = await body(name, PIECE);
    return Buffer.concat(Array.from({ length: mebibytes / PIECE }, () => member));
  }
  const blocks = Array.from({ length: Math.min(mebibytes, 64) }, mebibyte);
  const source = Readable.from(
    (function* () {
      for (let index = 0; index < mebibytes; index++) yield blocks[index % blocks.length];
    })(),
    { objectMode: false },
  );
  const chunks: Buffer[] = [];
  for await (const chunk of source.pipe(CODERS[name]())) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const bodies = new Map<string, Promise<Buffer>>();
function body(name: Name, mebibytes: number): Promise<Buffer> {
  const key = `${name} ${mebibytes}`;
  const made = bodies.get(key) ?? coded(name, mebibytes);
  bodies.set(key, made);
  return made;
}

/**
 * The first half of a body, and random bytes. In Brotli, these can be valid by chance, as the beginning of a block that is
 * longer than they are: then others are taken.
 */
async function brokenBody(name: Name): Promise<Buffer> {
  const whole = await body(name, 1);
  while (true) {
    const broken = Buffer.concat([whole.subarray(0, whole.length / 2), randomBytes(100_000)]);
    if (name !== 'br' || isInvalidBrotli(broken)) return broken;
  }
}

function isInvalidBrotli(bytes: Buffer): boolean {
  try {
    zlib.brotliDecompressSync(bytes);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR';
  }
}

async function answer(path: string, response: http.ServerResponse): Promise<void> {
  const [, kind, coding, size] = path.split('/');
  const name = coding as Name;
  response.setHeader('content-encoding', name);
  response.on('error', () => undefined);
  if (kind === 'whole') {
    response.end(await body(name, Number(size)));
  } else if (kind === 'bomb') {
    const zeros = Buffer.alloc(MIB);
    // Bounded, in case the client never closes the connection.
    const source = Readable.from(Array.from({ length: 4_096 }, () => zeros));
    pipeline(source, CODERS[name](), response, () => response.destroy());
  } else if (kind === 'garbage') {
    response.write('this is a page of some gateway, not what its head says. '.repeat(10));
  } else if (kind === 'broken') {
    response.write(await brokenBody(name));
  } else {
    const whole = await body(name, 1);
    response.useChunkedEncodingByDefault = false;
    response.setHeader('connection', 'close');
    response.end(whole.subarray(0, whole.length / 2));
  }
}

let requests = 0;
const server = http.createServer((request, response) => {
  requests++;
  void answer(request.url ?? '/', response);
});
server.listen(0, '127.0.0.1', () => {
  serveProcess({ port: (server.address() as AddressInfo).port }, async (question) => {
    if (question === 'prepare') await body('gzip', 600);
    return requests;
  });
});
