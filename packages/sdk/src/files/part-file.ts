// The part of a download on the disk: the bytes so far, and a note on the version of the file that they belong to.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ExpectedDigests } from './digests.ts';
import type { Validator } from './validator.ts';

/** The version of a file that the bytes of a part belong to. */
export interface FileVersion {
  /** The strong validator of the version. Without one, the part cannot be continued after an interruption. */
  readonly validator: Validator | undefined;
  /** The length of the whole file, if known. */
  readonly total: number | undefined;
  /** The digests of the whole file that the server sent. */
  readonly digests: ExpectedDigests;
}

/** The content of the note. It has a hash of the URL as its key, since the URL may contain a secret. */
interface Note extends FileVersion {
  readonly version: 1;
  readonly key: string;
}

const READ_BYTES = 1_048_576;

/** The files `path.part` and `path.part.json`, the note. Errors of the file system are thrown as they are. */
export class PartFile {
  /** The position of the next byte: the bytes before it belong to the file. */
  position: number;
  /** The version that the bytes belong to; undefined before the first byte. */
  version: FileVersion | undefined;
  readonly #target: string;
  readonly #key: string;
  readonly #handle: FileHandle;

  private constructor(
    target: string,
    key: string,
    handle: FileHandle,
    version: FileVersion | undefined,
    position: number,
  ) {
    this.#target = target;
    this.#key = key;
    this.#handle = handle;
    this.version = version;
    this.position = position;
  }

  /**
   * Opens the part of a target, and keeps the bytes of an earlier download of the same source.
   * @param source identifies the source
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

  /** Whether the part can be continued after an interruption. */
  get resumable(): boolean {
    return this.version?.validator !== undefined;
  }

  /** Starts over with another version of the file. */
  async begin(version: FileVersion): Promise<void> {
    // In this order, since a note must never describe bytes of another version.
    await rm(this.#note, { force: true });
    await this.#handle.truncate(0);
    this.position = 0;
    this.version = version;
    await this.#save();
  }

  /** Forgets the bytes, which belong to an outdated version of the file. */
  forget(): void {
    this.position = 0;
    this.version = undefined;
  }

  /** Notes the length of the file once it is known. */
  async learnTotal(total: number): Promise<void> {
    if (this.version === undefined || this.version.total === total) return;
    this.version = { ...this.version, total };
    await this.#save();
  }

  async #save(): Promise<void> {
    const { version } = this;
    if (version?.validator === undefined) return;
    const note: Note = { version: 1, key: this.#key, ...version };
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

  /** Moves the complete file to its target. @param sync whether the file is flushed to the disk before */
  async complete(sync: boolean): Promise<void> {
    await this.#handle.truncate(this.position);
    if (sync) await this.#handle.sync();
    await this.#handle.close();
    await rename(this.#part, this.#target);
    if (sync) await syncFolder(dirname(this.#target));
    await rm(this.#note, { force: true });
  }

  /** Closes the part. It is kept if a later download can continue it. */
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

/** The note; undefined if it is missing, incomplete, or about another source. */
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

/** Makes a rename durable. Not every system lets a folder be opened or synchronized. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The content is on the disk; a power failure can only undo the rename.
  }
}
