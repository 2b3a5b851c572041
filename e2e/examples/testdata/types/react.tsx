import { type OpenRouterErrorCode } from "orkey";

export const SignIn = ({ failed }: { failed: (code: OpenRouterErrorCode) => void }) => (
  <>
    <openrouter-sign-in label="Connect" mode="popup" onopenrouter-error={(event) => failed(event.detail.code)} />
    {/* @ts-expect-error there is no such mode */}
    <openrouter-sign-in mode="tab" />
  </>
);
