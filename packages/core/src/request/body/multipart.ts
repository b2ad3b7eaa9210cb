// The encoding of forms as `multipart/form-data`.
import { randomBytes } from 'node:crypto';

/** A random boundary, so that no content can contain it on purpose. */
export function makeBoundary(): string {
  return `sluice-${randomBytes(18).toString('hex')}`;
}

/**
 * Encodes a form as one Blob. File parts are not copied, and each read yields the same bytes. The names of headers are written
 * as browsers write them, since some servers compare them exactly.
 */
export function encodeMultipart(
  form: FormData,
  boundary: string = makeBoundary(),
): { blob: Blob; contentType: string } {
  const parts: (string | Blob)[] = [];
  for (const [name, value] of form) {
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"`;
    if (typeof value === 'string') {
      parts.push(`${head}\r\n\r\n${value.replace(/\r\n|\r|\n/g, '\r\n')}\r\n`);
      continue;
    }
    head += `; filename="${escapeName(value.name)}"`;
    const type = value.type === '' ? 'application/octet-stream' : value.type;
    parts.push(`${head}\r\nContent-Type: ${type.replace(/[\r\n\0]/g, '')}\r\n\r\n`, value, '\r\n');
  }
  parts.push(`--${boundary}--\r\n`);
  return { blob: new Blob(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** Escapes a name as in the HTML standard (multipart/form-data), and removes NUL. */
export function escapeName(name: string): string {
  return name
    .replace(/\r\n|\r|\n/g, '%0D%0A')
    .replaceAll('"', '%22')
    .replaceAll('\0', '');
}
