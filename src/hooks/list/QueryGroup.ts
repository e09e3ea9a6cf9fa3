import {
  QueryObserver,
  type DefaultedQueryObserverOptions,
  type QueryClient,
  type QueryObserverResult,
} from "@tanstack/react-query";
import type { OperationError } from "../../operations/error/OperationError";
import type { OperationKey } from "../options/operationKey";

export type GroupOptions<Value> = DefaultedQueryObserverOptions<Value, OperationError, Value, Value, OperationKey>;

/** Changes within this time are rendered together, in ms: a thousand first answers may arrive at once. */
const BATCH_MS = 50;

/**
 * Observes many queries for one component and batches its renders. TanStack's `useQueries` renders synchronously for
 * each answer, and again where another arrived during the render: with a thousand jobs React throws after fifty renders
 * in a row (“Maximum update depth exceeded”).
 */
export class QueryGroup<Value> {
  readonly #client: QueryClient;
  readonly #observers = new Map<string, QueryObserver<Value, OperationError, Value, Value, OperationKey>>();
  readonly #subscriptions = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #renderedMs = Number.NEGATIVE_INFINITY;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** The result to render now. A component renders only for the fields that it reads, as with `useQuery`. */
  resultOf(options: GroupOptions<Value>): QueryObserverResult<Value, OperationError> {
    const observer = this.#observerOf(options);
    return observer.trackResult(observer.getOptimisticResult(options));
  }

  /** Observes these queries, and stops observing all others. */
  watch(all: readonly GroupOptions<Value>[], render: () => void): void {
    const wanted = new Set(all.map(({ queryHash }) => queryHash));
    for (const hash of [...this.#observers.keys()]) if (!wanted.has(hash)) this.#drop(hash);
    for (const options of all) {
      const observer = this.#observerOf(options);
      observer.setOptions(options);
      if (this.#subscriptions.has(options.queryHash)) continue;
      this.#subscriptions.set(
        options.queryHash,
        observer.subscribe(() => this.#changed(render)),
      );
      // An answer may have arrived since the render.
      observer.updateResult();
      this.#changed(render);
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const hash of [...this.#observers.keys()]) this.#drop(hash);
  }

  #observerOf(options: GroupOptions<Value>): QueryObserver<Value, OperationError, Value, Value, OperationKey> {
    const observer = this.#observers.get(options.queryHash) ?? new QueryObserver(this.#client, options);
    this.#observers.set(options.queryHash, observer);
    return observer;
  }

  #drop(hash: string): void {
    this.#subscriptions.get(hash)?.();
    this.#subscriptions.delete(hash);
    this.#observers.delete(hash);
  }

  #changed(render: () => void): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined;
        this.#renderedMs = performance.now();
        render();
      },
      Math.max(0, this.#renderedMs + BATCH_MS - performance.now()),
    );
  }
}
