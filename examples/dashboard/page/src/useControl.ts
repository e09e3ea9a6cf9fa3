import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import type { DemoState } from "./demoApi";
import { DEMO_STATE_KEY } from "./useDemoState";

/** Changes something about the world, and looks at once at what that did to everything on the dashboard. */
export function useControl<Input>(change: (input: Input) => Promise<DemoState>): UseMutationResult<DemoState, Error, Input> {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    networkMode: "always",
    onSuccess: (state) => {
      queryClient.setQueryData(DEMO_STATE_KEY, state);
      void queryClient.invalidateQueries({ queryKey: ["longrun"] });
    },
  });
}
