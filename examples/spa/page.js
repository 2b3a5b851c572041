const $ = selector => document.querySelector(selector)
const tabs = new BroadcastChannel('session')
let user // whom this tab shows; null is nobody

// Who is signed in is the server's to say. The cookie is out of a script's reach.
async function refresh() {
  const answer = await fetch('/auth/session')
  if (!answer.ok) return fail(answer)
  const session = await answer.json()
  $('#signed-in').hidden = !session.signed_in
  $('#signed-out').hidden = session.signed_in
  $('#user').textContent = session.user_id ?? ''
  if (!session.signed_in) $('output').textContent = ''
  const before = user
  user = session.signed_in ? session.signed_in_at + session.user_id : null
  if (user !== before) tabs.postMessage(user)
}
tabs.onmessage = event => event.data !== user && refresh()
addEventListener('pageshow', event => event.persisted && refresh()) // by the back button

$('#sign-out').onclick = async () => {
  const answer = await fetch('/auth/logout', {method: 'POST'})
  if (!answer.ok) return fail(answer)
  refresh()
}

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

/** Errors are OpenRouter's, or of the same shape. A key that was deleted there ends the session here. */
async function fail(answer) {
  const {error} = await answer.json()
  say(error.message)
  if (answer.status === 401) refresh()
}

function say(text) {
  $('#problem').textContent = text
}

refresh()
