// The chat box: what is asked, and what becomes of it.

import {answer} from './chat.js'
import * as conversation from './conversation.js'
import {chooseModel, chosenModel} from './models.js'
import {KeyGone, Problem} from './problem.js'

const form = document.querySelector('#composer')
const prompt = document.querySelector('#prompt')
const send = document.querySelector('#send')
const stop = document.querySelector('#stop')

/**
 * Makes the chat box work, and returns a function that forgets the
 * conversation.
 * @param {{baseUrl: string, getKey: () => string | null, onKeyGone: (p: KeyGone) => void, onSpent: () => void}} page
 */
export function startChat({baseUrl, getKey, onKeyGone, onSpent}) {
  let messages = [] // what was said so far, as the API wants it
  let running // AbortController of the answer under way

  async function ask(question) {
    const key = getKey()
    const model = chosenModel()
    if (!question || running || !key || !model) return
    const mine = (running = new AbortController())
    prompt.value = ''
    messages.push({role: 'user', content: question})
    showBusy(true)
    const reply = conversation.ask(question)

    let finish, problem
    try {
      finish = await answer({baseUrl, key, model, messages, signal: mine.signal, onText: piece => reply.write(piece)})
    } catch (error) {
      problem = error
    }
    if (running !== mine) return // signed out meanwhile
    running = undefined
    showBusy(false)
    reply.end(noteOf(finish, problem))
    // A question without any answer is taken back, or the next one would follow it.
    if (reply.text) messages.push({role: 'assistant', content: reply.text})
    else messages.pop()
    if (problem instanceof KeyGone) onKeyGone(problem)
    else onSpent()
  }

  form.addEventListener('submit', event => {
    event.preventDefault()
    ask(prompt.value.trim())
  })
  prompt.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  stop.addEventListener('click', () => running?.abort())
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') running?.abort()
  })
  document.querySelector('#log').addEventListener('click', event => {
    const chip = event.target.closest('.chip')
    if (!chip) return
    if (chip.dataset.model) chooseModel(chip.dataset.model)
    ask(chip.textContent)
  })

  return function clear() {
    running?.abort()
    running = undefined
    messages = []
    prompt.value = ''
    conversation.clear()
    showBusy(false)
  }
}

/** Says how an answer ended, if not well. */
function noteOf(finish, problem) {
  if (problem?.name === 'AbortError') return {text: 'Stopped.'}
  if (problem instanceof Problem) return {text: problem.message, bad: true, link: problem.link, again: problem.again}
  if (problem) return {text: 'Something is wrong with this page. Load it again.', bad: true}
  if (finish === 'length') return {text: 'The model stopped at its length limit.'}
  if (finish === 'content_filter') return {text: 'A content filter stopped the model.'}
}

/** Swaps Send for Stop. A focus that would be lost goes to the message. */
function showBusy(busy) {
  const {activeElement} = document
  const lost = [send, stop].includes(activeElement) || activeElement?.matches('.chip')
  send.hidden = busy
  stop.hidden = !busy
  if (lost) prompt.focus()
}
