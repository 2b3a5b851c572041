// Server-sent events out of a fetch: EventSource can neither POST nor send a
// key. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream

/** Yields the data of each event. An event that the stream ends in the middle of is dropped, as the specification says. */
export async function* events(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line === "") {
      if (data.length) yield data.join("\n");
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field !== "data") continue; // a comment (": OPENROUTER PROCESSING"), event, id or retry
    const value = colon < 0 ? "" : line.slice(colon + 1);
    data.push(value.startsWith(" ") ? value.slice(1) : value);
  }
}

/** Yields each line that has ended, by CRLF, LF or CR. */
async function* lines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      rest += value;
      // A CR at the end may be the first half of a CRLF: leave it for later.
      const ended = /\r\n|\n|\r(?!$)/g;
      let start = 0;
      for (let end; (end = ended.exec(rest)); start = ended.lastIndex) yield rest.slice(start, end.index);
      rest = rest.slice(start);
    }
    if (rest.endsWith("\r")) yield rest.slice(0, -1);
  } finally {
    reader.cancel().catch(() => {}); // lets go of the connection when the caller stops early
  }
}
