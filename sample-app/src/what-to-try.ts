/** What one can ask the application at `url`, to be pasted into a shell. */
export function whatToTry(url: string): string {
  return `
Listening on ${url}. Leave one of these open

  curl -N ${url}/users/events
  curl -N ${url}/topics/user:7/stream
  curl -N ${url}/topics/order:created/stream

and try, in another terminal, what is registered before and after:

  curl ${url}/registry
  curl -X POST ${url}/users/7/visits
  curl ${url}/orders -H 'content-type: application/json' -d '{ "item": "book", "quantity": 2, "customer": 7 }'
  curl ${url}/orders -H 'content-type: application/json' -d '{ "item": "unicorn", "quantity": 1, "customer": 7 }'
  curl ${url}/users/7
  curl -X POST ${url}/users/7/crash
  curl -X POST ${url}/users/7/visits
  curl ${url}/users
  curl -X DELETE ${url}/users/7
`;
}
