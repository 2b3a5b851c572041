// How a React 19 app uses the element.
import "../dist/orkey";

export const SignIn = () => (
  <>
    <openrouter-sign-in
      label="Connect"
      mode="popup"
      key-label="An app"
      limit={5}
      disabled={false}
      className="sign-in"
      onopenrouter-signin={(event) => event.detail.userId}
      onopenrouter-error={(event) => event.preventDefault()}
    />
    {/* @ts-expect-error there is no such mode */}
    <openrouter-sign-in mode="tab" />
  </>
);
