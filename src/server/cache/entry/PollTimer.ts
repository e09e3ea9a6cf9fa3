/** Some platforms end a request's timers with the request. A timer that is this late was lost with one, in ms. */
const LOST_AFTER_MS = 1_000;
/** The longest delay that `setTimeout` takes, in ms. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The timer of one operation's next poll. */
export class PollTimer {
  readonly #onDue: () => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #dueAtMs: number | null = null;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
  }

  /** Sets the timer, or clears it with null. A timer set to the same time is kept, unless it was lost. */
  set(atMs: number | null, nowMs: number): void {
    if (atMs === this.#dueAtMs && (atMs === null || nowMs < atMs + LOST_AFTER_MS)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAtMs = atMs;
    this.#timer = null;
    if (atMs === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#dueAtMs = null;
        this.#onDue();
      },
      Math.min(Math.max(0, atMs - nowMs), LONGEST_DELAY_MS),
    );
    // The timer must not keep a Node process alive. On other platforms it is a number, which has no `unref`.
    (this.#timer as { unref?: () => void }).unref?.();
  }
}
