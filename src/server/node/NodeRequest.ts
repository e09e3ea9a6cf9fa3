/** What a request is made of, each part only when somebody looks at it. */
export interface NodeRequestParts {
  readonly url: string;
  readonly method: string;
  readonly headers: () => Headers;
  readonly signal: () => AbortSignal;
}

/**
 * A `Request` for node:http's. Making a real one costs more than the rest of a cached answer, and an `authorize` that
 * reads a cookie needs a fraction of it; so this is one whose parts are made when they are asked for, and that becomes
 * a real one for everything else.
 */
class NodeRequest {
  readonly #parts: NodeRequestParts;
  #headers: Headers | undefined;
  #real: Request | undefined;

  constructor(parts: NodeRequestParts) {
    this.#parts = parts;
  }

  get url(): string {
    return this.#parts.url;
  }

  get method(): string {
    return this.#parts.method;
  }

  get headers(): Headers {
    this.#headers ??= this.#parts.headers();
    return this.#headers;
  }

  get signal(): AbortSignal {
    return this.#parts.signal();
  }

  /** The real one, for what is asked for rarely. */
  get real(): Request {
    const { url, method, headers, signal } = this;
    this.#real ??= new Request(url, { method, headers, signal });
    return this.#real;
  }
}

/** Whatever else a request has on this platform is the real one's. */
for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(Request.prototype))) {
  if (Object.hasOwn(NodeRequest.prototype, name)) continue;
  const delegate = get ? { get: whichReal(get) } : typeof value === "function" ? { value: whichReal(value) } : null;
  if (delegate !== null) Object.defineProperty(NodeRequest.prototype, name, delegate);
}
Object.setPrototypeOf(NodeRequest.prototype, Request.prototype);

function whichReal(member: (...args: unknown[]) => unknown): (this: NodeRequest, ...args: unknown[]) => unknown {
  return function (this: NodeRequest, ...args) {
    return member.apply(this.real, args);
  };
}

export function nodeRequest(parts: NodeRequestParts): Request {
  // It has everything that a Request has, and is an instance of it, as the lines above see to.
  return new NodeRequest(parts) as unknown as Request;
}
