import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  // orkey emulate -- npm run dev: the variable says where its OpenRouter is.
  envPrefix: ["VITE_", "OPENROUTER_BASE_URL"],
});
