// Everything that can be seen of each button on the page, by its id.
() => Object.fromEntries([...document.querySelectorAll("[id]")].map((host) => {
  const button = host.shadowRoot?.querySelector("button") ?? host;
  for (const animation of button.getAnimations({ subtree: true })) if (animation instanceof CSSTransition) animation.finish();

  const style = getComputedStyle(button);
  const seen = {};
  const take = (...names) => { for (const name of names) seen[name] = style[name]; };
  take("paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "columnGap");
  take("borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "borderStartStartRadius", "borderEndEndRadius");
  take("color", "backgroundColor", "backgroundImage", "opacity", "scale", "textDecorationLine");
  take("fontFamily", "fontSize", "fontWeight", "fontStyle", "lineHeight", "letterSpacing", "textAlign");
  take("transitionProperty", "transitionDuration", "outlineStyle");
  if (style.borderTopWidth !== "0px") take("borderTopColor", "borderTopStyle");
  if (style.outlineStyle !== "none") take("outlineWidth", "outlineColor", "outlineOffset");
  if (style.textDecorationLine !== "none") take("textUnderlineOffset");
  // Tailwind adds its rings as shadows that nobody sees.
  seen.boxShadow = style.boxShadow.replaceAll("rgba(0, 0, 0, 0) 0px 0px 0px 0px, ", "");

  const box = button.getBoundingClientRect();
  const place = ({ x, y, width, height }, from = box) => [x - from.x, y - from.y, width, height].map((n) => n.toFixed(2)).join(" ");
  seen.box = place(box, { x: box.x, y: box.y });
  const shown = [...button.querySelectorAll("svg")].filter((part) => part.getClientRects().length);
  // A ring that turns has a box that swells; its layout does not.
  seen.logo = shown.map((part) => (part.getAnimations().forEach((a) => { a.currentTime = 0; a.pause(); }), place(part.getBoundingClientRect()))).join();
  const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (texts.nextNode()) {
    range.selectNodeContents(texts.currentNode);
    if (host.getAttribute("variant") !== "icon") seen.text = place(range.getBoundingClientRect());
  }
  return [host.id, seen];
}))
