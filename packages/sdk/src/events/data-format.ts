// The formats of the data of events and of JSON lines: text, JSON, or JSON validated by a schema.
import { BodyError, type StandardSchema } from '@sluice/core';
import { ownCopy } from '@sluice/core/internal';
import { option, refuse, type OptionParser } from '@sluice/core/plugin';
import { isSchema, parseSchema, validate } from '../schema/standard-schema.ts';
import type { ServerSentEvent } from './server-sent-event.ts';

/** The format of data: text as sent, JSON, or JSON that a Standard Schema validates. */
export type DataFormat = 'text' | 'json' | StandardSchema;

/** The type of data in a format. */
export type DataOf<Format extends DataFormat> =
  Format extends StandardSchema<infer _Input, infer Output>
    ? Output
    : Format extends 'json'
      ? unknown
      : string;

/** A schema per type of event. Events of other types are skipped, as a browser skips those without a listener. */
export type EventSchemas = Readonly<Record<string, StandardSchema>>;

/** The format of the data of all events, or a schema per type of event. */
export type EventFormat = DataFormat | EventSchemas;

/** The type of the events in a format; with a schema per type of event, a union discriminated by `type`. */
export type EventOf<Format extends EventFormat> = Format extends DataFormat
  ? ServerSentEvent<DataOf<Format>>
  : {
      readonly [Type in keyof Format & string]: ServerSentEvent<OutputOf<Format[Type]>, Type>;
    }[keyof Format & string];

type OutputOf<Given> = Given extends StandardSchema<infer _Input, infer Output> ? Output : never;

/** Checks a format. @throws OptionError */
export const parseFormat: OptionParser<EventFormat> = (value, path) => {
  if (value === 'text' || value === 'json' || isSchema(value)) return value;
  if (!option.isOptions(value) || Object.keys(value).length === 0)
    throw refuse(path, value, "'text', 'json', a Standard Schema, or an object of schemas by type of event");
  for (const [type, schema] of Object.entries(value)) parseSchema(schema, `${path}.${type}`);
  return ownCopy(value) as EventSchemas;
};

/** The format of the data of an event; undefined if the event must be skipped. */
export function formatOf(format: EventFormat, type: string): DataFormat | undefined {
  if (typeof format === 'string' || isSchema(format)) return format;
  return Object.hasOwn(format, type) ? format[type] : undefined;
}

/** Validates a value. */
export type SchemaCheck = (value: unknown, schema: StandardSchema) => unknown;

/**
 * Converts text to a value in a format.
 * @param what names the text in errors
 * @param check validates a value. Default: {@link validate}
 * @throws BodyError `ERR_SLUICE_BODY_DECODE` if it is not JSON; SchemaError if it does not match the schema
 */
export function convert(
  text: string,
  format: DataFormat,
  what: string,
  check: SchemaCheck = validate,
): unknown {
  if (format === 'text') return text;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message is left out: it quotes the text, which may contain secrets.
    const bytes = Buffer.byteLength(text);
    throw new BodyError('ERR_SLUICE_BODY_DECODE', `${what} is not JSON: ${bytes} bytes`, { bytes });
  }
  return format === 'json' ? value : check(value, format);
}
