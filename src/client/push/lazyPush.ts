import type { ClientPush } from "./ClientPush";

/**
 * Push for one client, loaded with the first read or watch: who only polls does not load it.
 *
 * @param baseUrlOf Of an endpoint.
 * @param session Whose client it is.
 */
export function lazyPush(baseUrlOf: (endpoint: string) => string, session?: string): ClientPush {
  let loaded: ClientPush | undefined;
  let isClosed = false;

  function whenLoaded(use: (push: ClientPush) => void): void {
    import("./createClientPush")
      .then(({ createClientPush }) => {
        if (!isClosed) use((loaded ??= createClientPush(baseUrlOf, session)));
      })
      // An id that is none, or a network that is gone: the poll says what is to be said.
      .catch(() => undefined);
  }

  return {
    isHeard: (operation, params) => loaded?.isHeard(operation, params) ?? false,
    noteRead(operation, params, answered) {
      // At once where it can be: what was refused must not be told a moment longer.
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
