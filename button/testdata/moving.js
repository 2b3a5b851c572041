// Says what moves on the page.
() => [...document.querySelectorAll("[id]")].flatMap((host) => {
  const button = host.shadowRoot?.querySelector("button") ?? host;
  const { scale, transitionProperty, transitionDuration } = getComputedStyle(button);
  const found = [];
  if (scale !== "none" && scale !== "1") found.push(`${host.id} scales`);
  if (transitionProperty !== "none" && transitionDuration !== "0s") found.push(`${host.id} changes by and by`);
  if (button.getAnimations({ subtree: true }).some((a) => a instanceof CSSAnimation)) found.push(`${host.id} turns`);
  return found;
})
