// The part of a file that was downloaded so far: its bytes, and a note about which file they belong to.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ExpectedDigests } from './digests.ts';
import type { Validator } from './validator.ts';

/** Which state of a file the bytes belong to. */
export interface Origin {
  /** Without it, the bytes are of no use once the connection broke. */
  readonly validator: Validator | undefined;
  /** The length of the whole file, if known. */
  readonly total: number | undefined;
  /** The digests of the whole file that the server sent. */
  readonly digests: ExpectedDigests;
}

/** The note beside the bytes, for another process. Not the URL, which may contain a secret. */
interface Note extends Origin {
  readonly version: 1;
  readonly key: string;
}

const READ_BYTES = 1_048_576;

/** `path.part`, and the note `path.part.json`. Errors of the file system are thrown as they are. */
export class PartFile {
  /** The number of bytes that are known to be right. */
  position: number;
  /** What the bytes belong to; undefined before the first byte. */
  origin: Origin | undefined;
  readonly #target: string;
  readonly #key: string;
  readonly #handle: FileHandle;

  private constructor(
    target: string,
    key: string,
    handle: FileHandle,
    origin: Origin | undefined,
    position: number,
  ) {
    this.#target = target;
    this.#key = key;
    this.#handle = handle;
    this.origin = origin;
    this.position = position;
  }

  /**
   * Opens the part of a target, with the bytes of an earlier download of the same source.
   * @param source what identifies the source
   */
  static async open(target: string, source: string): Promise<PartFile> {
    const key = createHash('sha256').update(source).digest('base64');
    const note = await readNote(`${target}.part.json`, key);
    const handle = await openPart(`${target}.part`, note !== undefined);
    try {
      const { size } = await handle.stat();
      const fits = note !== undefined && size <= (note.total ?? Infinity);
      return new PartFile(target, key, handle, fits ? note : undefined, fits ? size : 0);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Whether the bytes are of use after an interruption. */
  get resumable(): boolean {
    return this.origin?.validator !== undefined;
  }

  /** Starts over with another state of the file. */
  async begin(origin: Origin): Promise<void> {
    // In this order, so that no note ever stands beside bytes of another state.
    await rm(this.#note, { force: true });
    await this.#handle.truncate(0);
    this.position = 0;
    this.origin = origin;
    await this.#save();
  }

  /** Forgets the bytes: they belong to a state of the file that is gone. */
  forget(): void {
    this.position = 0;
    this.origin = undefined;
  }

  /** Notes a length that became known later. */
  async learnTotal(total: number): Promise<void> {
    if (this.origin === undefined || this.origin.total === total) return;
    this.origin = { ...this.origin, total };
    await this.#save();
  }

  async #save(): Promise<void> {
    const { origin } = this;
    if (origin?.validator === undefined) return;
    const note: Note = { version: 1, key: this.#key, ...origin };
    const draft = `${this.#note}.new`;
    await writeFile(draft, `${JSON.stringify(note)}\n`);
    await rename(draft, this.#note);
  }

  /** Writes bytes at the position, and advances it. */
  async write(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      // oxlint-disable-next-line no-await-in-loop -- the system may accept a part of the bytes
      const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.position);
      done += bytesWritten;
      this.position += bytesWritten;
    }
  }

  /** The bytes up to the position, in order. */
  async *content(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(READ_BYTES);
    for (let at = 0; at < this.position;) {
      const wanted = Math.min(READ_BYTES, this.position - at);
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other
      const { bytesRead } = await this.#handle.read(buffer, 0, wanted, at);
      if (bytesRead === 0)
        throw new Error(`the file ${this.#part} ended after ${at} of ${this.position} bytes`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Moves the complete file to its target. @param sync whether it is on the disk before that */
  async complete(sync: boolean): Promise<void> {
    await this.#handle.truncate(this.position);
    if (sync) await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#part, this.#target);
    if (sync) await syncFolder(dirname(this.#target));
    await rm(this.#note, { force: true });
  }

  /** Closes the part. It is kept for another download if it is of use for one. */
  async close(): Promise<void> {
    await this.#handle.close();
    if (!this.resumable || this.position === 0) await this.remove();
  }

  /** Removes the part and its note. */
  async remove(): Promise<void> {
    await this.#handle.close();
    await rm(this.#note, { force: true });
    await rm(this.#part, { force: true });
  }

  get #part(): string {
    return `${this.#target}.part`;
  }

  get #note(): string {
    return `${this.#target}.part.json`;
  }
}

async function openPart(path: string, keep: boolean): Promise<FileHandle> {
  if (!keep) return await open(path, 'w+');
  try {
    return await open(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return await open(path, 'w+');
  }
}

/** The note, if it is there, complete, and about the same source. */
async function readNote(path: string, key: string): Promise<Note | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const note = JSON.parse(text) as Partial<Note> | null;
    const { version, key: noted, validator, total, digests } = note ?? {};
    const isWhole =
      version === 1 &&
      noted === key &&
      (validator?.kind === 'etag' || validator?.kind === 'date') &&
      typeof validator.value === 'string' &&
      (total === undefined || (Number.isSafeInteger(total) && total >= 0)) &&
      typeof digests === 'object';
    return isWhole ? (note as Note) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the rename durable. Not every system lets a folder be opened or synchronized. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The content is on the disk; only its name may be lost with the power.
  }
}
