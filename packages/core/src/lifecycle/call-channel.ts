// Diagnostics channels whose messages name the call and its client.
import diagnostics_channel from 'node:diagnostics_channel';

/** The call of a message. */
export interface CallReference {
  /** The number of the call, unique within the process. */
  readonly call: number;
  /** The option `name` of its client. */
  readonly client: string | undefined;
}

/** The part of a call that its messages need. */
interface PublishingCall {
  readonly id: number;
  readonly client: string | undefined;
  /** Runs a function in the async context in which the call was made. */
  inContext(run: () => void): void;
}

const channels: diagnostics_channel.Channel[] = [];

/** Whether a channel of calls has a subscriber. */
export function isObserved(): boolean {
  for (const channel of channels) if (channel.hasSubscribers) return true;
  return false;
}

/**
 * A diagnostics channel. Its subscribers run in the async context of the caller, if they subscribed before the call was
 * made.
 */
export class CallChannel<Message extends object> {
  readonly #channel: diagnostics_channel.Channel;

  constructor(name: string) {
    this.#channel = diagnostics_channel.channel(name);
    channels.push(this.#channel);
  }

  /** Whether the channel has a subscriber. Check it before a message is created. */
  get active(): boolean {
    return this.#channel.hasSubscribers;
  }

  /** Publishes a message of a call; without a call, `call` and `client` are undefined. */
  publish(call: PublishingCall | undefined, message: Message): void {
    const channel = this.#channel;
    if (call === undefined) {
      channel.publish({ call: undefined, client: undefined, ...message });
      return;
    }
    call.inContext(() => channel.publish({ call: call.id, client: call.client, ...message }));
  }
}
