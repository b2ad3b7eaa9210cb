// Reads into memory that all connections share.
// Checked on undici 8.12.0 and 8.13.1, and on Node.js 22.19.0, 24.21.0 and 26.10.0.
import diagnostics_channel from 'node:diagnostics_channel';
import type net from 'node:net';
import { ownBytes } from '@sluice/core/transport';

/** Bytes per read, as Node.js reads. */
const READ_BYTES = 65_536;

/** Bytes of a read whose memory is kept whole for them. */
export const LONG_BYTES = 16_384;

const kLends = Symbol('its reader copies the bytes it keeps');

/** Into what the next read of a socket goes: its own memory, or memory that is shared. */
class ReadTarget {
  own = false;

  /** Called by Node.js after each read. */
  readonly next = (): Buffer => (this.own ? Buffer.allocUnsafeSlow(READ_BYTES) : (shared as Buffer));
}

const kTarget = Symbol('where its reads go');

type LendingSocket = net.Socket & { [kLends]?: boolean; [kTarget]?: ReadTarget };

/** The channels of undici whose subscribers may keep the bytes of a response. */
const CHANNELS = ['headers', 'bodyChunkReceived', 'trailers'].map((name) =>
  diagnostics_channel.channel(`undici:request:${name}`),
);

let shared: Buffer | undefined;

/**
 * The option `onread` of `net.connect` with which a socket reads into memory shared by all connections. Node.js would
 * allocate 64 KiB per read, which makes most of the garbage of a large response. The socket gets copies unless its
 * reader takes lent bytes, see {@link lend}.
 * @returns undefined on Windows, where a read holds its memory while it waits for bytes
 */
export function sharedReads(): net.OnReadOpts | undefined {
  if (process.platform === 'win32') return undefined;
  shared ??= Buffer.allocUnsafeSlow(READ_BYTES);
  const target = new ReadTarget();
  return {
    buffer: target.next,
    callback(this: LendingSocket, bytes: number, buffer: Uint8Array): boolean {
      this[kTarget] ??= target;
      const read = (buffer as Buffer).subarray(0, bytes);
      const keeps = this[kLends] === true || (!isLent(read) && bytes > LONG_BYTES);
      return this.push(keeps ? read : ownBytes(read));
    },
  };
}

/**
 * Lets the next reads of a socket go into memory of their own, for a reader that keeps long chunks: they are not copied.
 * Until the next {@link lend}.
 */
export function readIntoOwn(socket: object): void {
  const target = (socket as LendingSocket)[kTarget];
  if (target !== undefined) target.own = true;
}

/**
 * Sets whether the reader of a socket takes lent bytes from now on: bytes that are valid until it returns. Nothing is
 * lent while a channel of undici may hand the bytes to a subscriber.
 */
export function lend(socket: object, lends: boolean): void {
  const lending = socket as LendingSocket;
  lending[kLends] = lends && !isPublished();
  if (lending[kTarget] !== undefined) lending[kTarget].own = false;
}

function isPublished(): boolean {
  for (const { hasSubscribers } of CHANNELS) if (hasSubscribers) return true;
  return false;
}

/** Whether bytes are lent. */
export function isLent(bytes: Uint8Array): boolean {
  return shared !== undefined && bytes.buffer === shared.buffer;
}

/** The same bytes if they are not lent, and a copy otherwise. */
export function keptBytes(bytes: Buffer): Buffer {
  return isLent(bytes) ? (ownBytes(bytes) as Buffer) : bytes;
}
