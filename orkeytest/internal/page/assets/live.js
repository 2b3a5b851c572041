// Keeps the live page up to date. The parts it fills are written once, in parts.go, for the server and for this script;
// how their texts are written is in format.js.

import { formats, tone } from './format.js'

const find = id => document.getElementById(id)
const groups = find('groups')
const kept = 500 // requests on the page at most: the oldest go first

// Parts.

const clone = part => find(part).content.firstElementChild.cloneNode(true)

function fill(element, data) {
  for (const slot of element.querySelectorAll('[data-text]')) {
    const value = slot.dataset.text.split('.').reduce((object, member) => object?.[member], data) ?? undefined
    const text = formats[slot.dataset.as ?? 'visible'](value, data)
    if (slot.textContent !== text) slot.textContent = text
    slot.hidden = text === ''
    if ('tone' in slot.dataset) slot.dataset.tone = tone(value)
    if ('base' in slot.dataset) slot.href = slot.dataset.base + encodeURIComponent(value ?? '')
  }
  for (const input of element.querySelectorAll('[data-value]')) input.value = data[input.dataset.value]
  return element
}

// list shows items, and keeps the focus where it is as long as there is something left to focus.
function list(element, part, items) {
  const focused = element.contains(document.activeElement) && document.activeElement
  const old = new Map([...element.children].map(child => [child.querySelector('[data-value]').value, child]))
  const children = items.map(item => fill(old.get(item.id ?? item.hash) ?? clone(part), item))
  if (children.length !== old.size || children.some((child, i) => child !== element.children[i])) element.replaceChildren(...children)
  if (focused) (focused.isConnected ? focused : element).focus()
}

// Requests, grouped by sign-in.

const byAge = [...groups.querySelectorAll('.record')].sort((a, b) => a.dataset.id - b.dataset.id)
const records = new Map(byAge.map(record => [Number(record.dataset.id), record]))

function group(id) {
  let element = [...groups.children].find(child => child.dataset.id === id)
  if (!element) {
    element = clone('group')
    element.dataset.id = id
    groups.prepend(element)
  }
  return element
}

function showSignIn(signIn) {
  fill(group(signIn.id).querySelector('.group-head'), signIn)
}

function showRecord(data) {
  let record = records.get(data.id)
  if (!record) {
    record = clone('record')
    record.dataset.id = data.id
    record.classList.add('new')
    records.set(data.id, record)
  }
  fill(record, data)
  const place = group(data.sign_in ?? '').querySelector('.records')
  if (record.parentElement !== place) place.append(record)
  match(record)
  for (const [id, oldest] of records) {
    if (records.size <= kept) break
    records.delete(id)
    remove(oldest)
  }
}

function remove(record) {
  const from = record.closest('.group')
  record.remove()
  if (from.dataset.id && !from.querySelector('.record')) from.remove()
}

function reset() {
  for (const record of records.values()) remove(record)
  records.clear()
}

// Preflights are browsers asking whether they may ask: they tell little, and are shown on demand.
const filter = find('filter')
const preflights = find('preflights')
for (const control of [filter, preflights]) {
  control.closest('label').hidden = false
  control.addEventListener('input', () => records.forEach(match))
}
records.forEach(match)

function match(record) {
  const wanted = filter.value.trim().toLowerCase()
  const preflight = record.querySelector('.method').textContent === 'OPTIONS'
  record.hidden = (preflight && !preflights.checked) || (wanted !== '' && !record.textContent.toLowerCase().includes(wanted))
}

// Switches, rules, keys, clock.

function showState(state) {
  for (const buttons of document.querySelectorAll('[data-state]')) {
    for (const button of buttons.children) button.ariaPressed = button.value === state[buttons.dataset.state]
  }
  list(find('fault-list'), 'fault', state.faults ?? [])
  list(find('key-list'), 'key', state.keys ?? [])
  const now = find('now')
  now.dateTime = state.now
  now.toggleAttribute('data-frozen', Boolean(state.frozen))
  start = performance.now()
  tick()
}

let start = performance.now()
setInterval(tick, 1000)

// tick writes the emulator's clock in its own time zone, which need not be that of the browser.
function tick() {
  const now = find('now')
  const elapsed = 'frozen' in now.dataset ? 0 : performance.now() - start
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(now.dateTime) ?? [, '+', 0, 0]
  const offset = Number(sign + 1) * (hours * 60 + Number(minutes)) * 60_000
  now.textContent = new Date(Date.parse(now.dateTime) + elapsed + offset).toISOString().slice(0, 19).replace('T', ' ')
}

// A fault without a status has no field for one. It is disabled too: a browser sends no form while a field that nobody
// can see is wrong, and does not say why.

const kind = find('kind')
kind.addEventListener('change', showFields)
addEventListener('pageshow', showFields) // the browser may have brought back what was chosen before

function showFields() {
  const status = find('status')
  status.disabled = status.parentElement.hidden = kind.value !== 'status'
}

// Forms are sent in the background; what they change comes back by the stream.

document.addEventListener('submit', async event => {
  event.preventDefault()
  const form = event.target
  const places = [find('problem'), ...document.querySelectorAll('.said')]
  const place = form.querySelector('.said') ?? places[0]
  const say = alert => places.forEach(each => each.replaceChildren(...(alert && each === place ? [alert] : [])))
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, event.submitter)), redirect: 'manual' })
    const page = answer.type === 'opaqueredirect' ? '' : await answer.text()
    const said = new DOMParser().parseFromString(page, 'text/html').querySelector('[role=alert]')
    if (page && !said) throw new Error(`status ${answer.status}`)
    say(said)
    const confirm = form.closest('details')
    if (confirm) confirm.open = false
  } catch (error) {
    const alert = document.createElement('p')
    alert.className = 'problem'
    alert.role = 'alert'
    alert.textContent = `The emulator did not do it (${error.message}). Is it still running?`
    say(alert)
  }
})

// The stream.

const connection = find('connection')
const events = new EventSource(document.body.dataset.events)

function on(name, show) {
  events.addEventListener(name, event => show(JSON.parse(event.data)))
}

on('sign-in', showSignIn)
on('record', showRecord)
on('state', showState)
on('reset', reset)

events.onopen = () => connected('Live')
events.onerror = () => connected(events.readyState === EventSource.CLOSED ? 'Disconnected' : 'Reconnecting…')

function connected(word) {
  connection.textContent = word
  connection.classList.toggle('on', word === 'Live')
}
