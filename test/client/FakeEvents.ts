import type { EventSourceLike } from "../../src/client/push/PushStream";

/** A stream of the relay's events, on which a test speaks. */
export class FakeEvents implements EventSourceLike {
  readyState = 0;
  readonly #listeners = new Map<string, ((event: { readonly data?: unknown }) => void)[]>();
  readonly url: string;

  /** @param session Whose cookies it was opened with. */
  constructor(
    url: string,
    readonly session: string | null = "ada",
  ) {
    this.url = url;
  }

  get watches(): string[] {
    return new URL(this.url, "https://app.example").searchParams.getAll("watch");
  }

  addEventListener(type: string, listener: (event: { readonly data?: unknown }) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  emit(type: string, data: unknown = { session: this.session }): void {
    for (const listener of this.#listeners.get(type) ?? [])
      listener({ data: typeof data === "string" ? data : JSON.stringify(data) });
  }

  change(watch: string, etag: string): void {
    this.emit("change", { watch, etag, session: this.session, body: { status: etag } });
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.emit("error");
  }

  close(): void {
    this.readyState = 2;
  }
}
