import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { askNow } from "./askNow";
import type { DemoState } from "./demoApi";
import { DEMO_STATE_KEY } from "./useDemoState";

/** One of the world's switches: it shows what was chosen at once, and once the server took it, everything on the dashboard is asked about. */
export function useControl<Value>(current: Value, change: (value: Value) => Promise<DemoState>): { readonly value: Value; readonly choose: (value: Value) => void; readonly problem: string | null } {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<{ readonly value: Value } | null>(null);
  const { mutate, error } = useMutation({
    mutationFn: change,
    networkMode: "always",
    onSuccess: (state) => {
      queryClient.setQueryData(DEMO_STATE_KEY, state);
      askNow(queryClient);
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
