import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// One classic script per entry (--mode app, --mode charts), nothing shared between them, and plain names: the
// server's manifest storage adds content hashes, and a file that imports no other keeps its hash true.
export default defineConfig(({ mode }) => ({
  base: "./",
  publicDir: false,
  build: {
    outDir: at("../static/yizhan"),
    emptyOutDir: mode === "app",
    target: "es2020",
    cssTarget: "chrome87",
    reportCompressedSize: true,
    chunkSizeWarningLimit: 1000,
    cssCodeSplit: false,
    rolldownOptions: {
      input: at(`src/${mode}.ts`),
      output: { format: "iife", entryFileNames: "[name].js", assetFileNames: "app[extname]" },
    },
  },
}));
