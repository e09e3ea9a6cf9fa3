import type { SimulatedEvent } from "./SimulatedEvents";

export interface AddWebhookOptions {
  /** The absolute URL to post events to. */
  readonly url: string;
  /** The signing secret. @default one derived from the seed */
  readonly secret?: string | undefined;
}

/** One attempt to deliver an event. */
export interface WebhookAttempt {
  readonly eventId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** The status of the receiver's answer; null if there was none. */
  readonly status: number | null;
}

/** An endpoint that events are posted to. */
export interface SimulatedWebhook {
  readonly url: string;
  /** The current signing secret. */
  readonly secret: string;
  /** All attempts, oldest first. */
  readonly attempts: readonly WebhookAttempt[];
  /** True after 20 failures in a row: nothing is posted until `resume`. */
  readonly paused: boolean;
  /** Makes a new secret; for 24 h every event is signed with both. */
  rotateSecret(): string;
  /** Posts a `test.ping`. */
  ping(): SimulatedEvent;
  /** Ends a pause, and posts what was queued meanwhile. */
  resume(): void;
  remove(): void;
}
