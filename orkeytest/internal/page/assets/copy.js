// Shows the buttons with data-copy="ID" and lets each copy the text of that element.

for (const button of document.querySelectorAll('[data-copy]')) {
  const source = document.getElementById(button.dataset.copy)
  const label = [...button.childNodes]
  const said = document.createElement('span')
  said.className = 'visually-hidden'
  said.role = 'status'
  button.after(said)

  let restore
  button.addEventListener('click', async () => {
    const done = await copy(source)
    button.replaceChildren(done ? 'Copied' : 'Selected')
    said.textContent = done ? 'Copied' : 'The text is selected. Copy it with your keyboard.'
    clearTimeout(restore)
    restore = setTimeout(() => {
      button.replaceChildren(...label)
      said.textContent = ''
    }, 2000)
  })
  button.hidden = false
}

// copy reports whether the text is on the clipboard. Where that is forbidden, as on plain http away from localhost, the
// text is left selected.
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent)
    return true
  } catch {
    getSelection().selectAllChildren(source)
    return false
  }
}
