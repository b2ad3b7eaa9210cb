// Tests of the parser of event streams: the cases of the HTML standard, and any stream in any chunks.
import fc from 'fast-check';
import { createParser } from 'eventsource-parser';
import { isBodyError } from '@sluice/core';
import { expect, test } from 'vitest';
import { EventParser } from '../../src/events/event-parser.ts';
import type { ServerSentEvent } from '../../src/events/server-sent-event.ts';

const encoder = new TextEncoder();

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

function parse(chunks: Iterable<Uint8Array>, maxEventBytes = 1_000_000): ServerSentEvent[] {
  const parser = new EventParser(maxEventBytes);
  const events: ServerSentEvent[] = [];
  for (const chunk of chunks) parser.push(chunk, events);
  parser.end();
  return events;
}

const message = (data: string, id = ''): ServerSentEvent => ({ type: 'message', data, id });

test.each<[name: string, text: string, events: readonly ServerSentEvent[]]>([
  ['one event', 'data: a\n\n', [message('a')]],
  ['CR', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [message('a'), message('b')]],
  [
    'mixed ends of lines',
    'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n',
    [message('a'), message('b'), message('c')],
  ],
  ['several data lines', 'data: a\ndata:\ndata: c\n\n', [message('a\n\nc')]],
  ['data without a colon', 'data\n\ndata\ndata\n\n', [message(''), message('\n')]],
  ['the standard’s stocks', 'data: YHOO\ndata: +2\ndata: 10\n\n', [message('YHOO\n+2\n10')]],
  [
    'the standard’s ids',
    ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n',
    [message('first event', '1'), message('second event'), message(' third event')],
  ],
  ['an unfinished event at the end', 'data: a\n\ndata: b\n', [message('a')]],
  ['an unfinished line at the end', 'data: a\n\ndata: b', [message('a')]],
  ['only one space is removed', 'data:  a\ndata:\tb\n\n', [message(' a\n\tb')]],
  ['an event type', 'event: add\ndata: 1\n\ndata: 2\n\n', [{ type: 'add', data: '1', id: '' }, message('2')]],
  ['a type without data', 'event: add\n\ndata: 2\n\n', [message('2')]],
  ['an id persists', 'id: 7\ndata: a\n\ndata: b\n\n', [message('a', '7'), message('b', '7')]],
  ['an id without data', 'id: 7\n\ndata: b\n\n', [message('b', '7')]],
  ['an id with NUL', 'id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n', [message('a', '7'), message('b', '7')]],
  ['comments', ':\n: data: x\ndata: a\n:x\n\n', [message('a')]],
  ['unknown fields and case', 'Data: x\nfoo: y\n data: z\ndata: a\n\n', [message('a')]],
  ['a BOM', '\ufeffdata: a\n\n', [message('a')]],
  ['a second BOM', '\ufeff\ufeffdata: a\n\ndata: b\n\n', [message('b')]],
  ['a BOM later', 'data: a\n\n\ufeffdata: b\n\n', [message('a')]],
  ['text beyond ASCII', 'data: 🦊 é\n\n', [message('🦊 é')]],
])('%s', (_name, text, events) => {
  const bytes = bytesOf(text);
  expect(parse([bytes])).toEqual(events);
  expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events);
});

test('bytes that are not UTF-8 become U+FFFD, also when a line ends within a character', () => {
  const bytes = [...bytesOf('data: '), 0xff, ...bytesOf('a'), 0xf0, 0x9f, ...bytesOf('\n\n')];
  const text = new TextDecoder().decode(Uint8Array.from(bytes)).slice('data: '.length, -2);
  expect(parse([Uint8Array.from(bytes)])).toEqual([message(text)]);
  expect(parse(bytes.map((byte) => Uint8Array.of(byte)))).toEqual([message(text)]);
});

