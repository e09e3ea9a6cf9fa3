import type { AnyOperation, ParamsOf, ValueOf } from "../operations/defineOperation";

export interface PushedTo<O extends AnyOperation> {
  readonly onValue: (value: ValueOf<O>) => void;
  /** Nothing is heard of it any more: it is to be polled as before. */
  readonly onLost: () => void;
}

/** What a client hears without asking. */
export interface ClientPush {
  /** Hears of one operation from now on, where its endpoint is a relay's. @returns what ends that */
  watch<O extends AnyOperation>(operation: O, params: ParamsOf<O>, to: PushedTo<O>): () => void;
  /** Whether changes of this operation are being heard, so that a slow poll is enough. */
  isHeard(operation: AnyOperation, params: Readonly<Record<string, string>>): boolean;
}

/**
 * Push for one client, loaded when the first operation is watched: who only polls does not load it.
 *
 * @param baseUrlOf Of an endpoint.
 */
export function lazyPush(baseUrlOf: (endpoint: string) => string): ClientPush {
  let loaded: ClientPush | undefined;
  return {
    isHeard: (operation, params) => loaded?.isHeard(operation, params) ?? false,
    watch(operation, params, to) {
      let unwatch: (() => void) | undefined;
      let isOver = false;
      import("./createClientPush")
        .then(({ createClientPush }) => {
          loaded ??= createClientPush(baseUrlOf);
          if (!isOver) unwatch = loaded.watch(operation, params, to);
        })
        // An id that is none, or a network that is gone: the poll says what is to be said.
        .catch(() => undefined);
      return () => {
        isOver = true;
        unwatch?.();
      };
    },
  };
}
