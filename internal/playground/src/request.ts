// The code of a request, for each way to send it. Each is run by a test as it
// stands here: e2e/snippets/request_test.go. None holds a key.

import type { Message } from "./answer";
import type { Sample } from "./code";
import { literal, quoted, scriptLiteral } from "./quote";

/** What is asked of whom. */
export interface Request {
  /** The API's address, with /api/v1. */
  api: string;
  model: string;
  /** The conversation so far, which the question ends. */
  messages: Message[];
  /** Whether the answer comes piece by piece. */
  stream: boolean;
}

const environment = "It reads `OPENROUTER_API_KEY` from the environment.";

/** All snippets for a request. */
export const requestSnippets = (request: Request): Sample[] => [
  { id: "fetch", label: "fetch", language: "js", code: inPage(request), note: "In a page, with the key of whoever has signed in there." },
  { id: "openai", label: "OpenAI SDK", language: "js", code: openai(request), note: `\`npm install openai\`. ${environment}` },
  {
    id: "openrouter",
    label: "OpenRouter SDK",
    language: "js",
    code: openrouter(request),
    note: "`npm install @openrouter/sdk`. On a server: CORS keeps `callModel` from working in a page.",
  },
  { id: "go", label: "openai-go", language: "go", code: go(request), note: `\`go get github.com/openai/openai-go/v3\`. ${environment}` },
  { id: "curl", label: "curl", language: "sh", code: curl(request), note: environment },
];

/** A list in brackets: of one thing in its line, of more in a line each. */
const list = (all: string[], indent = "", end = ","): string =>
  all.length > 1 ? `[\n${all.map((one) => `${indent}  ${one}`).join(",\n")}${end}\n${indent}]` : `[${all[0]}]`;

const inScript = (messages: Message[], indent: string): string =>
  list(messages.map(({ role, content }) => `{ role: "${role}", content: ${scriptLiteral(content)} }`), indent);

const inPage = ({ api, model, messages, stream }: Request): string =>
  `import { getApiKey } from "./orkey.min.js";

const response = await fetch(${scriptLiteral(`${api}/chat/completions`)}, {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${getApiKey()}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    model: ${scriptLiteral(model)},
    messages: ${inScript(messages, "    ")},${stream ? "\n    stream: true," : ""}
  }),
});
if (!response.ok) throw new Error(\`OpenRouter answered \${response.status}\`);

${stream ? readStream : readWhole}`;

const readWhole = `const { choices } = await response.json();
document.body.append(choices[0].message.content);
`;

const readStream = `const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
for (let rest = ""; ; ) {
  const { value, done } = await reader.read();
  if (done) break;
  const lines = (rest + value).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    if (!line.startsWith("data: {")) continue; // a comment, or data: [DONE]
    const { choices, error } = JSON.parse(line.slice("data: ".length));
    if (error) throw new Error(error.message);
    document.body.append(choices[0]?.delta.content ?? "");
  }
}
`;

const openai = ({ api, model, messages, stream }: Request): string =>
  `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${scriptLiteral(api)},
  apiKey: process.env.OPENROUTER_API_KEY,
});

const ${stream ? "stream" : "answer"} = await client.chat.completions.create({
  model: ${scriptLiteral(model)},
  messages: ${inScript(messages, "  ")},${stream ? "\n  stream: true," : ""}
});
${
  stream
    ? `for await (const { choices } of stream) {
  process.stdout.write(choices[0]?.delta.content ?? "");
}`
    : `console.log(answer.choices[0].message.content);`
}
`;

/** Where the SDK goes by itself. */
const usual = "https://openrouter.ai/api/v1";

const openrouter = ({ api, model, messages, stream }: Request): string =>
  `import { OpenRouter } from "@openrouter/sdk";

const client = new OpenRouter({
  apiKey: process.env.OPENROUTER_API_KEY,${api === usual ? "" : `\n  serverURL: ${scriptLiteral(api)},`}
});

const result = client.callModel({
  model: ${scriptLiteral(model)},
  input: ${messages.length > 1 ? inScript(messages, "  ") : scriptLiteral(messages[0]?.content ?? "")},
});
${
  stream
    ? `for await (const piece of result.getTextStream()) {
  process.stdout.write(piece);
}`
    : `console.log(await result.getText());`
}
`;

const go = ({ api, model, messages, stream }: Request): string =>
  `package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

func main() {
	client := openai.NewClient(
		option.WithBaseURL(${literal(api)}),
		option.WithAPIKey(os.Getenv("OPENROUTER_API_KEY")),
	)
	question := openai.ChatCompletionNewParams{
		Model: ${literal(model)},
		Messages: []openai.ChatCompletionMessageParamUnion{
${messages.map(({ role, content }) => `			openai.${role === "user" ? "User" : "Assistant"}Message(${literal(content)}),\n`).join("")}		},
	}
${
  stream
    ? `	stream := client.Chat.Completions.NewStreaming(context.Background(), question)
	for stream.Next() {
		for _, choice := range stream.Current().Choices {
			fmt.Print(choice.Delta.Content)
		}
	}
	if err := stream.Err(); err != nil {
		log.Fatal(err)
	}`
    : `	answer, err := client.Chat.Completions.New(context.Background(), question)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Choices[0].Message.Content)`
}
}
`;

const curl = ({ api, model, messages, stream }: Request): string => {
  const body = `{
  "model": ${literal(model)},
  "messages": ${list(messages.map(({ role, content }) => `{"role": "${role}", "content": ${literal(content)}}`), "  ", "")}${stream ? `,\n  "stream": true` : ""}
}`;
  return `curl ${stream ? "--no-buffer " : ""}${quoted(`${api}/chat/completions`)} \\
  -H "Authorization: Bearer $OPENROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d ${quoted(body)}
`;
};
