// The links of the bar tell which section somebody is in.

import { $, $$ } from "./dom";

/** Marks the link of the section that the upper part of the window shows. */
export const startNav = (): void => {
  const links = new Map($$<HTMLAnchorElement>("nav a", $(".bar")).map((link) => [$(link.hash), link]));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) links.get(target as HTMLElement)?.setAttribute("aria-current", "true");
        else links.get(target as HTMLElement)?.removeAttribute("aria-current");
    },
    { rootMargin: "-30% 0px -70%" }, // one line across the window
  );
  for (const section of links.keys()) observer.observe(section);
};
