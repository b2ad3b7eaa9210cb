import net from 'node:net';
import { expect, test } from 'vitest';
import { dialVersion } from '../../src/wire/dial-patches.ts';

test('the version changes with each patch of what opens sockets, and with its end', () => {
  const { connect } = net;
  const socketConnect = net.Socket.prototype.connect;
  const versions = [dialVersion(), dialVersion()];
  try {
    net.connect = () => new net.Socket();
    versions.push(dialVersion());
    net.Socket.prototype.connect = function patched() {
      return this;
    };
    versions.push(dialVersion(), dialVersion());
  } finally {
    net.connect = connect;
    net.Socket.prototype.connect = socketConnect;
  }
  versions.push(dialVersion());
  const [first = 0] = versions;
  expect(versions.map((version) => version - first)).toEqual([0, 0, 1, 2, 2, 3]);
});
