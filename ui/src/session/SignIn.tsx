import { Button, PasswordInput } from "@mantine/core";
import { useId, useState } from "react";
import { Icon } from "../shell/Icon";
import { problemOf } from "../states/ProblemPanel";
import { Prose } from "../states/Prose";
import classes from "./session.module.css";
import { useSignIn } from "./useSession";

interface SignInProps {
  /** What may not be done yet. */
  what: string;
  onDone?: () => void;
}

/** Asks for the server's token, once for each browser. */
export function SignIn({ what, onDone }: SignInProps) {
  const [token, setToken] = useState("");
  const signIn = useSignIn();
  const titleId = useId();
  const failure = signIn.error && problemOf(signIn.error);
  return (
    <form
      className={classes.signIn}
      aria-labelledby={titleId}
      data-testid="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(token, { onSuccess: onDone });
      }}
    >
      <h3 id={titleId} className={classes.title}>
        <Icon name="key" size={14} /> Sign in {what}
      </h3>
      <p>
        <Prose text="Open the address that `outlay serve` printed when it started, or paste it here. The token in it is also in the file `token` of the data folder." />
      </p>
      <div className={classes.row}>
        <PasswordInput
          className={classes.input}
          label="Address or token"
          aria-invalid={failure !== null}
          autoComplete="current-password"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={
            failure && (failure.status === 401 ? "This token is not the server's." : failure.detail)
          }
          required
          withAsterisk={false}
        />
        <Button type="submit" size="sm" loading={signIn.isPending}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
