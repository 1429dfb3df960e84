// How the server says that it has no fix, and why.

/** LSP's code for a request that was understood and cannot be fulfilled. */
const REQUEST_FAILED = -32803;

/** The server's menu holds a reason in the place of fixes. */
export class Refused extends Error {}

/** Throws the reason, if an answer is one. */
export function checkRefused(actions: readonly { readonly disabled?: { readonly reason: string } }[]): void {
  const reason = actions.find(action => action.disabled !== undefined)?.disabled?.reason;
  if (reason !== undefined) {
    throw new Refused(reason);
  }
}

/** Why there is no fix, if an error says that; nothing for all other errors. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const isRefusal = error instanceof Refused || ('code' in error && error.code === REQUEST_FAILED);
  return isRefusal ? error.message : undefined;
}
