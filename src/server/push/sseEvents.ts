import { pushWire, type PushReady } from "../../client/push/pushWire";
import type { CachedAnswer } from "../cache/answer/CachedAnswer";

const { change, unwatched, ready, heartbeat } = pushWire.event;

/** The events of a stream as text; their data is described in `pushWire`. */
export const sseEvents = {
  change(watch: string, { etag, body }: CachedAnswer, session: string, id: string | null): string {
    const head = JSON.stringify({ watch, etag, session }).slice(0, -1);
    // The body is JSON already. Line breaks in it are white space, and would end the event.
    return eventOf(change, `${head},"body":${body.replace(/[\r\n]+/g, " ")}}`, id);
  },
  unwatched: (watch: string): string => eventOf(unwatched, JSON.stringify({ watch })),
  ready: (told: PushReady, id: string): string => eventOf(ready, JSON.stringify(told), id),
  /** An event rather than a comment: a page never sees comments. */
  heartbeat: (): string => eventOf(heartbeat, "{}"),
};

function eventOf(type: string, data: string, id: string | null = null): string {
  return `${id === null ? "" : `id: ${id}\n`}event: ${type}\ndata: ${data}\n\n`;
}
