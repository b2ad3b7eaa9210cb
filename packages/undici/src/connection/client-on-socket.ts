// An undici client on a socket that is connected already.
import type net from 'node:net';
import type { Client } from 'undici';
import { unpolluted } from '@sluice/core/internal';
import { readDirectly } from '../undici-internals/direct-reads.ts';
import { closedError, lastingClient } from '../undici-internals/idle-client.ts';
import { loadedClient, type ClientClass } from '../undici-internals/load-client.ts';
import { holdMarks, learnMarks } from '../undici-internals/socket-marks.ts';
import type { UnsolicitedContinue } from '../undici-internals/unsolicited-continue.ts';
import type { WireSocket } from '../wire/wire-socket.ts';

/**
 * Creates the client of one connection.
 * @param url of the origin
 * @param headerBytes limit of the header bytes of one response
 * @param onClose called when the connection is closed
 */
export function clientOn(
  socket: WireSocket,
  url: URL,
  headerBytes: number,
  continues: UnsolicitedContinue,
  onClose: () => void,
): Client {
  let handedOver = false;
  const options: Client.Options = {
    ...lastingClient(headerBytes),
    connect: (_options, callback) => {
      // A synchronous callback would re-enter the client while it connects.
      process.nextTick(() => {
        if (handedOver || socket.destroyed) {
          callback(closedError(), null);
          // undici connects again after this error, endlessly if the socket was closed before undici listened to it.
          onClose();
        } else {
          handedOver = true;
          holdMarks(socket);
          callback(null, socket as net.Socket);
        }
      });
    },
  };
  // A destination hands out no connection before.
  const IdleClient = loadedClient() as ClientClass;
  const client = new IdleClient(url, unpolluted(options));
  client.on('connect', () => {
    learnMarks(socket);
    readDirectly(socket, continues);
    // During an exchange, this connection keeps the process alive by itself.
    Object.assign(socket, { ref: undefined, unref: undefined });
  });
  client.on('disconnect', onClose);
  return client;
}
