// What shows as long as a button is held, and no longer.

/**
 * Calls show(true) when somebody begins to hold a button, by mouse, finger or key, and show(false) when they let go, turn
 * away or leave the page.
 */
export const whileHeld = (button: HTMLElement, show: (held: boolean) => void): void => {
  const held = (now: boolean): void => {
    if (now === (button.ariaPressed === "true")) return;
    button.ariaPressed = `${now}`;
    show(now);
  };
  button.ariaPressed = "false";
  button.addEventListener("pointerdown", ({ button: which, pointerId }) => {
    if (which) return;
    button.setPointerCapture(pointerId); // let go elsewhere, it is let go all the same
    held(true);
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault(); // Space would scroll
    held(true);
  });
  for (const end of ["lostpointercapture", "pointercancel", "keyup", "blur"]) button.addEventListener(end, () => held(false));
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a finger that stays
  addEventListener("blur", () => held(false));
  document.addEventListener("visibilitychange", () => held(false));
};
