import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BUILT = "../yizhan/web/static/field";

// Two builds: the app, whose files carry content hashes; then the service worker, which is told the names of those files.
export default defineConfig(({ mode }) => {
  if (mode === "worker") {
    const all = readdirSync(at(`${BUILT}/assets`)).map((name) => `/static/field/assets/${name}`);
    const later = all.filter((path) => path.includes("/later-")); // kept when they are first fetched
    const files = all.filter((path) => !later.includes(path));
    return {
      publicDir: false,
      define: { APP_FILES: JSON.stringify(files.sort()), LATER_FILES: JSON.stringify(later.sort()) },
      build: {
        outDir: at(BUILT),
        emptyOutDir: false,
        target: "es2022",
        rolldownOptions: {
          input: at("src/worker.ts"),
          output: { format: "iife", entryFileNames: "worker.js" },
        },
      },
    };
  }
  return {
    base: "/static/field/",
    plugins: [vue({ template: { transformAssetUrls: false } })],
    build: { outDir: at(BUILT), emptyOutDir: true, target: "es2022", cssTarget: "chrome87", modulePreload: false, rolldownOptions: { output: { chunkFileNames: "assets/later-[name]-[hash].js" } } },
  };
});
