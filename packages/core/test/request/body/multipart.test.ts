import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeMultipart } from '../../../src/request/body/multipart.ts';
import { toRequestBody } from '../../../src/request/body/to-request-body.ts';
import { text } from '../../support/text.ts';

/** Parses a form with the parser of Node.js. */
async function parse(form: FormData): Promise<FormData> {
  const { blob, contentType } = encodeMultipart(form);
  return new Response(blob, { headers: { 'content-type': contentType } }).formData();
}

describe('a form', () => {
  test('is encoded by the HTML standard', async () => {
    const form = new FormData();
    form.append('a', '1\n2');
    form.append('file', new File(['bytes'], 'é"x.txt', { type: 'text/plain' }));
    form.append('blob', new Blob(['b']));
    const { blob, contentType } = encodeMultipart(form);
    const boundary = /^multipart\/form-data; boundary=(sluice-[0-9a-f]{36})$/.exec(contentType)?.[1];
    expect(await blob.text()).toBe(
      [
        `--${boundary}`,
        'Content-Disposition: form-data; name="a"',
        '',
        '1\r\n2',
        `--${boundary}`,
        'Content-Disposition: form-data; name="file"; filename="é%22x.txt"',
        'Content-Type: text/plain',
        '',
        'bytes',
        `--${boundary}`,
        'Content-Disposition: form-data; name="blob"; filename="blob"',
        'Content-Type: application/octet-stream',
        '',
        'b',
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    );
  });

  test('can be parsed again', async () => {
    const form = new FormData();
    form.append('a', '1');
    form.append('a', '2');
    form.append('f', new File(['x'.repeat(100_000)], 'big.bin', { type: 'a/b' }));
    const parsed = await parse(form);
    expect(parsed.getAll('a')).toEqual(['1', '2']);
    const file = parsed.get('f') as File;
    expect([file.name, file.type, file.size]).toEqual(['big.bin', 'a/b', 100_000]);
  });

  test('may be empty', async () => {
    expect([...(await parse(new FormData()))]).toEqual([]);
  });

  test('has a different boundary each time', () => {
    const types = Array.from({ length: 100 }, () => encodeMultipart(new FormData()).contentType);
    expect(new Set(types).size).toBe(100);
  });

  test('cannot be injected with a header or a part by a name, a file name or a type', async () => {
    await fc.assert(
      fc.asyncProperty(text(12), text(12), text(12), async (name, filename, type) => {
        const form = new FormData();
        form.append(name, 'value');
        form.append(name, new File(['content'], filename, { type }));
        const { blob, contentType } = encodeMultipart(form, 'B');
        expect(contentType).toBe('multipart/form-data; boundary=B');
        const parts = (await blob.text()).split('--B');
        expect(parts).toHaveLength(4);
        for (const part of parts.slice(1, 3)) {
          const [head = ''] = part.split('\r\n\r\n');
          const lines = head.split('\r\n').slice(1);
          expect(lines.length).toBeLessThanOrEqual(2);
          // oxlint-disable-next-line no-control-regex -- that none is there is what is tested
          for (const line of lines) expect(line).toMatch(/^Content-(Disposition|Type): [^\r\n\0]*$/);
        }
      }),
    );
  });
});

test('a form that is created for each attempt keeps the boundary of its content type', async () => {
  const body = toRequestBody(() => {
    const form = new FormData();
    form.append('a', '1');
    return form;
  });
  for (let attempt = 0; attempt < 3; attempt++) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body.open() as AsyncIterable<Uint8Array>) chunks.push(chunk);
    const response = new Response(Buffer.concat(chunks), {
      headers: { 'content-type': body.contentType! },
    });
    expect((await response.formData()).get('a')).toBe('1');
  }
});
