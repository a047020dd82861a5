// Runs before the page is drawn, so that nothing jumps: says that there is JavaScript at all.
document.documentElement.classList.add("js");
