import type { SimulatedEvent } from "./SimulatedEvents";

export interface AddWebhookOptions {
  /** Where events are posted, absolute. */
  readonly url: string;
  /** What they are signed with. @default one made of the seed */
  readonly secret?: string | undefined;
}

/** One attempt to deliver an event. */
export interface WebhookAttempt {
  readonly eventId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Of the receiver's answer; null when there was none. */
  readonly status: number | null;
}

/** An endpoint that events are posted to. */
export interface SimulatedWebhook {
  readonly url: string;
  /** The one that is signed with now. */
  readonly secret: string;
  /** What was tried, oldest first. */
  readonly attempts: readonly WebhookAttempt[];
  /** Whether it has failed 20 times in a row, and is left alone until `resume`. */
  readonly paused: boolean;
  /** Makes a new secret; for 24 h every event is signed with both. */
  rotateSecret(): string;
  /** Posts a `test.ping`. */
  ping(): SimulatedEvent;
  /** Goes on after a pause, with what has gathered meanwhile. */
  resume(): void;
  remove(): void;
}
