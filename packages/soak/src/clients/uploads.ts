// The request bodies of a soak.
import { openAsBlob } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BodyInput } from 'sluice';
import type { CallPlan, UploadKind } from '../plan/call-plan.ts';
import { uploadContent } from '../plan/plan-call.ts';

/** A request body in the form that the plan of a call requires. */
export interface Upload {
  readonly body: BodyInput;
  /** Releases its resources. Called after the end of the call. */
  release(): Promise<void>;
}

const PIECE = 10_000;
/** The bytes that a `surplus-blob` yields beyond its size. */
const SURPLUS = 64;

/** The error of the source of `failing-iterable`. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure';
}

/** Whether a body of this kind can be read only once. */
export function isOneShot(kind: UploadKind): boolean {
  return (
    kind === 'iterable' || kind === 'web-stream' || kind === 'slow-iterable' || kind === 'failing-iterable'
  );
}

/** Whether a body of this kind must fail its call. */
export function mustFail(kind: UploadKind): boolean {
  return kind === 'failing-iterable' || kind === 'surplus-blob';
}

/** Creates the request body of a call. @param folder the folder for files */
export async function makeUpload(plan: CallPlan, kind: UploadKind, folder: string): Promise<Upload> {
  const bytes = uploadContent(plan).slice();
  const file = (): string => path.join(folder, `upload-${plan.number}`);
  switch (kind) {
    case 'bytes':
      return upload(bytes);
    case 'string':
      return upload(bytes.toString('latin1'));
    case 'blob':
      return upload(new Blob([bytes]));
    case 'file':
      await writeFile(file(), bytes);
      return upload({ file: file() }, () => rm(file()));
    case 'file-blob':
      await writeFile(file(), bytes);
      return upload(await openAsBlob(file()), () => rm(file()));
    case 'file-handle': {
      await writeFile(file(), bytes);
      const handle = await open(file());
      return upload(handle, async () => {
        await handle.close();
        await rm(file());
      });
    }
    case 'factory':
      return upload(() => pieces(bytes));
    case 'iterable':
      return upload(pieces(bytes));
    case 'web-stream':
      return upload(ReadableStream.from<Uint8Array>(pieces(bytes)));
    case 'slow-iterable':
      return upload(slowly(bytes));
    case 'failing-iterable':
      return upload(failing(bytes));
    case 'surplus-blob':
      return upload(new SurplusBlob([bytes]));
  }
}

function upload(body: BodyInput, release: () => Promise<void> = () => Promise.resolve()): Upload {
  return { body, release };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += PIECE) yield bytes.subarray(offset, offset + PIECE);
}

async function* slowly(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const size = Math.max(1, Math.ceil(bytes.length / 5));
  for (let offset = 0; offset < bytes.length; offset += size) {
    await sleep(2);
    yield bytes.subarray(offset, offset + size);
  }
}

async function* failing(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length / 2);
  await sleep(1);
  throw new SourceFailure('the source of the upload failed');
}

/** A Blob that yields more bytes than its size, as the Blob of a growing file does. */
class SurplusBlob extends Blob {
  override stream(): ReturnType<Blob['stream']> {
    const whole = super.stream();
    const more = async function* (): AsyncGenerator<Uint8Array> {
      yield* whole;
      yield Buffer.alloc(SURPLUS, 'S');
    };
    return ReadableStream.from(more()) as ReturnType<Blob['stream']>;
  }
}
