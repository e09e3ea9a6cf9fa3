/** The parts of a request, each made only when somebody reads it. */
export interface NodeRequestParts {
  readonly url: string;
  readonly method: string;
  readonly headers: () => Headers;
  readonly signal: () => AbortSignal;
}

/**
 * A `Request` for node:http's. Building a real one costs more than the rest of a cached answer, and an `authorize` that
 * reads a cookie needs a fraction of it. So this one makes the usual parts when they are read, and a real `Request` for
 * everything else.
 */
export function nodeRequest(parts: NodeRequestParts): Request {
  // An instance of Request, whose getters are never called on it: they would refuse an object that no constructor made.
  return new Proxy(Object.create(Request.prototype) as Request, new LazyRequest(parts));
}

class LazyRequest implements ProxyHandler<Request> {
  readonly #parts: NodeRequestParts;
  #headers: Headers | undefined;
  #real: Request | undefined;

  constructor(parts: NodeRequestParts) {
    this.#parts = parts;
  }

  get(target: Request, name: string | symbol): unknown {
    switch (name) {
      case "url":
        return this.#parts.url;
      case "method":
        return this.#parts.method;
      case "headers":
        return (this.#headers ??= this.#parts.headers());
      case "signal":
        return this.#parts.signal();
      case "constructor":
        return Request;
      default:
        return Object.hasOwn(target, name) ? Reflect.get(target, name) : this.#memberOfReal(name);
    }
  }

  #memberOfReal(name: string | symbol): unknown {
    // A name that no Request has, such as `then`, needs no real one.
    if (!(name in Request.prototype)) return undefined;
    const { url, method, headers, signal } = this.#parts;
    this.#real ??= new Request(url, { method, headers: (this.#headers ??= headers()), signal: signal() });
    const member: unknown = Reflect.get(this.#real, name);
    return typeof member === "function" ? member.bind(this.#real) : member;
  }
}
