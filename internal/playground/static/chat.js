// POST /api/v1/chat/completions with stream: true, read to its proper end.

import {events} from './event-stream.js'
import {Problem, problemOf, refused, unreachable} from './problem.js'

/** How long the model may be silent, in milliseconds. */
const patience = 60_000

/**
 * Asks for an answer and gives its text to onText, piece by piece, as it comes.
 * Rejects with a Problem when the answer is not whole, whatever came until
 * then; with an AbortError when signal fires. Returns why the model stopped
 * ("stop", "length", …).
 *
 * @param {{baseUrl: string, key: string, model: string, messages: {role: string, content: string}[],
 *   signal: AbortSignal, onText: (piece: string) => void}} request
 * @returns {Promise<string>}
 */
export async function answer({baseUrl, key, model, messages, signal, onText}) {
  const silence = new AbortController()
  let timer
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), patience)
  }
  wait()
  let response
  try {
    response = await fetch(`${baseUrl}/api/v1/chat/completions`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/json',
        'HTTP-Referer': location.origin,
        'X-OpenRouter-Title': 'orkey demo',
      },
      body: JSON.stringify({model, messages, stream: true}),
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (!response.ok) throw await refused(response, baseUrl)
    if (!response.body || !/^text\/event-stream\b/i.test(response.headers.get('Content-Type') ?? ''))
      throw new Problem('The answer is not a stream. Is something between this page and OpenRouter?')

    let finish
    for await (const data of events(response.body)) {
      wait()
      if (data === '[DONE]') {
        if (!finish) break // nobody said why the model stopped: the end is missing
        return finish
      }
      const chunk = parse(data)
      if (chunk.error) throw problemOf(chunk.error, Number(chunk.error.code) || 500, baseUrl)
      const choice = chunk.choices?.[0]
      if (choice?.delta?.content) onText(choice.delta.content)
      finish = choice?.finish_reason ?? finish
    }
    throw cutOff()
  } catch (error) {
    if (silence.signal.aborted) throw new Problem('The model has been silent for a minute. Try again, or choose another.')
    if (response && error instanceof TypeError) throw cutOff()
    throw unreachable(error, baseUrl)
  } finally {
    clearTimeout(timer)
  }
}

const cutOff = () => new Problem('The answer was cut off before its end. Try again.')

function parse(data) {
  try {
    return JSON.parse(data)
  } catch {
    throw new Problem('A part of the answer makes no sense. Try again.')
  }
}
