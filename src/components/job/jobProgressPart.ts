import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useJobProgress, type JobProgressState } from "./JobProgressContext";

/** Makes a part of `<JobProgress>`. Its `data-longrun` ends in `name`. */
export function jobProgressPart<Tag extends PartTag>(
  tag: Tag,
  part: string,
  useOwn: (shown: JobProgressState) => OwnProps,
  name: string = part.toLowerCase(),
): Part<PartProps<Tag>, Tag> {
  return definePart(useJobProgress, tag, `JobProgress.${part}`, `job-progress-${name}`, useOwn);
}
