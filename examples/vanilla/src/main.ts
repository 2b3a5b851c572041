import { clearApiKey, getApiKey, onAuthChange } from "orkey";
import "orkey/orkey.css";
import { ask } from "./openrouter";

const form = document.querySelector("form")!;
const output = document.querySelector("output")!;

onAuthChange(show); // in this tab or another
show();

function show() {
  form.hidden = !getApiKey();
  output.value = "";
}

form.onsubmit = async (event) => {
  event.preventDefault();
  output.value = "…";
  output.value = await ask(String(new FormData(form).get("question")));
};
document.querySelector<HTMLElement>("#out")!.onclick = clearApiKey;
