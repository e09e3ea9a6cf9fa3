import type { ReactElement } from "react";
import type { JobStage, StageState } from "../../operations/jobStages";
import type { Words } from "../labels/Words";
import { hiddenText } from "../part/hiddenText";
import { Icon, type IconName } from "../part/Icon";

const ICONS: Readonly<Record<StageState, IconName>> = { done: "success", current: "current", upcoming: "upcoming", failed: "failure", canceled: "canceled" };

/** Stages as list items, each with its name and, for screen readers, where it stands. */
export function StageItems({ stages, words }: { readonly stages: readonly JobStage[]; readonly words: Words }): ReactElement {
  return (
    <>
      {stages.map(({ stage, state }) => (
        <li key={stage} data-longrun="stage" data-stage={stage} data-state={state} aria-current={state === "current" ? "step" : undefined}>
          <Icon name={ICONS[state]} /> <span>{words.name("stage", stage)}</span> <span style={hiddenText}>({words.name("stageState", state)})</span>
        </li>
      ))}
    </>
  );
}
