import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({ plugins: [vue()], test: { environment: "node", include: ["tests/**/*.test.ts"], testTimeout: 60_000 } });
