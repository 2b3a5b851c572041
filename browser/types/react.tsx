// How a React 19 app uses the element.
import "../dist/orkey";

export const SignIn = () => (
  <>
    <openrouter-sign-in
      label="Connect"
      variant="cta"
      size="lg"
      signed-in="menu"
      mode="popup"
      key-label="An app"
      limit={5}
      disabled={false}
      className="sign-in"
      lang="fr"
      suppressHydrationWarning
      onClick={(event) => event.clientX}
      ref={(element) => element?.addEventListener("openrouter-signout", (event) => event.detail.userId)}
      onopenrouter-signin={(event) => event.detail.userId}
      onopenrouter-error={(event) => event.preventDefault()}
    />
    {/* @ts-expect-error there is no such mode */}
    <openrouter-sign-in mode="tab" />
    {/* @ts-expect-error nor such an attribute */}
    <openrouter-sign-in nonsense="1" />
    {/* @ts-expect-error an event never holds the key */}
    <openrouter-sign-in onopenrouter-signin={(event) => event.detail.key} />
    {/* @ts-expect-error there is no such variant */}
    <openrouter-sign-in variant="fancy" />
  </>
);
