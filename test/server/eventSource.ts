/** One event of a stream. */
export interface StreamEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: { readonly watch?: string; readonly etag?: string; readonly body?: Record<string, unknown> };
}

export interface Listening {
  readonly response: Response;
  readonly events: StreamEvent[];
  /** Everything that came, heartbeats included. */
  readonly text: () => string;
  /** Resolves when the other side has ended the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** Opens a stream of server-sent events, as EventSource would, and gathers what comes. */
export async function listenTo(open: (signal: AbortSignal) => Promise<Response>): Promise<Listening> {
  const controller = new AbortController();
  const response = await open(controller.signal);
  const events: StreamEvent[] = [];
  let text = "";
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true });
      text += piece;
      rest += piece;
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      events.push(...blocks.map(eventOf).filter((event) => event !== null));
    }
  };
  return { response, events, text: () => text, ended: read().catch(() => undefined), close: () => controller.abort() };
}

function eventOf(block: string): StreamEvent | null {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );
  const data = fields.get("data");
  if (data === undefined) return null;
  return {
    id: fields.get("id") ?? null,
    event: fields.get("event") ?? "message",
    data: JSON.parse(data) as StreamEvent["data"],
  };
}
