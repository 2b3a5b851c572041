// Measures each button on the page: contrasts by WCAG 2.2's formula, and sizes.
() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = rgba(colour).map((n) => n / 255).map((n) => (n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const page = getComputedStyle(document.documentElement).backgroundColor;
  const ground = rgba(page)[3] ? page : "white";
  return Object.fromEntries([...document.querySelectorAll("[id]")].map((host) => {
    const button = host.shadowRoot?.querySelector("button") ?? host;
    for (const animation of button.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
    const style = getComputedStyle(button);
    const back = rgba(style.backgroundColor)[3] ? style.backgroundColor : ground;
    const measure = {
      text: contrast(style.color, back),
      ringButton: contrast(style.outlineColor, back),
      ring: contrast(style.outlineColor, ground),
      ringWidth: parseFloat(style.outlineWidth),
      width: button.offsetWidth,
      height: button.offsetHeight,
    };
    return [host.id, measure];
  }));
}
