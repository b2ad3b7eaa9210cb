// Bad declarations are refused by `op()`, with the operation in the message.
import { OptionError } from '@sluice/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cursorPages, form, fromPaths, json, op, sse, toFile } from '../../src/index.ts';

const ok = { 200: json() };

type Nothing = Record<string, never>;

interface Paths {
  readonly '/users/{id}': { readonly get: { readonly responses: Nothing } };
}

describe('the message names the operation and the option', () => {
  test.each<[string, () => unknown, string, string]>([
    [
      'an unknown option',
      () => op('GET /users/{id}', { ok, idempotncy: 'safe' } as never),
      'idempotncy',
      "operation 'GET /users/{id}': unknown option 'idempotncy': probably 'idempotency'; allowed: idempotency, timeout, ",
    ],
    [
      'a bad value',
      () => op('POST /users', { ok, idempotency: 'always' } as never),
      'idempotency',
      `operation 'POST /users': option 'idempotency' must be one of "safe", "key", "none"; got 'always'`,
    ],
    [
      'no answers',
      () => op('GET /users', { ok: {} }),
      'ok',
      "operation 'GET /users': option 'ok' must be an object of schemas by status, with at least one; got an object",
    ],
    [
      'a kind that no response has',
      () => op('GET /users', { ok: { 200: form() } }),
      'ok.200',
      "operation 'GET /users': option 'ok.200' must be a kind of a response: json(), text(), bytes(), stream() or empty(); got 'form'",
    ],
    [
      'a body of a GET',
      () => op('GET /users', { ok, body: z.string() } as never),
      'body',
      "operation 'GET /users': a GET has no body; declare its 'query'",
    ],
    [
      'two ways to read the answer',
      () => op('GET /users', { ok, page: cursorPages({ next: 'next', parameter: 'after' }), events: sse() }),
      'events',
      "operation 'GET /users': declare only one of 'page', 'events' and 'poll'; got page and events",
    ],
    [
      'a download that is no GET',
      () => op('POST /users', { ok, download: toFile() }),
      'download',
      "operation 'POST /users': a download needs the method GET; got POST",
    ],
    [
      'an option of an operation of a paths type',
      () => fromPaths<Paths>().op('/users/{id}', 'get', { timeout: -1 }),
      'timeout',
      "operation 'GET /users/{id}': option 'timeout' must be",
    ],
  ])('%s', (_, declare, option, message) => {
    expect(declare).toThrow(message);
    expect(declare).toThrow(expect.objectContaining({ code: 'ERR_SLUICE_OPTION', option }) as OptionError);
  });
});
