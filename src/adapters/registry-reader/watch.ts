// Gives up on a connection where nothing has moved for a while.

export interface Watch {
  /** Given when nothing moved for too long, or when the one outside is. */
  readonly signal: AbortSignal;
  /** Something moved, or is waited for from now on. */
  readonly touch: () => void;
  /** Nothing is waited for until the next touch: it is the turn of this side. */
  readonly rest: () => void;
  /** No longer watched: it has ended. */
  readonly end: () => void;
  /** Ends what the signal is given to. */
  readonly abort: () => void;
  /** Whether it was nothing that moved. */
  readonly late: () => boolean;
}

/** Watches from now on; `idle` in milliseconds. */
export const createWatch = (idle: number, outside: AbortSignal | undefined): Watch => {
  const controller = new AbortController();
  let late = false;
  let resting = false;
  const timer = setTimeout(() => {
    if (resting) return;
    late = true;
    controller.abort();
  }, idle);
  const stop = (): void => controller.abort(outside?.reason);
  outside?.addEventListener('abort', stop, { once: true });
  if (outside?.aborted === true) stop();
  const end = (): void => {
    clearTimeout(timer);
    outside?.removeEventListener('abort', stop);
  };
  return {
    signal: controller.signal,
    touch: () => {
      resting = false;
      timer.refresh();
    },
    rest: () => {
      resting = true;
    },
    end,
    abort: () => {
      end();
      controller.abort();
    },
    late: () => late,
  };
};
