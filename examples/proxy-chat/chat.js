// A chat without a server of its own, nor a key:
//
//	orkey proxy -- python3 -m http.server {port} --bind 127.0.0.1
//
// Only who has signed in gets this page, and /_orkey/api/v1 is OpenRouter's API,
// to which the proxy adds the key.

const $ = selector => document.querySelector(selector)
const messages = []
let asking = new AbortController()

const session = await (await fetch('/_orkey/session')).json()
$('#user').textContent = session.user_id ?? ''

$('#ask').onsubmit = async event => {
  event.preventDefault()
  const question = {role: 'user', content: $('[name=question]').value}
  const answer = {role: 'assistant', content: ''}
  say('')
  show(question)
  const shown = show(answer)
  event.target.reset()
  busy(true)
  asking = new AbortController()
  try {
    for await (const text of ask([...messages, question], asking.signal)) shown.textContent = answer.content += text
  } catch (error) {
    if (error.name === 'TypeError') error = {message: 'The site cannot be reached. Try again.'}
    if (error.name !== 'AbortError') say(error.message, error.link)
  }
  busy(false)
  if (answer.content) messages.push(question, answer)
  else shown.remove()
}

$('#stop').onclick = () => asking.abort() // OpenRouter stops, too, and charges no more

/** What the model says, as it comes. */
async function* ask(messages, signal) {
  const answer = await fetch('/_orkey/api/v1/chat/completions', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({model: 'openai/gpt-4o-mini', messages, stream: true}),
    signal,
  })
  if (!answer.ok) throw refusal(await answer.json())
  for await (const data of events(answer.body)) {
    if (data === '[DONE]') return
    const {error, choices} = JSON.parse(data)
    if (error) throw refusal({error})
    yield choices[0]?.delta.content ?? ''
  }
  throw {message: 'The answer was cut off. Ask again.'}
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

/** Errors are OpenRouter's, or the proxy's, of the same shape. */
function refusal({error, sign_in_url}) {
  if (sign_in_url) return {message: error.message, link: {href: sign_in_url, text: 'Sign in'}}
  switch (error.metadata?.limit_source) {
    case 'openrouter_credits':
      return {message: 'Your OpenRouter account is out of credits.', link: {href: new URL('/settings/credits', session.settings_url), text: 'Add credits'}}
    case 'openrouter_key_limit':
      return {message: 'The key of this site has reached its limit.', link: {href: session.settings_url, text: 'Raise the limit'}}
    case 'openrouter_in_flight_budget':
      return {message: 'Answers that are under way use up what is left. Wait until they end, then ask again.'}
  }
  return {message: error.message}
}

function show({role, content}) {
  const line = document.createElement('p')
  line.className = role
  line.textContent = content
  $('#log').append(line)
  return line
}

function say(text, link) {
  $('#problem').textContent = text
  if (link) $('#problem').append(' ', Object.assign(document.createElement('a'), {href: link.href, textContent: link.text}))
}

function busy(is) {
  $('#ask button').disabled = is
  $('#stop').disabled = !is
}
