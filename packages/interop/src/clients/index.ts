// The list of all clients.
import type { InteropClient } from '../client.ts';
import { anthropic, mistral, openai } from './ai.ts';
import { octokit, s3, stripe, supabase } from './apis.ts';
import { apollo, heyApi, kyClient, ofetchClient, openapiFetch, trpc } from './general.ts';

/** Every client. */
export const clients: readonly InteropClient[] = [
  openai,
  anthropic,
  stripe,
  octokit,
  openapiFetch,
  heyApi,
  kyClient,
  ofetchClient,
  mistral,
  s3,
  supabase,
  apollo,
  trpc,
];
