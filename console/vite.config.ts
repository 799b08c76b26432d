import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the API: a `burgee dev` on its usual port, or BURGEE_URL. */
const API = process.env["BURGEE_URL"] ?? "http://127.0.0.1:8080";

/** The clients of this repository, built beside the console: npm would look for what they need of
 * each other in its registry. */
const CLIENTS = new URL("../clients/typescript/packages/", import.meta.url);

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  resolve: {
    alias: { "@burgee/react": fileURLToPath(new URL("react/dist/src/index.js", CLIENTS)) },
    // Theirs would be another one, and hooks work with one alone.
    dedupe: ["react", "react-dom"],
  },
  // Nothing is written into the page itself: it runs under a policy that allows files alone.
  // A test says how large it may be.
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
  server: { host: "127.0.0.1", proxy: { "/api": API, "/console/configuration.json": API } },
});
