import { configure, getApiKey } from "orkey";

const baseUrl = import.meta.env.OPENROUTER_BASE_URL ?? "https://openrouter.ai";
configure({ baseUrl, keyLabel: "Vanilla example" });

/** Asks a model, at the cost of the person who is signed in. */
export async function ask(question: string): Promise<string> {
  const response = await fetch(new URL("/api/v1/chat/completions", baseUrl), {
    method: "POST",
    headers: { Authorization: `Bearer ${getApiKey()}`, "Content-Type": "application/json" },
    body: JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content: question }] }),
  });
  const answer = await response.json();
  return answer.choices?.[0].message.content ?? answer.error.message;
}
