import net from 'node:net';

/**
 * The origin of the benchmarks, in a process of its own so that its work is not counted: answers every request on
 * loopback with one small JSON body, at the least cost Node.js allows.
 */
const BODY = '{"id":1,"name":"Ada Lovelace","tags":["a","b","c"]}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: keep-alive\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

let connections = 0;

const server = net.createServer({ noDelay: true }, (socket) => {
  connections++;
  let rest = '';
  socket.on('data', (chunk) => {
    const text = rest + chunk.toString('latin1');
    const parts = text.split('\r\n\r\n');
    rest = parts.pop() ?? '';
    for (let index = 0; index < parts.length; index++) socket.write(ANSWER);
  });
  socket.on('error', () => socket.destroy());
});

server.listen(0, '127.0.0.1', 4_096, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});

process.on('message', () => {
  process.send?.({ connections });
  connections = 0;
});
process.on('disconnect', () => process.exit(0));
