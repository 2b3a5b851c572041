// node node.mjs openai|openrouter
//
// Walks through an SDK, pointed at a server by the environment as it documents,
// and prints what came of each step as a line of JSON.

import {run} from './steps.mjs'

const report = result => console.log(JSON.stringify(result))

if (process.argv[2] === 'openai') {
  const {steps} = await import('./openai.mjs')
  await run(steps({}, {retriedKey: process.env.RETRIED_KEY}), report)
} else {
  const {begin, steps} = await import('./openrouter.mjs')
  const {url, verifier} = await begin({}, 'https://app.example/callback')
  // A person would be sent there. The emulator approves by itself.
  const page = await fetch(url, {redirect: 'manual'})
  const code = new URL(page.headers.get('Location')).searchParams.get('code')
  await run(steps({}, {code, verifier}), report)
}
