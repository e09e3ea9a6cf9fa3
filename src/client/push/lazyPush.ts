import type { ClientPush } from "./ClientPush";

/**
 * Push for one client, loaded with the first read or watch: a client that only polls does not load it.
 *
 * @param baseUrlOf The base URL of an endpoint.
 * @param session The client's session.
 */
export function lazyPush(baseUrlOf: (endpoint: string) => string, session?: string): ClientPush {
  let loaded: ClientPush | undefined;
  let isClosed = false;

  function whenLoaded(use: (push: ClientPush) => void): void {
    import("./createClientPush")
      .then(({ createClientPush }) => {
        if (!isClosed) use((loaded ??= createClientPush(baseUrlOf, session)));
      })
      // An invalid id, or no network: the poll reports it.
      .catch(() => undefined);
  }

  return {
    isHeard: (operation, params) => loaded?.isHeard(operation, params) ?? false,
    noteRead(operation, params, answered) {
      // At once where it can be: after a refusal nothing more may be delivered.
      if (loaded !== undefined) return loaded.noteRead(operation, params, answered);
      whenLoaded((push) => push.noteRead(operation, params, answered));
      return false;
    },
    close() {
      isClosed = true;
      loaded?.close();
    },
    watch(operation, params, to) {
      let unwatch: (() => void) | undefined;
      let isOver = false;
      whenLoaded((push) => {
        if (!isOver) unwatch = push.watch(operation, params, to);
      });
      return () => {
        isOver = true;
        unwatch?.();
      };
    },
  };
}
