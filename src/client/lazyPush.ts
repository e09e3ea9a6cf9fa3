import type { ClientPush } from "./ClientPush";

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
