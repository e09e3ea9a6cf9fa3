import { CopyableId } from "../part/CopyableId";
import { Icon } from "../part/Icon";
import type { Part, PartProps } from "../part/Part";
import { jobFailure } from "./jobFailure";
import { jobProgressPart } from "./jobProgressPart";

/**
 * Why the job failed: at which stage, the message, the code, and an id to quote. Renders a `<div>` element, or nothing.
 */
export const JobProgressFailure: Part<PartProps<"div">, "div"> = /* @__PURE__ */ jobProgressPart(
  "div",
  "Failure",
  ({ job, words, stageLabel }) => {
    const failure = job && jobFailure(job);
    if (!job || !failure) return null;
    return {
      children: (
        <>
          <Icon name="failure" words={words} />
          <div data-longrun="failure-text">
            {stageLabel && <strong>{words.text("failedAt", { stage: stageLabel })}</strong>}
            <p>
              <bdi>{failure.message ?? words.text("failedWithoutMessage")}</bdi>
            </p>
            <p data-longrun="ids">
              {failure.code && <CopyableId label={words.text("errorCode")} value={failure.code} />}{" "}
              <CopyableId
                label={words.text(failure.requestId ? "requestId" : "jobId")}
                value={failure.requestId ?? job.jobId}
                words={words}
              />
            </p>
          </div>
        </>
      ),
    };
  },
);
