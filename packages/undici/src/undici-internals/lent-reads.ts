// Reads into memory that all connections share.
// Checked on undici 8.12.0 and 8.13.1, and on Node.js 22.19.0, 24.21.0 and 26.10.0.
import diagnostics_channel from 'node:diagnostics_channel';
import type net from 'node:net';
import { heldBytes, ownBytes } from '@sluice/core/transport';

/** Bytes per read, as Node.js reads. */
const READ_BYTES = 65_536;

/** A read of more bytes than this is passed on with its whole memory, unless that is shared; a shorter read is copied. */
export const LONG_BYTES = 16_384;

const kLends = Symbol('its reader copies the bytes it keeps');
const kPools = Symbol('its reader gives no bytes to callers without a copy');

/** The memory for the next read of a socket: its own, or the memory that all connections share. */
class ReadTarget {
  own = false;

  /** Called by Node.js after each read. */
  readonly next = (): Buffer => (this.own ? Buffer.allocUnsafeSlow(READ_BYTES) : (shared as Buffer));
}

const kTarget = Symbol('where its reads go');

type LendingSocket = net.Socket & { [kLends]?: boolean; [kPools]?: boolean; [kTarget]?: ReadTarget };

/** The channels of undici whose subscribers may keep the bytes of a response. */
const CHANNELS = ['headers', 'bodyChunkReceived', 'trailers'].map((name) =>
  diagnostics_channel.channel(`undici:request:${name}`),
);

let shared: Buffer | undefined;

/**
 * The option `onread` of `net.connect` with which a socket reads into memory shared by all connections. Node.js would
 * allocate 64 KiB per read, most of the garbage of a large response. The socket receives copies, unless its reader accepts
 * lent bytes, see {@link lend}.
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
      return this.push(keeps ? read : this[kPools] === true ? heldBytes(read) : ownBytes(read));
    },
  };
}

/**
 * Gives each further read of a socket memory that is not shared, for a reader that keeps long chunks: nothing is copied then.
 * Holds until the next {@link lend}.
 */
export function readIntoOwn(socket: object): void {
  const target = (socket as LendingSocket)[kTarget];
  if (target !== undefined) target.own = true;
}

/**
 * Copies short reads of a socket into memory that Node.js shares among short buffers, at a fifth of the cost of memory of
 * their own. For a reader that gives no bytes to callers without a copy. Holds until the next {@link lend} of `false`.
 */
export function poolReads(socket: object): void {
  (socket as LendingSocket)[kPools] = !isPublished();
}

/**
 * Sets whether the reader of a socket accepts lent bytes from now on: bytes that are valid until the reader returns. Nothing
 * is lent while a diagnostics channel of undici could pass the bytes to a subscriber.
 */
export function lend(socket: object, lends: boolean): void {
  const lending = socket as LendingSocket;
  lending[kLends] = lends && !isPublished();
  if (!lends) lending[kPools] = false;
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

/** Bytes that may be kept: a copy if the given ones are lent, otherwise the given ones. */
export function keptBytes(bytes: Buffer): Buffer {
  return isLent(bytes) ? (ownBytes(bytes) as Buffer) : bytes;
}
