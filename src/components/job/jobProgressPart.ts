import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useJobProgress, type JobProgressState } from "./JobProgressContext";

/** Makes a part of `<JobProgress>`. */
export function jobProgressPart<Tag extends PartTag>(tag: Tag, part: string, name: string, useOwn: (shown: JobProgressState) => OwnProps): Part<PartProps<Tag>, Tag> {
  return definePart(useJobProgress, tag, `JobProgress.${part}`, `job-progress-${name}`, useOwn);
}
