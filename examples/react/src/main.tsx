import "orkey/orkey.css";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";
import { App } from "./App";

const container = document.querySelector("#app")!;
const app = (
  <StrictMode>
    <App />
  </StrictMode>
);
// At once, before the page is painted: who is signed in sees nothing else first.
flushSync(() => {
  if (container.firstElementChild) hydrateRoot(container, app);
  else createRoot(container).render(app); // from the development server
});
