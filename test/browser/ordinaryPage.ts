/** One of every usual HTML element, with common attributes and classes for states and themes. */
export const ORDINARY_ELEMENTS: string = `
  <header><nav><ul><li><a href="#x">Link</a></li></ul></nav></header>
  <main>
    <h1>Title</h1><h2>Second</h2><h3>Third</h3>
    <p>Text <strong>strong</strong> <em>em</em> <small>small</small> <code>code</code> <kbd>k</kbd> <mark>mark</mark> <bdi>bdi</bdi>
    </p>
    <blockquote>Quote</blockquote><pre>pre</pre><hr />
    <ol><li>One</li></ol><dl><dt>Term</dt><dd>Says</dd></dl>
    <form><fieldset><legend>Legend</legend><label>Label <input value="text" /></label><input type="checkbox" />
    <input type="range" /><textarea>area</textarea>
      <select><option>Option</option></select><button type="button">Button</button><progress value="0.4"></progress><meter value="0.4"></meter></fieldset></form>
    <table><caption>Caption</caption><thead><tr><th aria-sort="ascending"><button>Sort</button></th></tr></thead>
    <tbody><tr aria-selected="true"><td>Cell</td></tr></tbody></table>
    <details open><summary>Summary</summary>More</details>
    <svg width="16" height="16" data-icon="running"><path d="M0 0h16v16z" /></svg><img alt="" width="8" height="8" />
    <div data-state="failed"><svg width="16" height="16"></svg>Failed</div><div data-state="done">Done</div>
    <div data-phase="loading" data-status="requested" data-outcome="failure">A library's own phase</div>
    <div data-indeterminate><span>Busy</span></div>
    <section class="dark"><p>A dark section <input value="in the dark" /></p></section>
    <section class="light"><p>Light</p></section>
    <section data-theme="dark"><p>Dark <button>Button</button></p></section>
    <section data-theme="light"><p>Light <input /></p></section>
  </main>`;

/**
 * The computed styles of every element of a page, by position. Runs in the page.
 */
export function computedStyles(): Record<string, string> {
  const all: Record<string, string> = {};
  document.querySelectorAll("html, body, body *").forEach((element, index) => {
    const style = getComputedStyle(element);
    for (const name of style) all[`${index} ${element.localName} ${name}`] = style.getPropertyValue(name);
  });
  return all;
}
