import type { ClientPush, ReadAnswered } from "./ClientPush";
import type { AnyOperation } from "../operations/defineOperation";
import { watchKey } from "./watchKey";

/** Where nothing is watched it is never loaded. */
const MOST_EARLY = 1_000;

/**
 * Push for one client, loaded when the first operation is watched: who only polls does not load it.
 *
 * @param baseUrlOf Of an endpoint.
 * @param session Whose client it is.
 */
export function lazyPush(baseUrlOf: (endpoint: string) => string, session?: string): ClientPush {
  let loaded: ClientPush | undefined;
  let isClosed = false;
  /** What was read before it was loaded; of each operation the last. */
  const early = new Map<string, () => void>();
  return {
    isHeard: (operation, params) => loaded?.isHeard(operation, params) ?? false,
    noteRead(operation: AnyOperation, params, answered: ReadAnswered) {
      if (loaded !== undefined) return loaded.noteRead(operation, params, answered);
      if (!isClosed && early.size < MOST_EARLY) early.set(watchKey(operation, params), () => loaded?.noteRead(operation, params, answered));
    },
    close() {
      isClosed = true;
      early.clear();
      loaded?.close();
    },
    watch(operation, params, to) {
      let unwatch: (() => void) | undefined;
      let isOver = false;
      import("./createClientPush")
        .then(({ createClientPush }) => {
          if (isClosed) return;
          loaded ??= createClientPush(baseUrlOf, session);
          for (const [key, note] of early) if (early.delete(key)) note();
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
