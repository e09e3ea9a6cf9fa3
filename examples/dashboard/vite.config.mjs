import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at("page"),
  plugins: [react()],
  // The page imports the package by its name, as an app would that has installed it; here the name stands for the build
  // beside it.
  resolve: {
    alias: [
      { find: /^longrun$/, replacement: at("../../dist/index.js") },
      { find: /^longrun\/styles\.css$/, replacement: at("../../dist/styles.css") },
    ],
  },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2022",
    // The page's Content-Security-Policy refuses inlined data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { index: at("page/index.html"), invoice: at("page/invoice.html") } },
  },
});
