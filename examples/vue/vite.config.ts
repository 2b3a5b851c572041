import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "openrouter-sign-in" } } })],
  // orkey emulate -- npm run dev: the variable says where its OpenRouter is.
  envPrefix: ["VITE_", "OPENROUTER_BASE_URL"],
});
