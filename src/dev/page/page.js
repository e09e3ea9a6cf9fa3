/* global document, navigator, FormData, Option, setInterval */
// The page of `longrun dev`: starts jobs in the simulator and shows how they stand.
const form = document.querySelector("form");
const list = document.querySelector("ul");
const empty = document.querySelector("#empty");
const status = document.querySelector('[role="status"]');
const template = document.querySelector("template");

/** How often the jobs are looked at, in ms. */
const LOOK_MS = 1_000;

const { kinds, proxies } = await (await fetch("/dev/setup")).json();
form.elements.kind.append(...kinds.map((kind) => new Option(kind)));
form.elements.kind.value = "content_generate";
for (const place of document.querySelectorAll("[data-proxy]")) place.textContent = proxies[place.dataset.proxy];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { kind, outcome, seconds } = Object.fromEntries(new FormData(form));
  try {
    const response = await fetch("/dev/jobs", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind, outcome, seconds: Number(seconds) }),
    });
    const { jobId, error } = await response.json();
    say(error ?? `Started ${jobId}.`);
    await look();
  } catch {
    say("longrun dev can’t be reached. Is it still running?");
  }
});

/** Draws the jobs as they stand, newest first; a row stays the same element, so that the focus stays in it. */
async function look() {
  const { jobs } = await (await fetch("/dev/jobs")).json();
  empty.hidden = jobs.length > 0;
  for (const job of jobs) draw(document.getElementById(job.jobId) ?? addRow(job), job);
}

function addRow({ jobId, kind }) {
  const row = template.content.firstElementChild.cloneNode(true);
  row.id = jobId;
  row.querySelector(".kind").textContent = kind;
  row.querySelector(".id").textContent = jobId;
  row.querySelector("progress").setAttribute("aria-label", `Progress of ${jobId}`);
  const button = row.querySelector("button");
  button.setAttribute("aria-label", `Copy id ${jobId}`);
  button.addEventListener("click", () =>
    navigator.clipboard.writeText(jobId).then(
      () => say(`Copied ${jobId}.`),
      () => say("The browser did not let the id be copied."),
    ),
  );
  list.prepend(row);
  return row;
}

function draw(row, { status: now, stage, progress }) {
  row.dataset.status = now;
  row.querySelector(".state").textContent =
    now === "running" ? `${stage ?? now} · ${Math.round((progress ?? 0) * 100)} %` : now;
  row.querySelector("progress").value = progress ?? 0;
}

function say(text) {
  status.textContent = text;
}

await look();
setInterval(() => look().catch(() => say("longrun dev can’t be reached. Is it still running?")), LOOK_MS);
