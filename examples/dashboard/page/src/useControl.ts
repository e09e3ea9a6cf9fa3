import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askNow } from "./askNow";
import type { DemoState } from "./demoApi";
import { DEMO_STATE_KEY } from "./useDemoState";

const ASK_AFTER_MS = [0, 1_500, 3_000];

/**
 * A switch of the simulated world: it shows the choice at once. Once the server has accepted it, the dashboard reads
 * every operation.
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
      // More than once: the estimates were made at the old speed of time, and two more answers correct them.
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
