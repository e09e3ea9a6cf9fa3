/** Prints a benchmark's tables and compares it with its targets. */
export function printReport({ title, tables, checks }) {
  console.log(`\n# ${title}`);
  for (const { title: caption, rows } of tables) {
    console.log(caption ? `\n${caption}\n` : "");
    printTable(rows);
  }
  console.log("");
  for (const { says, measured, limit, atLeast, holds } of checks) {
    console.log(`${holds ? "✓" : "✗"} ${says}: ${rounded(measured)} (target: ${atLeast ? "≥" : "≤"} ${limit})`);
  }
}

function printTable(rows) {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index].length)));
  for (const line of lines) {
    // Text to the left, numbers to the right.
    console.log(
      `  ${line.map((cell, index) => (/^[\d.]/.test(lines[1]?.[index] ?? "") ? cell.padStart(widths[index]) : cell.padEnd(widths[index]))).join("  ")}`,
    );
  }
}

function rounded(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
