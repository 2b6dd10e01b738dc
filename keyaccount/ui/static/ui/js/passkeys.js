/* Passkeys and security keys: <form data-passkey="get|create"> asks the device first, then posts what it answered.

   The options come from a json_script (data-passkey-data="id") or are fetched (data-passkey-url). The answer goes into the
   form's field named credential as JSON, bytes as base64url. */
(function () {
  "use strict";
  const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), char => char.charCodeAt(0));
  const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withBytes = list => (list || []).map(item => ({ ...item, id: toBytes(item.id) }));

  async function optionsOf(form) {
    if (form.dataset.passkeyData) return JSON.parse(document.getElementById(form.dataset.passkeyData).textContent);
    const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  async function create(form, { creation_options: options }) {
    const wanted = options.publicKey;
    const choice = { ...wanted.authenticatorSelection };
    const passwordless = form.elements.passwordless;
    if (passwordless) Object.assign(choice, { residentKey: passwordless.checked ? "required" : "discouraged", requireResidentKey: passwordless.checked }, passwordless.checked ? { userVerification: "required" } : {});
    const publicKey = { ...wanted, challenge: toBytes(wanted.challenge), user: { ...wanted.user, id: toBytes(wanted.user.id) }, excludeCredentials: withBytes(wanted.excludeCredentials), authenticatorSelection: choice };
    return navigator.credentials.create({ publicKey });
  }

  async function get(form, { request_options: options }) {
    const wanted = options.publicKey;
    return navigator.credentials.get({ publicKey: { ...wanted, challenge: toBytes(wanted.challenge), allowCredentials: withBytes(wanted.allowCredentials) } });
  }

  const byteFields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

  function asJson(credential) {
    const response = Object.fromEntries(byteFields.filter(name => credential.response[name]).map(name => [name, toText(credential.response[name])]));
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    const { id, type, authenticatorAttachment } = credential;
    return JSON.stringify({ id, type, rawId: toText(credential.rawId), authenticatorAttachment, response, clientExtensionResults: credential.getClientExtensionResults() });
  }

  function refuse(form) {
    form.querySelector(".ka-err[data-passkey-error]")?.remove();
    const said = KA.element("div", { class: "ka-err", role: "alert", "data-passkey-error": "" }, KA.word("passkey"));
    form.append(said);
  }

  document.addEventListener("submit", async event => {
    const form = event.target.closest("form[data-passkey]");
    if (!form) return;
    event.preventDefault();
    try {
      const credential = await (form.dataset.passkey === "create" ? create : get)(form, await optionsOf(form));
      form.elements.credential.value = asJson(credential);
      form.submit();
    } catch (reason) {
      refuse(form);
    }
  });
})();
