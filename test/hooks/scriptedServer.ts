export { completedJob as completed, runningJob as running } from "../fixtures/jobs";

/** A server in memory that answers as it is told: one answer for all requests, or what a function makes of each. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly atMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface ScriptedAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers after this long, on the fake clock. @default at once */
  readonly afterMs?: number;
  /** Rejects as a lost network does. */
  readonly lost?: boolean;
  /** Never answers. */
  readonly hangs?: boolean;
}

export type Script = ScriptedAnswer | ((request: ScriptedRequest, count: number) => ScriptedAnswer);

export class ScriptedServer {
  readonly requests: ScriptedRequest[] = [];
  /** Names whoever is signed in, to those who want to know, as the relay does. */
  session = "ada";
  #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  answer(script: Script): void {
    this.#script = script;
  }

  /** Requests whose path ends with this id. */
  about(id: string): ScriptedRequest[] {
    return this.requests.filter(({ path }) => path.endsWith(id));
  }

  readonly fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const request: ScriptedRequest = {
      method: init.method ?? "GET",
      path: String(input),
      headers: new Headers(init.headers),
      body: typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
      atMs: Date.now(),
      signal: init.signal ?? undefined,
    };
    this.requests.push(request);
    const answer = typeof this.#script === "function" ? this.#script(request, this.requests.length) : this.#script;
    if (answer.hangs)
      return new Promise<Response>((_resolve, reject) =>
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
      );
    if (answer.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.afterMs));
    if (answer.lost) throw new TypeError("Failed to fetch");
    const status = answer.status ?? 200;
    const body =
      answer.body === undefined ? null : typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    return new Response(status === 304 ? null : body, {
      status,
      headers: {
        ...(request.headers.has("x-longrun-push") ? { "x-longrun-session": this.session } : {}),
        ...answer.headers,
      },
    });
  };
}

export const notFound: ScriptedAnswer = {
  status: 404,
  body: { error: { code: "NOT_FOUND", message: "Unknown jobId." } },
};

/** Id of the job that a request is about. */
export function jobIdOf(request: ScriptedRequest): string {
  return request.path.split("/").at(-1) ?? "";
}
