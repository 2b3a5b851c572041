import {clearApiKey, getUserId, isSignedIn, onAuthChange} from '/orkey/orkey.min.js'

const $ = selector => document.querySelector(selector)

// The server knows who is signed in, and has the key. The module asks it, and
// keeps all tabs in step.
function show() {
  $('form').hidden = !isSignedIn()
  $('#user').textContent = getUserId() ?? ''
  if (!isSignedIn()) $('output').textContent = ''
}
onAuthChange(show)
show()

$('#sign-out').onclick = () => clearApiKey().catch(error => say(error.message))

$('form').onsubmit = async event => {
  event.preventDefault()
  say('')
  $('output').textContent = ''
  event.submitter.disabled = true
  try {
    await ask($('[name=question]').value)
  } catch {
    say('The site cannot be reached. Try again.')
  }
  event.submitter.disabled = false
}

async function ask(question) {
  const answer = await fetch('/auth/api/v1/chat/completions', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({model: 'openai/gpt-4o-mini', messages: [{role: 'user', content: question}], stream: true}),
  })
  if (!answer.ok) return fail(answer)
  for await (const data of events(answer.body)) {
    if (data === '[DONE]') return
    const {error, choices} = JSON.parse(data)
    if (error) return say(error.message)
    $('output').textContent += choices[0]?.delta.content ?? ''
  }
  say('The answer was cut off. Ask again.')
}

/** The data of server-sent events. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (let read; !(read = await reader.read()).done; ) {
    const lines = (rest + read.value).split('\n')
    rest = lines.pop()
    for (const line of lines) if (line.startsWith('data: ')) yield line.slice(6).trimEnd()
  }
}

/** Errors are OpenRouter's, or of the same shape. */
async function fail(answer) {
  const {error} = await answer.json()
  say(error.message)
  if (answer.status === 401) await clearApiKey() // deleted at OpenRouter, say
}

function say(text) {
  $('#problem').textContent = text
}
