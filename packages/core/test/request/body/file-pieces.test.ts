// The pieces of a file that is sent.
import fs from 'node:fs';
import { appendFile, mkdtemp, open, rm, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { FilePieces, PIECE_BYTES } from '../../../src/request/body/file-pieces.ts';

let folder: string | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = undefined;
});

/** A file in which every place has other bytes. */
async function fileOf(bytes: number): Promise<{ readonly file: string; readonly content: Buffer }> {
  folder ??= await mkdtemp(path.join(os.tmpdir(), 'sluice-pieces-'));
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) content.writeUInt32LE(at, at);
  const file = path.join(folder, `file-${bytes}`);
  await writeFile(file, content);
  return { file, content };
}

/** Reads all pieces; copies each as it arrives. */
async function read(pieces: FilePieces): Promise<{ readonly content: Buffer; readonly memories: number }> {
  const copies: Buffer[] = [];
  const memories = new Set<unknown>();
  for await (const piece of pieces) {
    copies.push(Buffer.from(piece));
    memories.add(piece.buffer);
  }
  return { content: Buffer.concat(copies), memories: memories.size };
}

/** The files that are opened from now on. */
function openedFiles(): FileHandle[] {
  const opened: FileHandle[] = [];
  const own = fs.promises.open;
  vi.spyOn(fs.promises, 'open').mockImplementation(async (...args) => {
    const handle = await own(...args);
    opened.push(handle);
    return handle;
  });
  return opened;
}

const SIZES = [1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 5 * PIECE_BYTES + 7];

test.each(SIZES)('a file of %i bytes is read as it is, from a path and from an open file', async (size) => {
  const { file, content } = await fileOf(size);
  const opened = openedFiles();
  expect((await read(new FilePieces(file, size))).content.equals(content)).toBe(true);
  expect(opened.map(({ fd }) => fd)).toEqual([-1]);
  await using handle = await open(file);
  expect((await read(new FilePieces(handle, size))).content.equals(content)).toBe(true);
  expect(handle.fd).not.toBe(-1);
});

test('each piece has memory of its own; lent pieces share two', async () => {
  const size = 6 * PIECE_BYTES + 1;
  const { file, content } = await fileOf(size);
  expect((await read(new FilePieces(file, size))).memories).toBe(7);
  const lent = new FilePieces(file, size);
  lent.lent = true;
  const result = await read(lent);
  expect(result.memories).toBe(2);
  expect(result.content.equals(content)).toBe(true);
});

test('the memory of a lent piece is left alone until the next one is requested', async () => {
  const { file, content } = await fileOf(4 * PIECE_BYTES);
  const lent = new FilePieces(file, 4 * PIECE_BYTES);
  lent.lent = true;
  for (let at = 0; at < 4; at++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { value } = await lent.next();
    // oxlint-disable-next-line no-await-in-loop -- time in which the next piece is read
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(content.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES).equals(value as Uint8Array)).toBe(true);
  }
});

test('after a read of less than was requested, lent memory is not read into again', async () => {
  const { file, content } = await fileOf(4 * PIECE_BYTES);
  const opened = openedFiles();
  const lent = new FilePieces(file, 4 * PIECE_BYTES);
  lent.lent = true;
  const first = await lent.next();
  const [handle] = opened as [FileHandle];
  const own = handle.read.bind(handle) as (...args: unknown[]) => Promise<unknown>;
  handle.read = ((memory: Buffer, offset: number, bytes: number, position: number) =>
    own(memory, offset, Math.min(bytes, 1_000), position)) as unknown as typeof handle.read;
  const copies = [Buffer.from(first.value as Uint8Array)];
  const short = new Set<unknown>();
  for await (const piece of lent) {
    copies.push(Buffer.from(piece));
    if (piece.length === 1_000) short.add(piece.buffer);
  }
  expect(Buffer.concat(copies).equals(content)).toBe(true);
  expect(short.size).toBeGreaterThan(500);
});

test('bytes that are added meanwhile are not sent; a file that shrinks fails, and is closed', async () => {
  const { file, content } = await fileOf(3 * PIECE_BYTES);
  const opened = openedFiles();
  const grown = new FilePieces(file, 3 * PIECE_BYTES);
  await appendFile(file, 'more');
  expect((await read(grown)).content.equals(content)).toBe(true);
  const shrunk = new FilePieces(file, 3 * PIECE_BYTES);
  await truncate(file, PIECE_BYTES);
  await expect(read(shrunk)).rejects.toThrow(
    `the file ended after ${PIECE_BYTES} of ${3 * PIECE_BYTES} bytes`,
  );
  expect(await shrunk.next()).toEqual({ done: true, value: undefined });
  await expect.poll(() => opened.map(({ fd }) => fd)).toEqual([-1, -1]);
});

test('a file that cannot be opened fails', async () => {
  await expect(read(new FilePieces('/no/such/file', 1))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a file that is left is closed: before, during and after a read', async () => {
  const { file } = await fileOf(3 * PIECE_BYTES);
  const opened = openedFiles();
  await new FilePieces(file, 3 * PIECE_BYTES).return();
  expect(opened).toEqual([]);
  const during = new FilePieces(file, 3 * PIECE_BYTES);
  const pending = during.next();
  await during.return();
  expect(await pending).toEqual({ done: true, value: undefined });
  const after = new FilePieces(file, 3 * PIECE_BYTES);
  await after.next();
  await after.return();
  expect(opened.map(({ fd }) => fd)).toEqual([-1, -1]);
});
