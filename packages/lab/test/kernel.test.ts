import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { countStates, readTable } from '../src/measure/kernel.ts';
import { StateWatch } from '../src/measure/state-watch.ts';

const HEADING =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

const line = (local: number, remote: number, state: string): string => {
  const hex = (port: number): string => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return `   7: ${hex(local)} ${hex(remote)} ${state} 00000000:00000000 00:00000000 00000000     0        0 5 1 0 100 0 0 10 0\n`;
};

describe('the kernel table', () => {
  it("is counted at the client's end, except for TIME_WAIT", () => {
    const table = [
      HEADING,
      line(80, 0, '0A'),
      line(40_000, 80, '01'),
      line(80, 40_000, '01'),
      line(40_001, 80, '08'),
      line(80, 40_001, '05'),
      line(40_002, 80, '06'),
      line(80, 40_003, '06'),
      line(40_004, 81, '01'),
    ].join('');
    const counted = countStates(table, [80, 81, 82]);
    expect(counted.get(80)).toEqual({ established: 1, closeWait: 1, timeWait: 2 });
    expect(counted.get(81)).toEqual({ established: 1, closeWait: 0, timeWait: 0 });
    expect(counted.get(82)).toEqual({ established: 0, closeWait: 0, timeWait: 0 });
  });

  it('is not required', () => {
    expect(readTable('/no/such/table')).toBeUndefined();
  });
});

describe.runIf(process.platform === 'linux')('watching a port', () => {
  it('detects connections that open and close', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    const watch = new StateWatch().watch(port);
    try {
      expect(await watch.next()).toMatchObject({ established: 0 });
      const socket = net.connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      expect(await watch.next()).toMatchObject({ established: 1 });
      socket.destroy();
      watch.begin();
      expect(await watch.next()).toMatchObject({ established: 0 });
      expect(watch.samples.length).toBeGreaterThan(0);
    } finally {
      watch.stop();
      server.close();
    }
  });
});
