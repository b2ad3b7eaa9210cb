// The answers of the server of the table of faults.
import type { FullReply, SeenRequest } from '@sluice/fixtures';
import { bytesOf, serveFile } from '../files/file-origin.ts';

/** Long enough for several reads, short of the limit of a response. */
export const FILE = bytesOf(100_000);
/** The whole answer to a request. */
export function answerTo(request: SeenRequest): FullReply {
  const id = 1;
  switch (`${request.method} ${request.path}`) {
    case 'POST /item':
    case 'POST /upload':
      return { status: 201, json: { id } };
    case 'GET /items': {
      const page = Number(request.query.get('page') ?? 1);
      const headers = page < 3 ? { link: `</items?page=${page + 1}>; rel="next"` } : {};
      return { status: 200, json: [{ id: page }], headers };
    }
    case 'POST /items': {
      const { cursor = 1 } = request.json() as { cursor?: number };
      return { status: 200, json: { data: [{ id: cursor }], next: cursor < 3 ? cursor + 1 : null } };
    }
    case 'GET /feed':
    case 'POST /feed': {
      const last = Number(request.header('last-event-id') ?? 0);
      const rest = [1, 2, 3].filter((id) => id > last);
      return { status: 200, sse: rest.map((id) => ({ id: String(id), data: { id } })) };
    }
    case 'GET /file': {
      const { status, headers, body } = serveFile({ bytes: FILE }, (name) => request.header(name));
      return { status, headers, body };
    }
    case 'POST /job':
      return { status: 202, json: { state: 'running' }, headers: { location: '/jobs/1' } };
    case 'GET /copy/kept':
      return request.header('if-none-match') === '"1"'
        ? { status: 304, headers: { etag: '"1"' } }
        : { status: 200, json: { id }, headers: { etag: '"1"' } };
    case 'GET /copy/changed': {
      const next = request.header('if-none-match') === undefined ? 1 : 2;
      return { status: 200, json: { id: next }, headers: { etag: `"${next}"` } };
    }
    default:
      return { status: 200, json: { id } };
  }
}
