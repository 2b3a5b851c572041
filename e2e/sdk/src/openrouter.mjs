// The @openrouter/sdk package against an emulator.

import {HTTPClient, OpenRouter} from '@openrouter/sdk'
import {collect, failing, messages, prompt} from './steps.mjs'

const model = 'openai/gpt-4o-mini'

/** @returns {Promise<{url: string, verifier: string}>} where to send the person, and what to keep until they are back */
export async function begin(options, callbackUrl) {
  const {oAuth} = new OpenRouter(options)
  const {codeChallenge, codeVerifier} = await oAuth.createSHA256CodeChallenge()
  const url = await oAuth.createAuthorizationUrl({callbackUrl, codeChallenge, codeChallengeMethod: 'S256', limit: 5})
  return {url, verifier: codeVerifier}
}

/** @param {{code: string, verifier: string}} callback what the person came back with, and what was kept */
export function steps(options, {code, verifier}) {
  let client = new OpenRouter(options)
  const exchange = {requestBody: {code, codeVerifier: verifier, codeChallengeMethod: 'S256'}}
  return {
    exchange: async () => {
      const grant = whole(await client.oAuth.exchangeAuthCodeForAPIKey(exchange))
      client = new OpenRouter({...options, apiKey: grant.key})
      return {text: grant.userId, finish: grant.key.slice(0, 9)}
    },

    'exchange again': async () => client.oAuth.exchangeAuthCodeForAPIKey(exchange),

    key: async () => {
      const {data} = whole(await client.apiKeys.getCurrentKeyMetadata())
      return {text: data.label, limit: data.limitRemaining}
    },

    credits: async () => client.credits.getCredits(),

    models: async () => {
      let text = ''
      for await (const page of await client.models.list()) text += whole(page.result).data.map(({id}) => id).join(' ')
      return {text}
    },

    chat: async () => {
      const answer = whole(await client.chat.send({chatRequest: {model, messages}}))
      return {text: answer.choices[0].message.content, finish: answer.choices[0].finishReason, tokens: answer.usage.completionTokens}
    },

    'chat, streamed': async () => {
      const result = {text: ''}
      for await (const chunk of await client.chat.send({chatRequest: {model, messages, stream: true}})) {
        result.text += whole(chunk).choices[0]?.delta.content ?? ''
        result.finish = chunk.choices[0]?.finishReason ?? result.finish
        result.tokens = chunk.usage?.completionTokens ?? result.tokens
      }
      return result
    },

    responses: async () => {
      const answer = whole(await client.responses.send({responsesRequest: {model, input: prompt}}))
      return {text: answer.output[0].content[0].text, finish: answer.status, tokens: answer.usage.outputTokens}
    },

    'responses, streamed': async () => {
      const result = {text: ''}
      for await (const event of await client.responses.send({responsesRequest: {model, input: prompt, stream: true}})) {
        if (whole(event).type === 'response.output_text.delta') result.text += event.delta
        if (event.type === 'response.completed') {
          result.finish = event.response.status
          result.tokens = event.response.usage.outputTokens
        }
      }
      return result
    },

    // Wrong answers, to see that the SDK and whole() do judge.
    'wrong answer': async () => client.chat.send({chatRequest: {model: 'wrong/answer', messages}}),

    'wrong event': async () => {
      for await (const event of await client.responses.send({responsesRequest: {model: 'wrong/event', input: prompt, stream: true}})) whole(event)
      return {}
    },

    // As it comes it can't leave a page: OpenRouter's CORS does not allow its
    // header x-openrouter-callmodel.
    callModel: async () => called(client),

    'callModel without its header': async () => called(new OpenRouter({...client._options, httpClient: withoutHeader('x-openrouter-callmodel')})),

    'unknown key': async () => new OpenRouter({...options, apiKey: `sk-or-v1-${'0'.repeat(64)}`}).apiKeys.getCurrentKeyMetadata(),

    'no key': async () => new OpenRouter({...options, apiKey: ''}).apiKeys.getCurrentKeyMetadata(),

    'limit reached': async () => client.chat.send({chatRequest: {model: failing('key-limit'), messages}}),

    'limit reached, streamed': async () => client.responses.send({responsesRequest: {model: failing('key-limit'), input: prompt, stream: true}}),

    // This SDK hands out the error as a chunk like others.
    'failure in mid-stream': async () => {
      for await (const chunk of await client.chat.send({chatRequest: {model: failing('midstream-error'), messages, stream: true}}))
        if (whole(chunk).error) return {message: chunk.error.message, finish: chunk.choices[0]?.finishReason}
      return {}
    },

    'failure in mid-stream of responses': async () => {
      for await (const event of await client.responses.send({responsesRequest: {model: failing('midstream-error'), input: prompt, stream: true}}))
        if (whole(event).type === 'error') return {message: event.message, finish: event.type}
        else if (event.type === 'response.failed') return {message: event.response.error.message, finish: event.response.status}
      return {}
    },
  }
}

async function called(client) {
  const result = client.callModel({model, input: prompt}, {retries: {strategy: 'none'}})
  const deltas = await collect(result.getTextStream())
  const text = await result.getText()
  if (deltas.join('') !== text) throw new Error(`streamed ${deltas.join('')}, whole ${text}`)
  return {text, finish: (await result.getResponse()).status}
}

/** @returns an HTTPClient as the SDK documents it, which takes a header away. */
function withoutHeader(name) {
  const httpClient = new HTTPClient()
  httpClient.addHook('beforeRequest', request => {
    const next = new Request(request)
    next.headers.delete(name)
    return next
  })
  return httpClient
}

/**
 * The SDK takes what it can't parse inside a union for something newer than
 * itself and hands it out as it came. From an emulator that is a fault.
 */
function whole(value, path = '') {
  if (typeof value !== 'object' || value === null || value instanceof ReadableStream) return value
  if (value.isUnknown) throw new TypeError(`the SDK can't parse ${path}: ${JSON.stringify(value.raw)}`)
  for (const [name, inner] of Object.entries(value)) whole(inner, `${path}/${name}`)
  return value
}