test.each<[field: string, retry: number | undefined]>([
  ['retry: 1500', 1500],
  ['retry:0', 0],
  ['retry: -1', undefined],
  ['retry: 1.5', undefined],
  ['retry: 1e3', undefined],
  ['retry:  5', undefined],
  ['retry', undefined],
  ['retry: ١', undefined],
])('the field %j', (field, retry) => {
  const parser = new EventParser(1000);
  parser.push(bytesOf(`${field}\n\n`), []);
  expect(parser.retry).toBe(retry);
});

test('the id to resume after is that of the last event that has ended', () => {
  const parser = new EventParser(1000, '4');
  expect(parser.lastEventId).toBe('4');
  parser.push(bytesOf('id: 5\ndata: x\n'), []);
  expect(parser.lastEventId).toBe('4');
  parser.push(bytesOf('\nid:\n'), []);
  expect(parser.lastEventId).toBe('5');
  parser.push(bytesOf('\n'), []);
  expect(parser.lastEventId).toBe('');
});

test('comments and empty lines are no content, also in pieces', () => {
  const parser = new EventParser(1000);
  const isContent = (text: string): boolean => parser.push(bytesOf(text), []);
  expect(isContent(':')).toBe(false);
  expect(isContent(' keep-alive')).toBe(false);
  expect(isContent('\n\n')).toBe(false);
  expect(isContent('\r\n: x\r\n')).toBe(false);
  expect(isContent('d')).toBe(true);
  expect(isContent('ata: ')).toBe(true);
  expect(isContent('\n')).toBe(true);
  expect(isContent('\n')).toBe(false);
});

test('an event may be as long as the limit, and no longer', () => {
  const limited = (text: string): unknown => {
    try {
      return parse([bytesOf(text)], 20).length;
    } catch (error) {
      return isBodyError(error) && error.code;
    }
  };
  expect(limited(`data: ${'x'.repeat(14)}\n\n`)).toBe(1);
  expect(limited(`data: ${'x'.repeat(15)}\n\n`)).toBe('ERR_SLUICE_BODY_LIMIT');
  expect(limited(`data: ${'x'.repeat(15)}`)).toBe('ERR_SLUICE_BODY_LIMIT');
  expect(limited(`:${'x'.repeat(30)}`)).toBe('ERR_SLUICE_BODY_LIMIT');
  expect(limited('data:1234567890\ndata:123456789\n\n')).toBe(1);
  expect(limited('data:1234567890\ndata:1234567890\n\n')).toBe('ERR_SLUICE_BODY_LIMIT');
  // Characters are counted as their bytes.
  expect(limited(`data: ${'é'.repeat(8)}\n\n`)).toBe('ERR_SLUICE_BODY_LIMIT');
  expect(limited('data: 1234567\n\n'.repeat(100))).toBe(100);
});

/** Pieces of streams, the odd ones included. */
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n') },
  {
    weight: 4,
    arbitrary: fc.constantFrom('data: ', 'data:', 'data', 'event: ', 'id: ', 'id', 'retry: ', ':', 'x: '),
  },
  { weight: 3, arbitrary: fc.constantFrom('a', ' ', '7', ':', '🦊', 'é', '\ufeff', '\0', '\t') },
  { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'binary' }) },
);
const stream = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

/** Cuts bytes at any places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, index) => bytes.subarray(start, at[index] ?? bytes.length));
}

test('chunks make no difference', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), (text, places) => {
      const bytes = bytesOf(text);
      expect(parse(cut(bytes, places))).toEqual(parse([bytes]));
    }),
    { numRuns: 2000 },
  );
});

test('the parser agrees with eventsource-parser', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 10 }), (text, places) => {
      const bytes = bytesOf(text);
      const expected: ServerSentEvent[] = [];
      let id = '';
      const theirs = createParser({
        onId: (given) => (id = given),
        onEvent: ({ event = 'message', data }) => expected.push({ type: event, data, id }),
      });
      theirs.feed(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      expect(parse(cut(bytes, places))).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});
