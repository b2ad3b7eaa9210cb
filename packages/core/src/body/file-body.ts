import fs from 'node:fs';
import { BodyError } from '../errors/body-error.ts';
import type { RequestBody } from './request-body.ts';
import { SourceChunks } from './source-chunks.ts';

/** A file to be sent, read anew for each attempt. */
export interface FileInput {
  /** Its path, or a `file:` URL. */
  readonly file: string | URL;
}

/** Whether a body was given as a file. */
export function isFileInput(input: unknown): input is FileInput {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'file')) return false;
  const { file } = input as FileInput;
  return (typeof file === 'string' || file instanceof URL) && Object.keys(input).length === 1;
}

/**
 * The body of a file. Each attempt sends it as it is by then.
 * @throws BodyError `ERR_SLUICE_BODY_SOURCE` when it cannot be read
 */
export function fileBody({ file }: FileInput): RequestBody {
  let length = sizeOf(file);
  return {
    replayable: true,
    contentType: undefined,
    get length() {
      return length;
    },
    open() {
      length = sizeOf(file);
      if (length === 0) return new Uint8Array();
      // No more than was announced, should it grow meanwhile.
      return new SourceChunks(fs.createReadStream(file, { end: length - 1 }));
    },
  };
}

function sizeOf(file: string | URL): number {
  try {
    const stats = fs.statSync(file);
    if (stats.isFile()) return stats.size;
  } catch (cause) {
    throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'the file to be sent cannot be read', { cause });
  }
  throw new BodyError('ERR_SLUICE_BODY_SOURCE', 'what is to be sent is no file');
}
