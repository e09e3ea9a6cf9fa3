// What `render` and `icons` are given, and take, as far as the compiler can tell.
import {
  JobProgress,
  jobOperation,
  JobStatusBadge,
  JobTable,
  parseOperation,
  LeaseRequestCard,
  LeaseStatusBadge,
  LongrunProvider,
  type IconOverrides,
  type IconProps,
  type Job,
  type Outcome,
  type PartState,
  type Phase,
  type WatchState,
} from "longrun";
import type { ReactElement, ReactNode, Ref, SVGProps } from "react";
import { expectTypeOf, test } from "vitest";

test("render gets the element's own props, to be spread on it, and how the operation stands", () => {
  <JobProgress.Status
    render={(props, state) => {
      expectTypeOf(props.children).toEqualTypeOf<ReactNode>();
      expectTypeOf(props.className).toEqualTypeOf<string | undefined>();
      expectTypeOf(props["data-status"]).toEqualTypeOf<string | undefined>();
      expectTypeOf(state).toEqualTypeOf<PartState>();
      expectTypeOf(state.phase).toEqualTypeOf<Phase>();
      expectTypeOf(state.outcome).toEqualTypeOf<Outcome | null | undefined>();
      expectTypeOf(state.watch).toEqualTypeOf<WatchState | undefined>();
      expectTypeOf(state.isStalled).toEqualTypeOf<boolean | undefined>();
      return <span {...props} />;
    }}
  />;
  <JobProgress.Cancel render={(props) => <button {...props} />} />;
  <JobProgress.Cancel render={<button type="submit" />} />;
  // @ts-expect-error -- a button's props have a ref to a button, which no anchor takes
  <JobProgress.Cancel render={(props) => <a {...props} />} />;
});

test("renderResult gets the job", () => {
  <JobProgress
    jobId="job_1"
    renderResult={(job) => {
      expectTypeOf(job).toEqualTypeOf<Job>();
      return null;
    }}
  />;
});

test("icons take elements, text, null and components, those of icon sets too", () => {
  // As icon sets declare theirs: every attribute of an SVG, none required.
  type SetIcon = (
    props: SVGProps<SVGSVGElement> & { readonly size?: number | string; readonly ref?: Ref<SVGSVGElement> },
  ) => ReactElement;
  const SetIcon: SetIcon = () => <svg />;
  const Named = ({ name }: IconProps): ReactElement => <i>{name}</i>;
  const icons: IconOverrides = {
    success: <b />,
    running: SetIcon,
    failed: Named,
    canceled: null,
    offline: "⚡",
    a_new_status: () => <i />,
  };
  <LongrunProvider icons={icons} />;
  <JobStatusBadge status="running" icons={icons} />;
  // @ts-expect-error -- a component that wants what no icon is given
  <JobStatusBadge status="running" icons={{ running: ({ colour }: { readonly colour: string }) => <i>{colour}</i> }} />;
});

test("a component takes a job's JSON as a page has it, and parseOperation makes the value of it", () => {
  interface JobDto {
    readonly jobId: string;
    readonly status: string;
  }
  const dto: JobDto = { jobId: "job_1", status: "running" };
  <JobProgress job={dto} />;
  <JobTable jobs={[dto, parseOperation(jobOperation, dto)]} />;
  expectTypeOf(parseOperation(jobOperation, dto).status).toEqualTypeOf<Job["status"]>();
});

test("a lease request is watched by its project and its id", () => {
  const projectId: string | undefined = undefined;
  <LeaseRequestCard projectId={projectId} requestId="lreq_1" count={5} />;
  <LeaseRequestCard leaseRequest={null} />;
  <LeaseStatusBadge status="assigned" />;
  <LeaseStatusBadge requestId={null} />;
  // @ts-expect-error -- without its project it can't be read
  <LeaseRequestCard requestId="lreq_1" />;
  // @ts-expect-error -- the same
  <LeaseStatusBadge requestId="lreq_1" />;
});
