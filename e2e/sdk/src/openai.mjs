// The openai package against an emulator.

import OpenAI from 'openai'
import {collect, failing, messages, prompt} from './steps.mjs'

const model = 'openai/gpt-4o-mini'

/** @param {import('openai').ClientOptions} options @param {string} retriedKey a key whose first request fails */
export function steps(options, {retriedKey}) {
  const client = new OpenAI(options)
  return {
    models: async () => ({text: (await collect(client.models.list())).map(({id}) => id).join(' ')}),

    key: async () => ({text: (await client.get('/key')).data.label}),

    chat: async () => {
      const answer = await client.chat.completions.create({model, messages})
      return {text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason, tokens: answer.usage.completion_tokens}
    },

    'chat, streamed': async () => {
      const stream = await client.chat.completions.create({model, messages, stream: true, stream_options: {include_usage: true}})
      const result = {text: ''}
      for await (const chunk of stream) {
        result.text += chunk.choices[0]?.delta.content ?? ''
        result.finish = chunk.choices[0]?.finish_reason ?? result.finish
        result.tokens = chunk.usage?.completion_tokens ?? result.tokens
      }
      return result
    },

    // The helper puts a stream together again and throws where a part is missing.
    'chat, streamed to a helper': async () => {
      const stream = client.chat.completions.stream({model, messages})
      const answer = await stream.finalChatCompletion()
      return {text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason}
    },

    responses: async () => {
      const answer = await client.responses.create({model, input: prompt})
      return {text: answer.output_text, finish: answer.status, tokens: answer.usage.output_tokens}
    },

    'responses, streamed': async () => {
      const result = {text: ''}
      for await (const event of await client.responses.create({model, input: prompt, stream: true})) {
        if (event.type === 'response.output_text.delta') result.text += event.delta
        if (event.type === 'response.completed') {
          result.finish = event.response.status
          result.tokens = event.response.usage.output_tokens
        }
      }
      return result
    },

    'responses, streamed to a helper': async () => {
      const answer = await client.responses.stream({model, input: prompt}).finalResponse()
      return {text: answer.output_text, finish: answer.status}
    },

    // A second attempt has one more header, which CORS must allow as well.
    'failure, retried': async () => {
      const answer = await client.withOptions({apiKey: retriedKey}).chat.completions.create({model, messages})
      return {text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason}
    },

    'unknown key': async () => client.withOptions({apiKey: `sk-or-v1-${'0'.repeat(64)}`}).get('/key'),

    'limit reached': async () => client.chat.completions.create({model: failing('key-limit'), messages}),

    'no such request': async () => client.chat.completions.create({model, messages: 'none'}),

    'failure in mid-stream': async () => {
      for await (const _ of await client.chat.completions.create({model: failing('midstream-error'), messages, stream: true}));
      return {}
    },

    'failure in mid-stream of responses': async () => {
      for await (const event of await client.responses.create({model: failing('midstream-error'), input: prompt, stream: true}))
        if (event.type === 'error') return {message: event.message, finish: event.type}
        else if (event.type === 'response.failed') return {message: event.response.error.message, finish: event.response.status}
      return {}
    },
  }
}
