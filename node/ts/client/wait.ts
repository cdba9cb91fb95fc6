/** The work's outcome, or the signal's reason as soon as it is aborted; the work itself goes on. */
export function abortable<T>(work: Promise<T>, signal?: AbortSignal | null): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

export function pause(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return abortable(over, signal).finally(() => clearTimeout(timer));
}

/**
 * How long a 503 asks to wait, in milliseconds (RFC 9110, 10.2.3: seconds or a date); `undefined` where it does not say.
 * An API on another origin hides the header unless it exposes it: then a second.
 */
export function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after');
  if (value === null) return response.type === 'cors' ? 1000 : undefined;
  const wait = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

/** Whether the body can be sent a second time: a stream cannot. */
export function replayable(body: RequestInit['body']): boolean {
  const object = Object(body) as object;
  return !('getReader' in object || Symbol.asyncIterator in object);
}
