import { isRecord } from "../../operations/isRecord";
import { NOTHING_HEARD, type Listening } from "./Listening";

/** A change that the relay told. */
export interface PushedChange {
  /** The operation, as the relay names it: `layers/v1/jobs/job_1`. */
  readonly watch: string;
  readonly etag: string;
  /** The relay's tag of the session that it was told to. */
  readonly session: string;
  /** The wire object, not validated yet. */
  readonly body: unknown;
}

/** What of `EventSource` is used. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void;
  close(): void;
}

export interface PushStreamOptions {
  /** Of the relay's events: `/api/longrun/events`. */
  readonly url: string;
  readonly open: (url: string) => EventSourceLike;
  readonly onChange: (change: PushedChange) => void;
  /** Called with all operations whose changes are being heard, and as whom, when they may be others than before. */
  readonly onListening: (listening: Listening) => void;
}

/** The relay takes no more on one stream; what is past it is polled. */
export const MOST_WATCHES = 100;
/** What mounts together is asked for together. */
const GATHER_MS = 50;
/** The relay shows every 15 s that it is alive; after two missed beats and a bit it is not. */
const SILENT_MS = 40_000;
/** After a stream was refused it is tried again, less and less often. */
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;
/** `EventSource.CLOSED`: refused for good, where else it connects again by itself. */
const CLOSED = 2;

/** One stream of events over a set of operations that comes and goes. */
export class PushStream {
  readonly #options: PushStreamOptions;
  readonly #wanted = new Set<string>();
  /** What the open stream is about, without what it has turned down. */
  #covered = new Set<string>();
  /** What it has turned down: to be asked about, and no reason to open another. */
  #refused = new Set<string>();
  /** What was told to be heard last. */
  #heard: Listening = NOTHING_HEARD;
  #source: EventSourceLike | null = null;
  #refusals = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PushStreamOptions) {
    this.#options = options;
  }

  /** Sets what to hear of. A stream is opened anew only for more, not for less. */
  want(names: Iterable<string>): void {
    this.#wanted.clear();
    for (const name of names) if (this.#wanted.size < MOST_WATCHES) this.#wanted.add(name);
    // What is left out for a moment, as when a list of jobs is another than before, is no reason to close.
    if (this.#wanted.size === 0 || this.#isMore()) this.#gathering ??= setTimeout(() => this.#settle(), GATHER_MS);
  }

  close(): void {
    this.#end();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#covered = new Set();
    this.#refused = new Set();
    this.#tell(NOTHING_HEARD);
  }

  /** Opens another in the place of the one that is open, with the cookies of now; nothing of before counts as heard. */
  renew(): void {
    if (this.#source === null) return;
    this.#tell(NOTHING_HEARD);
    this.#reopen();
  }

  #isMore(): boolean {
    return [...this.#wanted].some((name) => !this.#covered.has(name) && !this.#refused.has(name));
  }

  #settle(): void {
    this.#gathering = undefined;
    if (this.#wanted.size === 0) this.close();
    else if (this.#isMore()) this.#reopen();
  }

  #end(): void {
    clearTimeout(this.#alarm);
    this.#source?.close();
    this.#source = null;
  }

  /**
   * Whatever was heard so far still counts as heard, since the next stream begins with all that is known; unless it
   * fails.
   */
  #reopen(): void {
    this.#end();
    this.#covered = new Set(this.#wanted);
    this.#refused = new Set();
    const query = [...this.#covered].map((name) => `watch=${encodeURIComponent(name)}`).join("&");
    const source = this.#options.open(`${this.#options.url}?${query}`);
    this.#source = source;
    const heard = (type: string, listener: (data: unknown) => void): void =>
      source.addEventListener(type, ({ data }) => {
        if (this.#source !== source) return;
        this.#beat();
        listener(parsed(data));
      });
    heard("change", (data) => {
      if (isChange(data)) this.#options.onChange(data);
    });
    heard("unwatched", (data) => {
      if (!isRecord(data) || typeof data["watch"] !== "string" || !this.#covered.delete(data["watch"])) return;
      this.#refused.add(data["watch"]);
      this.#tell({ ...this.#heard, names: this.#heard.names.filter((name) => name !== data["watch"]) });
    });
    heard("heartbeat", () => undefined);
    heard("ready", (data) => {
      this.#refusals = 0;
      const session = isRecord(data) && typeof data["session"] === "string" ? data["session"] : null;
      this.#tell({ names: [...this.#covered], session });
    });
    source.addEventListener("error", () => {
      if (this.#source !== source) return;
      this.#tell(NOTHING_HEARD);
      if (source.readyState === CLOSED) this.#wake(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#refusals++));
    });
    this.#beat();
  }

  #beat(): void {
    this.#wake(SILENT_MS);
  }

  /** Opens another stream after this long; a connection that died without a word looks open for ever. */
  #wake(delayMs: number): void {
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      this.#tell(NOTHING_HEARD);
      this.#reopen();
    }, delayMs);
  }

  #tell(heard: Listening): void {
    this.#heard = heard;
    this.#options.onListening(heard);
  }
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data)) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether what came over a stream or from another tab is a change. */
export function isChange(data: unknown): data is PushedChange {
  return (
    isRecord(data) &&
    [data["watch"], data["etag"], data["session"]].every((text) => typeof text === "string") &&
    isRecord(data["body"])
  );
}
