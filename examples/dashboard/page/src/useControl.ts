import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askNow } from "./askNow";
import type { DemoState } from "./demoApi";
import { DEMO_STATE_KEY } from "./useDemoState";

const ASK_AFTER_MS = [0, 1_500, 3_000];

/**
 * One of the world's switches: it shows what was chosen at once, and once the server took it, everything on the
 * dashboard is asked about.
 */
export function useControl<Value>(
  current: Value,
  change: (value: Value) => Promise<DemoState>,
): { readonly value: Value; readonly choose: (value: Value) => void; readonly problem: string | null } {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<{ readonly value: Value } | null>(null);
  const { mutate, error } = useMutation({
    mutationFn: change,
    networkMode: "always",
    onSuccess: (state) => {
      queryClient.setQueryData(DEMO_STATE_KEY, state);
      // More than once: what was foretold at the old speed of time is off, and two more answers put it right.
      for (const afterMs of ASK_AFTER_MS) setTimeout(() => askNow(queryClient), afterMs);
    },
    onSettled: () => setChosen(null),
  });
  return {
    value: chosen ? chosen.value : current,
    choose: (value) => {
      setChosen({ value });
      mutate(value);
    },
    problem: error?.message ?? null,
  };
}
