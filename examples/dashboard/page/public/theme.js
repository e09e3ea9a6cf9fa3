/* global document, localStorage */
// "light" or "dark" where the visitor chose one; else the system's.
try {
  const theme = localStorage.getItem("longrun-demo-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's theme it is.
}
