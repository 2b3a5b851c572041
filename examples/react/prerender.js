// Renders the app into its page, as a server would for every request.
import { readFile, writeFile } from "node:fs/promises";
import { render } from "./dist/server/server.js";

const page = "dist/client/index.html";
const html = await readFile(page, "utf8");
await writeFile(page, html.replace("<!--app-->", render));
