const form = document.querySelector("#ask");
const output = document.querySelector("output");

form.onsubmit = async (event) => {
  event.preventDefault();
  output.textContent = "…";
  output.textContent = await ask(form.question.value).catch(() => "The site cannot be reached. Try again.");
};

async function ask(question) {
  // OpenRouter's API; the server adds the key of whoever is signed in.
  const answer = await fetch("/auth/api/v1/chat/completions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content: question }] }),
  });
  const { choices, error } = await answer.json();
  return error?.message ?? choices[0].message.content;
}
