// A module for startOriginProcess(): serves a file by ranges, and resets each connection after a part of it.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveProcess } from '@sluice/fixtures';
import { bytesOf, serveFile, sha256 } from './file-origin.ts';

const bytes = bytesOf(Number(process.argv[2]));
const part = Number(process.argv[3]);
let requests = 0;

const server = http.createServer((request, response) => {
  requests++;
  const answer = serveFile({ bytes }, (name) => request.headers[name] as string | undefined);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  if (answer.body.length <= part) response.end(answer.body);
  else response.write(answer.body.subarray(0, part), () => response.socket?.resetAndDestroy());
});
server.listen(0, '127.0.0.1', () => {
  serveProcess({ port: (server.address() as AddressInfo).port, sha256: sha256(bytes) }, () => requests);
});
