/** An answer that says no. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Asks the application to do something; mostly the answer does not matter, for what came of it is told live. */
export async function ask<Answer = unknown>(
  method: 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer | undefined> {
  const response = await fetch(path, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch((cause: unknown) => {
    throw new Error('The application does not answer', { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new Refused(response.status, complaint(response, text));
  return text === '' ? undefined : JSON.parse(text);
}

/** What Nest's error body says: one message, or one for each invalid field. */
function complaint({ status, statusText }: Response, text: string): string {
  try {
    const { message }: { message: string | string[] } = JSON.parse(text);
    return [message].flat().join('; ');
  } catch {
    return `${status} ${statusText}`;
  }
}
