// Compiles the stylesheet on stdin with Tailwind CSS and writes it to stdout.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { compile } from "tailwindcss";

const loadStylesheet = async (id, base) => {
  const path = new URL(import.meta.resolve(id === "tailwindcss" ? "tailwindcss/index.css" : id));
  return { path: path.pathname, base, content: await readFile(path, "utf8") };
};
const compiler = await compile(await text(process.stdin), { loadStylesheet });
process.stdout.write(compiler.build([]));
