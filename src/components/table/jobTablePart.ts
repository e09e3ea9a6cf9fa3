import { definePart, type OwnProps } from "../part/definePart";
import type { Part, PartProps, PartTag } from "../part/Part";
import { useJobTable, type JobTableState } from "./JobTableContext";

/** Makes a part of `<JobTable>`. Its `data-longrun` ends in `name`. */
export function jobTablePart<Tag extends PartTag>(
  tag: Tag,
  part: string,
  useOwn: (shown: JobTableState) => OwnProps,
  name: string = part.toLowerCase(),
): Part<PartProps<Tag>, Tag> {
  return definePart(useJobTable, tag, `JobTable.${part}`, `job-table-${name}`, useOwn);
}
