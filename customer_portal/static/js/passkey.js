// Keys (WebAuthn): say in words when a key did not work. What works is done by allauth's own scripts.
document.addEventListener("allauth.error", (event) => {
  const problem = document.querySelector("[data-passkey-problem]");
  if (!problem) return;
  event.preventDefault();
  problem.hidden = false;
});
