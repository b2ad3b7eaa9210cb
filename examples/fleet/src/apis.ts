// Declares the operations of the services, and which of them may be sent again.
import { cursorPages, defineApi, op } from '@sluice/sdk';
import { z } from 'zod';

const User = z.object({ id: z.number(), name: z.string() });
const Order = z.object({ id: z.number(), user: z.number(), item: z.string() });
const Problem = z.object({ message: z.string() });

export const Users = defineApi({
  name: 'users',
  operations: {
    getUser: op('GET /users/{id}', { ok: { 200: User }, err: { 404: Problem } }),
  },
});

export const Orders = defineApi({
  name: 'orders',
  operations: {
    listOrders: op('GET /orders', {
      query: z.object({ user: z.number() }),
      ok: { 200: z.object({ data: z.array(Order), next: z.string().nullable() }) },
      page: cursorPages({ items: 'data', next: 'next', parameter: 'cursor' }),
    }),
    // Each call has an idempotency key, the same in every attempt, so that an order is placed once.
    placeOrder: op('POST /orders', {
      body: z.object({ user: z.number(), item: z.string() }),
      ok: { 201: Order },
      err: { 422: Problem },
      idempotency: 'key',
    }),
  },
});

export const Search = defineApi({
  name: 'search',
  operations: {
    find: op('GET /search', { query: z.object({ q: z.string() }), ok: { 200: z.array(z.string()) } }),
  },
});
