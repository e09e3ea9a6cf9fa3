import type { ReactElement } from "react";
import type { JobStage, StageState } from "../../providers/layers/jobStages";
import type { IconName } from "../labels/IconName";
import type { Words } from "../labels/Words";
import { hiddenText } from "../part/hiddenText";
import { Icon } from "../part/Icon";

/** Stages as list items, each with its name and, for screen readers, its state. */
export function StageItems({
  stages,
  words,
}: {
  readonly stages: readonly JobStage[];
  readonly words: Words;
}): ReactElement {
  return (
    <>
      {stages.map(({ stage, state }) => (
        <li
          key={stage}
          data-longrun="stage"
          data-stage={stage}
          data-state={state}
          aria-current={state === "current" ? "step" : undefined}
        >
          <Icon name={iconOf(state)} as={state} words={words} /> <span>{words.name("stage", stage)}</span>{" "}
          <span style={hiddenText}>({words.name("stageState", state)})</span>
        </li>
      ))}
    </>
  );
}

function iconOf(state: StageState): IconName {
  return state === "done" ? "success" : state === "failed" ? "failure" : state;
}
