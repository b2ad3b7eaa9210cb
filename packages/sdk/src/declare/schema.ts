// Schemas in a declaration, and the types they stand for.
import type { StandardSchema } from '@sluice/core';

/** Any Standard Schema (zod, valibot, arktype, …) or {@link Kind}. */
export type Schema = StandardSchema;

/** What a caller gives: the input of a schema. */
export type InputOf<Given extends Schema> = NonNullable<Given['~standard']['types']>['input'];

/** What a caller gets: the output of a schema. */
export type OutputOf<Given extends Schema> = NonNullable<Given['~standard']['types']>['output'];
