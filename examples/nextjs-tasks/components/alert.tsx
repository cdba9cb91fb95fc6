/** What went wrong, read out at once. */

import type { Problem } from "@/lib/client/problem";

interface Props {
  problem: Pick<Problem, "text"> & Partial<Problem>;
  retry?: (() => void) | undefined;
  dismiss?: (() => void) | undefined;
}

export function Alert({ problem, retry, dismiss }: Props) {
  return (
    <div role="alert" className="alert" data-code={problem.code}>
      <p>{problem.text}</p>
      <div className="row">
        {retry && problem.retryable && (
          <button type="button" className="quiet" onClick={retry}>
            Try again
          </button>
        )}
        {dismiss && (
          <button type="button" className="quiet" onClick={dismiss}>
            Dismiss
          </button>
        )}
      </div>
    </div>
  );
}
