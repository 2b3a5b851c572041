import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    {
      // No paint before the script knows whether somebody is signed in.
      name: "blocking",
      transformIndexHtml: { order: "post", handler: (html) => html.replace('<script type="module"', '$& blocking="render"') },
    },
  ],
  // orkey emulate -- npm run dev: the variable says where its OpenRouter is.
  envPrefix: ["VITE_", "OPENROUTER_BASE_URL"],
});
