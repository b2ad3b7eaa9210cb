// The tasks of the workloads: one call each, and the check of its result.
import type { Client } from '../peers/peer.ts';
import {
  BodyCheck,
  CATALOG,
  MIB,
  MIB_BYTES,
  ORDER,
  PATTERN,
  repeated,
  UPLOAD_SIZE,
  USER,
} from '../payloads.ts';

/** The input of a task. */
export interface TaskInput {
  readonly url: string;
  /** A file of `UPLOAD_SIZE` bytes. */
  readonly file: string;
}

/** Makes one call; rejects if it fails or its body is wrong. */
export type Task = (client: Client, input: TaskInput) => Promise<void>;

class WrongBodyError extends Error {
  constructor(what: string) {
    super(`wrong body: ${what}`);
  }
}

let uploadBody: Buffer | undefined;

/** The names of the tasks. */
export type TaskKind =
  | 'user'
  | 'order'
  | 'postStale'
  | 'bytes'
  | 'stream'
  | 'catalog'
  | 'upload'
  | 'uploadFile';

/** The tasks by name. */
export const TASKS: Readonly<Record<TaskKind, Task>> = {
  user: async (client, { url }) => checkUser(await client.json(url)),
  order: async (client, { url }) => checkReceived(await client.post!(url, ORDER)),
  postStale: async (client, { url }) => checkUser(await client.post!(url, ORDER)),
  async bytes(client, { url }) {
    const bytes = await client.bytes!(url);
    if (!MIB_BYTES.equals(bytes)) throw new WrongBodyError(`${bytes.length} bytes`);
  },
  async stream(client, { url }) {
    const check = new BodyCheck(PATTERN, MIB);
    await client.stream!(url, (chunk) => check.add(chunk));
    if (!check.good) throw new WrongBodyError(`${check.bytes} bytes`);
  },
  async catalog(client, { url }) {
    const { rows } = (await client.json(url)) as typeof CATALOG;
    if (rows.length !== CATALOG.rows.length || rows.at(-1)?.name !== CATALOG.rows.at(-1)?.name)
      throw new WrongBodyError('the catalog');
  },
  async upload(client, { url }) {
    checkReceived(await client.upload!(url, (uploadBody ??= repeated(UPLOAD_SIZE))));
  },
  uploadFile: async (client, { url, file }) =>
    checkReceived(await client.uploadFile!(url, file, UPLOAD_SIZE)),
};

function checkUser(value: unknown): void {
  const user = value as typeof USER | undefined;
  if (user?.id !== USER.id || user.name !== USER.name || user.tags.length !== USER.tags.length)
    throw new WrongBodyError(JSON.stringify(value));
}

function checkReceived(value: unknown): void {
  if ((value as { received?: unknown } | undefined)?.received !== true)
    throw new WrongBodyError(JSON.stringify(value));
}
