import { Icon } from "../part/Icon";
import type { Part, PartProps } from "../part/Part";
import { statusIcon } from "../part/statusIcon";
import { jobProgressPart } from "./jobProgressPart";

/** The job's status as an icon and a word. Renders a `<span>` element. */
export const JobProgressStatus: Part<PartProps<"span">, "span"> = /* @__PURE__ */ jobProgressPart("span", "Status", "badge", ({ job, words }) =>
  job
    ? {
        children: (
          <>
            <Icon name={statusIcon(job.status, job.outcome)} /> <span>{words.name("status", job.rawStatus)}</span>
          </>
        ),
      }
    : null,
);
