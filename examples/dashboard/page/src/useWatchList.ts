import { useCallback, useEffect, useState } from "react";
import { demoApi, type Watched } from "./demoApi";

interface WatchList {
  /** The world of the ids; null before the server has answered. */
  readonly world: string | null;
  readonly watched: readonly Watched[];
}

const STORAGE_KEY = "longrun-demo";
const MOST = 100;

/** The operations on the dashboard. They survive a reload; on the first visit the server provides some. */
export function useWatchList(): {
  readonly watched: readonly Watched[];
  readonly isReady: boolean;
  readonly add: (entry: Watched) => void;
  readonly remove: (entry: Watched) => void;
} {
  const [list, setList] = useState(restored);

  useEffect(() => {
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const visit = (): void => {
      const { world: known, watched } = restored();
      demoApi.visit(known, jobIdsOf(watched)).then(
        ({ world, watch }) => {
          if (!isCurrent) return;
          // Ids of an earlier world do not exist in this one.
          setList((now) => ({
            world,
            watched: [...watch, ...(now.world === world || now.world === null ? now.watched : [])].slice(0, MOST),
          }));
        },
        () => {
          if (isCurrent) timer = setTimeout(visit, 2_000);
        },
      );
    };
    // In a timer, because StrictMode runs an effect twice, and the first request would be wasted.
    timer = setTimeout(visit, 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, []);

  useEffect(() => {
    if (list.world === null) return;
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(list));
    } catch {
      // Storage is full or blocked: the list lasts as long as the page.
    }
  }, [list]);

  const add = useCallback((entry: Watched) => {
    setList(({ world, watched }) => ({
      world,
      watched: [entry, ...watched.filter((other) => watchKey(other) !== watchKey(entry))].slice(0, MOST),
    }));
  }, []);
  const remove = useCallback((entry: Watched) => {
    setList(({ world, watched }) => ({
      world,
      watched: watched.filter((other) => watchKey(other) !== watchKey(entry)),
    }));
  }, []);
  return { watched: list.watched, isReady: list.world !== null, add, remove };
}

/** One string for one entry. */
export function watchKey(entry: Watched): string {
  if (entry.type === "job") return `job ${entry.jobId}`;
  return entry.type === "lease" ? `lease ${entry.projectId} ${entry.requestId}` : `line ${entry.lineRequestId}`;
}

export function jobIdsOf(watched: readonly Watched[]): string[] {
  return watched.flatMap((entry) => (entry.type === "job" ? [entry.jobId] : []));
}

function restored(): WatchList {
  try {
    const { world, watched } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as {
      readonly world?: unknown;
      readonly watched?: unknown;
    };
    if (typeof world === "string" && Array.isArray(watched))
      return { world, watched: watched.filter(isWatched).slice(0, MOST) };
  } catch {
    // Storage is blocked, or its content is invalid: start with an empty list.
  }
  return { world: null, watched: [] };
}

function isWatched(entry: unknown): entry is Watched {
  if (typeof entry !== "object" || entry === null) return false;
  const { type, jobId, projectId, requestId, lineRequestId } = entry as Record<string, unknown>;
  if (type === "job") return typeof jobId === "string";
  if (type === "lease") return typeof projectId === "string" && typeof requestId === "string";
  return type === "line" && typeof lineRequestId === "string";
}
