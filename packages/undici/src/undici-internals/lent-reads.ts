// Reads into memory that all connections share.
// Checked on undici 8.12.0 and 8.13.1, and on Node.js 22.19.0, 24.21.0 and 26.10.0.
import diagnostics_channel from 'node:diagnostics_channel';
import type net from 'node:net';
import { ownBytes } from '@sluice/core/transport';

/** Bytes per read, as Node.js reads. */
const READ_BYTES = 65_536;

const kLends = Symbol('its reader copies the bytes it keeps');

type LendingSocket = net.Socket & { [kLends]?: boolean };

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
  return { buffer: shared, callback: onRead };
}

function onRead(this: LendingSocket, bytes: number, buffer: Uint8Array): boolean {
  const read = (buffer as Buffer).subarray(0, bytes);
  return this.push(this[kLends] === true ? read : ownBytes(read));
}

/**
 * Sets whether the reader of a socket takes lent bytes from now on: bytes that are valid until it returns. Nothing is
 * lent while a channel of undici may hand the bytes to a subscriber.
 */
export function lend(socket: object, lends: boolean): void {
  (socket as LendingSocket)[kLends] = lends && !isPublished();
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
