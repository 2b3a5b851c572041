import { clearApiKey, getApiKey, onAuthChange } from "orkey";
import { useActionState, useSyncExternalStore } from "react";
import { ask } from "./openrouter";

export function App() {
  // A server knows of no key, and hydration begins with what the server said.
  const key = useSyncExternalStore(onAuthChange, getApiKey, () => null);
  return (
    <>
      {/* On the way back from OpenRouter it is loading before React is there. */}
      <openrouter-sign-in suppressHydrationWarning />
      {key && <Question />}
    </>
  );
}

function Question() {
  const [answer, submit, asking] = useActionState((_: string, form: FormData) => ask(String(form.get("question"))), "");
  return (
    <form action={submit}>
      <input name="question" aria-label="Question" defaultValue="What is a key?" />
      <button>Ask</button>
      <button type="button" onClick={clearApiKey}>Sign out</button>
      <output>{asking ? "…" : answer}</output>
    </form>
  );
}
